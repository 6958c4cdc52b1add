// The child's line to the server: asks it to do something, and takes its answers. Blocking reads
// and writes on one descriptor; the server always reads, so a write always ends.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "zygote/engine/engine.h"
#include "zygote/wire.h"

namespace memory_mcp::zygote {

struct Answer {
  std::uint32_t id = 0;
  bool ok = false;
  Value json;  // A string of the engine; 0 when there was no memory for it.
};

class HostLink {
 public:
  explicit HostLink(int descriptor) : descriptor_(descriptor) {}

  void wait_for_go() const;
  void say_finished() const;

  // `name` and `json` are read from the engine's memory.
  void ask(std::uint32_t id, std::string_view name, std::string_view json);
  // Whether another question of this size must wait for an answer first.
  bool is_full(std::size_t json_bytes) const;
  std::size_t outstanding() const { return outstanding_; }
  // Reads one answer. Waits for it no longer than `patience`; for ever without one.
  std::optional<Answer> take_answer(std::optional<std::chrono::nanoseconds> patience);

 private:
  int descriptor_;
  std::size_t outstanding_ = 0;
  // The bytes of the questions under way, in order of asking: answers may come in any order, so
  // the sum counts all until all are answered.
  std::size_t outstanding_bytes_ = 0;
};

}  // namespace memory_mcp::zygote
