// Writes lines to a client that may not be reading. What fits is written at once by the caller; the
// rest waits in a bounded backlog that a thread of its own writes, so that a client may send all
// its requests before it reads the first answer. Safe for concurrent use.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/unique_fd.h"

namespace memory_mcp {

class LineWriter {
 public:
  explicit LineWriter(int fd);
  // What is still in the backlog is given up.
  ~LineWriter();

  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // Waits only while the backlog is full.
  void write_line(std::string line);

  // Waits until everything is written. False when `patience` ran out first.
  bool flush(std::chrono::milliseconds patience);

  // Becomes readable when the client closed its end.
  int gone_fd() const { return gone_.get(); }

 private:
  std::size_t write_what_fits(std::string_view text);
  ssize_t write_without_waiting(std::string_view text) const;
  // Writes what goes at once to a client that is ready for it, and notices when it is gone.
  std::size_t write_chunk(std::string_view text);
  void work();
  void write_all(std::string_view text);

  const int fd_;
  const bool is_socket_;
  const UniqueFd never_waiting_;  // The same pipe; none when it is something else.
  const UniqueFd gone_;
  const UniqueFd closing_;  // Readable when the thread has to end.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string backlog_;
  std::size_t draining_bytes_ = 0;  // What the thread took out of the backlog and is writing.
  std::atomic<bool> is_gone_ = false;
  bool is_closing_ = false;
  std::jthread thread_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
