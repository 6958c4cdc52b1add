// The process that makes the sandbox's children: started once, with nothing of this process in it,
// and asked for one child after the other.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "sandbox/child.h"
#include "zygote/wire.h"

namespace memory_mcp {

struct ZygoteOptions {
  std::string program;                  // The path of memory-mcp-sandbox.
  std::vector<std::string> tool_names;  // What exists as memory.<name>.
  std::size_t data_bytes_max = 0;       // Writable memory of one child.
  bool without_seccomp_allowed = false;
};

// A child, and what it is known as to its zygote.
struct Spawned {
  Child child;
  std::int32_t number = 0;
};

enum class Rehearsal { none, first };
// Whether the program moves into huge pages: scripts start faster, for 8 MiB more of memory.
enum class HugePages { used, left_out };

// Safe for concurrent use.
class ZygoteProcess {
 public:
  static Result<std::unique_ptr<ZygoteProcess>> start(const ZygoteOptions& options,
                                                      HugePages pages = HugePages::used);
  // Ends the process and with it all its children.
  ~ZygoteProcess();

  const wire::Hello& hello() const { return hello_; }
  bool has(wire::Layer layer) const;
  // Why layers are missing, in the kernel's words.
  std::string refusals() const { return hello_.refused.data(); }
  bool is_alive() const;
  pid_t pid() const { return pid_; }
  std::uint64_t children_made() const;

  Result<Spawned> spawn(Rehearsal rehearsal);
  // How a child ended that is ending or has: as waitpid tells it, 0 for "on its own".
  Result<int> how_it_ended(std::int32_t number);

 private:
  ZygoteProcess(UniqueFd control, UniqueFd process, pid_t pid)
      : control_(std::move(control)), process_(std::move(process)), pid_(pid) {}
  Status greet(const ZygoteOptions& options, HugePages pages);

  struct Reply {
    wire::OrderAnswer answer;
    UniqueFd descriptor;
  };
  Result<Reply> order(const wire::Order& order, int socket, int slot);

  mutable std::mutex mutex_;  // One order at a time.
  UniqueFd control_;
  const UniqueFd process_;
  const pid_t pid_;
  wire::Hello hello_;
  std::uint64_t children_made_ = 0;
};

}  // namespace memory_mcp
