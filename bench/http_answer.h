// One answer of an HTTP server while it comes: finds its end, whether its length was told or it
// comes in chunks, as streams of events do. Not safe for concurrent use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bench/call.h"

namespace memory_mcp::bench {

class HttpAnswer {
 public:
  // Throws when this is no HTTP, or more than one answer.
  void take(std::string_view bytes);
  void clear();

  bool has_begun() const { return !bytes_.empty(); }
  bool has_head() const { return body_at_ != 0; }
  bool is_complete() const { return is_complete_; }

  // What follows needs the head.
  int status() const { return status_; }
  std::string_view field(std::string_view name) const;  // empty where there is none
  std::string body() const;                             // so far, out of its chunks

  // The message of JSON-RPC in a complete answer; in a stream of events, the last one.
  Json message() const;

  std::string excerpt() const;  // for people

 private:
  void read_head(std::size_t head_end);
  void read_chunks();

  std::string bytes_;
  std::size_t body_at_ = 0;
  std::size_t end_ = 0;  // where the body ends; in chunks, where the next chunk begins
  int status_ = 0;
  bool is_chunked_ = false;
  bool is_complete_ = false;
};

}  // namespace memory_mcp::bench
