// A body that comes in chunks, of whatever length, and in whatever pieces they arrive. Extensions
// of chunks and the fields behind the last one are read and dropped: a field that was not in the
// head must not count as if it had been.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/http_limits.h"
#include "transport/http/head_scanner.h"

namespace memory_mcp {

class ChunkedBody {
 public:
  enum class State {
    incomplete,
    complete,
    broken,    // See complaint().
    too_long,  // The body, not its chunks.
  };

  explicit ChunkedBody(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Takes from the front of `left` what belongs to it, and adds what it says to `body`.
  State feed(std::string_view& left, std::string& body);

  const std::string& complaint() const { return complaint_; }

 private:
  enum class Stage { size, bytes, after_bytes, trailer };

  State step(std::string_view& left, std::string& body);
  State take_size_line(std::string_view& left, std::size_t room);
  State begin_chunk(std::size_t room);
  State take_bytes(std::string_view& left, std::string& body);
  State take_line_break(std::string_view& left);
  State take_trailer(std::string_view& left);
  State refuse(std::string why);

  const std::size_t bytes_max_;
  Stage stage_ = Stage::size;
  std::string line_;            // Of the chunk's size, or behind its bytes.
  std::size_t bytes_left_ = 0;  // Of the chunk.
  HeadScanner trailer_{HeadScanner::Begins::with_fields, limits::http_head_bytes_max};
  std::string complaint_;
};

}  // namespace memory_mcp
