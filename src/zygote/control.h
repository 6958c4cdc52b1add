// The zygote's end of the control socket.
#pragma once

#include <optional>
#include <string>

#include "zygote/child.h"
#include "zygote/wire.h"

namespace memory_mcp::zygote {

class Control {
 public:
  explicit Control(int descriptor) : descriptor_(descriptor) {}

  // The server's first message. Nothing when it is gone, or speaks another version.
  struct Configuration {
    std::size_t data_bytes_max = 0;
    bool with_huge_pages = true;
    std::string tool_names;
  };
  std::optional<Configuration> read_configuration() const;
  void say_hello(wire::Hello hello) const;

  // Waits for an order; its descriptors are -1 where it brings none. Nothing when the server is
  // gone.
  std::optional<Birth> next_order() const;
  // `pidfd`: sent along unless it is -1.
  void answer(wire::OrderAnswer answer, int pidfd) const;

 private:
  int descriptor_;
};

}  // namespace memory_mcp::zygote
