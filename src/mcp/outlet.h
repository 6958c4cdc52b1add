// Where what belongs to one message of a client goes: the line, the exchange or the batch it came
// in. May be called by any thread.
#pragma once

#include <functional>
#include <string>

namespace memory_mcp {

struct Outlet {
  std::function<void(std::string message)> notify;  // Any number of times, before the answer.
  std::function<void(std::string reply)> answer;    // At most once: not after a cancellation.
};

}  // namespace memory_mcp
