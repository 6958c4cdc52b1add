// The walls, one call a line, in the order in which they must be built. Each takes something away
// for good. What the kernel refuses is reported, never passed over: the server decides whether it
// is enough (sandbox/zygote_process.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "zygote/walls/system_call_filter.h"
#include "zygote/wire.h"

namespace memory_mcp::zygote {

class Confinement {
 public:
  // In the process that the server started: returns in a child of it, the first process of
  // namespaces of its own with an empty root. The started process waits for it and ends with it.
  void enter_namespaces(int kept_descriptor);
  // The rest of what holds for the zygote and every child. `data_bytes_max`: how much writable
  // memory a process may have.
  void give_up_rights(std::size_t data_bytes_max);

  // From here on the zygote makes the calls of `filter` and no others.
  void enter(const SystemCallFilter& filter);

  std::uint32_t layers() const { return layers_; }
  // Which layers were refused and why: "mount_namespace: Operation not permitted; …".
  const std::array<char, sizeof(wire::Hello::refused)>& refused() const { return refused_; }

 private:
  void stand(wire::Layer layer) { layers_ |= static_cast<std::uint32_t>(layer); }
  void refuse(std::string_view layer, int error);
  void enter_empty_root();
  void drop_capabilities();
  void forbid_new_privileges();
  void limit_resources(std::size_t data_bytes_max);
  void deny_files_by_landlock();

  std::uint32_t layers_ = 0;
  std::array<char, sizeof(wire::Hello::refused)> refused_{};
};

}  // namespace memory_mcp::zygote
