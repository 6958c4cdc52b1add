#include "transport/http/chunked_body.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace memory_mcp {
namespace {

constexpr std::string_view line_break = "\r\n";

// ";name=value", behind spaces that should not be there; nothing that could end the line for
// somebody else.
bool is_extension(std::string_view text) {
  const auto is_text = [](char c) { return static_cast<unsigned char>(c) >= ' ' || c == '\t'; };
  const auto begin = text.find_first_not_of(" \t");
  return begin != std::string_view::npos && text[begin] == ';' &&
         std::ranges::all_of(text, is_text);
}

}  // namespace

ChunkedBody::State ChunkedBody::feed(std::string_view& left, std::string& body) {
  State state = State::incomplete;
  while (!left.empty() && state == State::incomplete) state = step(left, body);
  return state;
}

ChunkedBody::State ChunkedBody::step(std::string_view& left, std::string& body) {
  switch (stage_) {
    case Stage::size:
      return take_size_line(left, bytes_max_ - body.size());
    case Stage::bytes:
      return take_bytes(left, body);
    case Stage::after_bytes:
      return take_line_break(left);
    case Stage::trailer:
      return take_trailer(left);
  }
  return State::broken;
}

ChunkedBody::State ChunkedBody::take_size_line(std::string_view& left, std::size_t room) {
  while (!left.empty()) {
    line_ += left.front();
    left.remove_prefix(1);
    if (line_.ends_with(line_break)) return begin_chunk(room);
    if (line_.size() == limits::http_chunk_line_bytes_max) {
      return refuse("the line before a chunk has more than " +
                    std::to_string(limits::http_chunk_line_bytes_max) + " bytes");
    }
  }
  return State::incomplete;
}

ChunkedBody::State ChunkedBody::begin_chunk(std::size_t room) {
  line_.resize(line_.size() - line_break.size());
  std::uint64_t size = 0;
  const char* const end = line_.data() + line_.size();
  const auto [stop, error] = std::from_chars(line_.data(), end, size, 16);
  if (error != std::errc()) return refuse("the size of a chunk is none");
  if (stop != end && !is_extension({stop, end})) return refuse("the extension of a chunk is none");
  if (size > room) return State::too_long;
  line_.clear();
  bytes_left_ = size;
  stage_ = size == 0 ? Stage::trailer : Stage::bytes;
  return State::incomplete;
}

ChunkedBody::State ChunkedBody::take_bytes(std::string_view& left, std::string& body) {
  const std::string_view bytes = left.substr(0, bytes_left_);
  body += bytes;
  left.remove_prefix(bytes.size());
  bytes_left_ -= bytes.size();
  if (bytes_left_ == 0) stage_ = Stage::after_bytes;
  return State::incomplete;
}

ChunkedBody::State ChunkedBody::take_line_break(std::string_view& left) {
  line_ += left.front();
  left.remove_prefix(1);
  if (!line_break.starts_with(line_)) return refuse("a chunk does not end where it should");
  if (line_ != line_break) return State::incomplete;
  line_.clear();
  stage_ = Stage::size;
  return State::incomplete;
}

ChunkedBody::State ChunkedBody::take_trailer(std::string_view& left) {
  switch (trailer_.feed(left)) {
    case HeadScanner::State::incomplete:
      return State::incomplete;
    case HeadScanner::State::complete:
      return State::complete;
    case HeadScanner::State::too_long:
      return refuse("the fields behind the last chunk are too long");
    case HeadScanner::State::broken:
      break;
  }
  return refuse(trailer_.complaint());
}

ChunkedBody::State ChunkedBody::refuse(std::string why) {
  complaint_ = std::move(why);
  return State::broken;
}

}  // namespace memory_mcp
