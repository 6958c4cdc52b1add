#include "bench/http_answer.h"

#include <strings.h>

#include <algorithm>
#include <charconv>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end_mark = "\r\n\r\n";
constexpr std::size_t excerpt_bytes = 600;

std::size_t number_in(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (fault != std::errc() || end == text.data()) {
    throw BenchError("expected a number in an answer, got: " + std::string(text));
  }
  return number;
}

struct Chunk {
  std::size_t begin = 0;
  std::size_t size = 0;
  std::size_t next = 0;
};

// The chunk whose line of length begins at `at`; `next` is 0 while it is not all there.
Chunk chunk_at(std::string_view bytes, std::size_t at) {
  const std::size_t end_of_line = bytes.find(line_end, at);
  if (end_of_line == std::string_view::npos) return {};
  Chunk chunk{.begin = end_of_line + line_end.size()};
  chunk.size = number_in(bytes.substr(at, end_of_line - at), 16);
  const std::size_t next = chunk.begin + chunk.size + line_end.size();
  chunk.next = next <= bytes.size() ? next : 0;
  return chunk;
}

}  // namespace

void HttpAnswer::clear() {
  bytes_.clear();
  body_at_ = end_ = 0;
  status_ = 0;
  is_chunked_ = is_complete_ = false;
}

void HttpAnswer::take(std::string_view bytes) {
  const std::size_t had = bytes_.size();
  bytes_ += bytes;
  if (!has_head()) {
    const std::size_t from = had - std::min(had, head_end_mark.size());
    const std::size_t head_end = bytes_.find(head_end_mark, from);
    if (head_end == std::string::npos) return;
    read_head(head_end);
  }
  if (is_chunked_) {
    read_chunks();
  } else {
    is_complete_ = bytes_.size() >= end_;
  }
  if (is_complete_ && bytes_.size() > end_) {
    throw BenchError("the server sent more than one answer to one request: " + excerpt());
  }
}

void HttpAnswer::read_head(std::size_t head_end) {
  constexpr std::string_view version = "HTTP/1.1 ";
  if (!bytes_.starts_with(version)) throw BenchError("expected HTTP/1.1, got: " + excerpt());
  status_ = static_cast<int>(number_in(std::string_view(bytes_).substr(version.size(), 3), 10));
  body_at_ = end_ = head_end + head_end_mark.size();
  is_chunked_ = field("transfer-encoding") == "chunked";
  if (is_chunked_) return;
  const std::string_view length = field("content-length");
  if (length.empty()) throw BenchError("an answer does not tell its length: " + excerpt());
  end_ += number_in(length, 10);
}

void HttpAnswer::read_chunks() {
  while (!is_complete_) {
    const Chunk chunk = chunk_at(bytes_, end_);
    if (chunk.next == 0) return;
    end_ = chunk.next;
    is_complete_ = chunk.size == 0;
  }
}

std::string_view HttpAnswer::field(std::string_view name) const {
  const std::string_view head = std::string_view(bytes_).substr(0, body_at_);
  for (std::size_t at = head.find(line_end) + line_end.size();
       at + line_end.size() < head.size();) {
    const std::size_t end = head.find(line_end, at);
    const std::string_view line = head.substr(at, end - at);
    at = end + line_end.size();
    if (line.size() <= name.size() || line[name.size()] != ':' ||
        ::strncasecmp(line.data(), name.data(), name.size()) != 0) {
      continue;
    }
    const std::size_t value = line.find_first_not_of(' ', name.size() + 1);
    return value == std::string_view::npos ? std::string_view() : line.substr(value);
  }
  return {};
}

std::string HttpAnswer::body() const {
  if (!is_chunked_) return bytes_.substr(body_at_);
  std::string body;
  for (std::size_t at = body_at_; at < end_;) {
    const Chunk chunk = chunk_at(bytes_, at);
    body.append(bytes_, chunk.begin, chunk.size);
    at = chunk.next;
  }
  return body;
}

Json HttpAnswer::message() const {
  const std::string text = body();
  if (!field("content-type").starts_with("text/event-stream")) return Json::parse(text);
  constexpr std::string_view data = "\ndata: {";
  const std::size_t last = text.rfind(data);
  if (last == std::string::npos) throw BenchError("a stream ended without an answer: " + excerpt());
  const std::size_t begin = last + data.size() - 1;
  return Json::parse(text.substr(begin, text.find('\n', begin) - begin));
}

std::string HttpAnswer::excerpt() const { return bytes_.substr(0, excerpt_bytes); }

}  // namespace memory_mcp::bench
