// Finds the end of the lines at the beginning of a request, or of those behind its last chunk. It
// looks at each byte once, so that it does not matter in which pieces they come, and refuses there
// what readers of HTTP understand in more than one way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace memory_mcp {

class HeadScanner {
 public:
  enum class Begins { with_request_line, with_fields };
  enum class State {
    incomplete,
    complete,  // An empty line came.
    broken,    // See complaint().
    too_long,
  };

  HeadScanner(Begins begins, std::size_t bytes_max)
      : bytes_max_(bytes_max), name_end_(begins == Begins::with_request_line ? ' ' : ':') {}

  // Takes from the front of `left` what belongs to it.
  State feed(std::string_view& left);

  // All of it until now, with its line breaks.
  const std::string& text() const { return text_; }
  const std::string& complaint() const { return complaint_; }

 private:
  State take(char c);
  State end_line();
  State refuse(std::string why);

  std::size_t bytes_max_;
  std::string text_;
  std::string complaint_;
  char name_end_;  // What ends the first word of this line.
  std::size_t line_begin_ = 0;
  bool is_in_name_ = true;
  bool is_after_return_ = false;
};

}  // namespace memory_mcp
