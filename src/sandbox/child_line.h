// The server's end of a child's socket. It never blocks: answers wait in a backlog until the child
// reads them, and the child's questions are always read.
#pragma once

#include <deque>
#include <string>

#include "sandbox/frame_reader.h"

namespace memory_mcp {

class ChildLine {
 public:
  enum class State { open, finished, closed, broken };

  explicit ChildLine(int socket) : socket_(socket) {}

  // False when the child is gone.
  bool say_go() const;
  // Reads what has come.
  State read(std::deque<ChildCall>& calls);
  // `json`: the answer, or for !ok {"code", "message"}.
  void answer(const ChildCall& call, bool ok, std::string_view json);
  // Writes what fits.
  void flush();

  bool has_backlog() const { return sent_ < backlog_.size(); }
  std::size_t backlog_bytes() const { return backlog_.size() - sent_; }

 private:
  int socket_;
  FrameReader reader_;
  std::string backlog_;
  std::size_t sent_ = 0;
};

}  // namespace memory_mcp
