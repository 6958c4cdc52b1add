// Cuts a stream of bytes into lines, whatever the chunks it arrives in.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace memory_mcp {

class LineSplitter {
 public:
  struct Sinks {
    // A line without its line break and carriage return; blank lines are passed over.
    std::function<void(std::string_view line)> line;
    // A line that is longer than allowed; told once, when it has become so.
    std::function<void()> oversized;
  };

  LineSplitter(std::size_t line_bytes_max, Sinks sinks)
      : line_bytes_max_(line_bytes_max), sinks_(std::move(sinks)) {}

  void feed(std::string_view chunk);
  // The stream ended: what is left without a line break counts as a line.
  void finish();

 private:
  void keep(std::string_view part);
  void emit(std::string_view line);

  const std::size_t line_bytes_max_;
  const Sinks sinks_;
  std::string partial_;
  bool skipping_ = false;  // Inside a line that was too long.
};

}  // namespace memory_mcp
