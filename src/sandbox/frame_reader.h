// Takes a child's bytes apart into calls. Nothing in them is believed: what is longer, more or
// other than the wire allows breaks the line for good.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "sandbox/untrusted.h"
#include "zygote/wire.h"

namespace memory_mcp {

struct ChildCall {
  std::uint32_t id = 0;
  std::string name;  // Printable ASCII.
  std::string json;
};

class FrameReader {
 public:
  enum class State { open, finished, broken };

  // Adds complete calls to `calls`. After `finished` or `broken` nothing more is taken.
  State feed(std::string_view bytes, std::deque<ChildCall>& calls);

  // The server has answered a call whose arguments had this many bytes.
  void answered(std::size_t json_bytes);

 private:
  bool take_frame(std::deque<ChildCall>& calls);
  bool take_call(Untrusted<wire::CallHeader> header, std::deque<ChildCall>& calls);

  State state_ = State::open;
  std::string buffer_;
  std::size_t outstanding_ = 0;
  std::size_t outstanding_bytes_ = 0;
};

}  // namespace memory_mcp
