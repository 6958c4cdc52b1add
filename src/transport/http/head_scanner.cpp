#include "transport/http/head_scanner.h"

namespace memory_mcp {
namespace {

// tchar of RFC 9110: what methods and names of fields are made of.
bool is_token_character(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_control(char c) {
  constexpr char del = 0x7f;
  return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == del;
}

}  // namespace

HeadScanner::State HeadScanner::feed(std::string_view& left) {
  State state = State::incomplete;
  while (!left.empty() && state == State::incomplete) {
    if (text_.size() == bytes_max_) return State::too_long;
    const char c = left.front();
    left.remove_prefix(1);
    text_ += c;
    state = take(c);
  }
  return state;
}

HeadScanner::State HeadScanner::take(char c) {
  if (is_after_return_) {
    if (c != '\n') return refuse("a carriage return without a line feed");
    return end_line();
  }
  if (c == '\r') {
    is_after_return_ = true;
    return State::incomplete;
  }
  if (is_control(c)) return refuse("a control character");
  const bool is_first = text_.size() == line_begin_ + 1;
  if (is_first && (c == ' ' || c == '\t')) return refuse("a line that begins with a space");
  if (!is_in_name_) return State::incomplete;
  if (c == name_end_ && !is_first) {
    is_in_name_ = false;
    return State::incomplete;
  }
  if (!is_token_character(c)) return refuse("a method or a name of a field that is none");
  return State::incomplete;
}

HeadScanner::State HeadScanner::end_line() {
  constexpr std::size_t line_break_bytes = 2;
  const bool is_request_line = name_end_ == ' ';
  const bool is_empty = text_.size() == line_begin_ + line_break_bytes;
  if (is_empty && !is_request_line) return State::complete;
  if (is_in_name_) return refuse("a line that is no field");
  name_end_ = ':';
  line_begin_ = text_.size();
  is_in_name_ = true;
  is_after_return_ = false;
  return State::incomplete;
}

HeadScanner::State HeadScanner::refuse(std::string why) {
  complaint_ = std::move(why);
  return State::broken;
}

}  // namespace memory_mcp
