#include "transport/line_writer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "base/limits.h"

namespace memory_mcp {
namespace {

// Whatever polls as writable takes this many bytes without blocking (POSIX: PIPE_BUF).
constexpr std::size_t chunk_bytes = 4096;
// A long answer fits, and the client need not wake us for its second half. As much as an
// unprivileged process may ask for.
constexpr int pipe_bytes = 1 << 20;

mode_t kind_of(int fd) {
  struct stat about {};
  return ::fstat(fd, &about) == 0 ? about.st_mode & S_IFMT : 0;
}

// The same pipe, opened once more so that writing to it never waits. The descriptor that was given
// to us may be others' as well, who would be surprised if theirs changed. None where it cannot be.
UniqueFd opened_without_waiting(int fd) {
  if (kind_of(fd) != S_IFIFO) return UniqueFd();
  (void)::fcntl(fd, F_SETPIPE_SZ, pipe_bytes);  // Without it, it takes more hand-overs.
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  return UniqueFd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
}

bool is_writable_now(int fd) {
  pollfd wait{fd, POLLOUT, 0};
  return ::poll(&wait, 1, 0) > 0;
}

}  // namespace

LineWriter::LineWriter(int fd)
    : fd_(fd),
      is_socket_(kind_of(fd) == S_IFSOCK),
      never_waiting_(opened_without_waiting(fd)),
      gone_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      closing_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { work(); }) {}

LineWriter::~LineWriter() {
  {
    const std::scoped_lock lock(mutex_);
    is_closing_ = true;
  }
  eventfd_write(closing_.get(), 1);
  changed_.notify_all();
}

void LineWriter::write_line(std::string line) {
  line += '\n';
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return is_gone_ || is_closing_ || backlog_.empty() ||
           backlog_.size() + draining_bytes_ + line.size() <= limits::backlog_bytes_max;
  });
  if (is_gone_ || is_closing_) return;
  const bool is_behind = draining_bytes_ > 0 || !backlog_.empty();
  const std::size_t written = is_behind ? 0 : write_what_fits(line);
  if (written == line.size() || is_gone_) return;
  backlog_.append(line, written);
  lock.unlock();
  changed_.notify_all();
}

bool LineWriter::flush(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience,
                           [&] { return is_gone_ || (backlog_.empty() && draining_bytes_ == 0); });
}

std::size_t LineWriter::write_what_fits(std::string_view text) {
  std::size_t written = 0;
  while (written < text.size() && !is_gone_ && is_writable_now(fd_)) {
    written += write_chunk(text.substr(written));
  }
  return written;
}

ssize_t LineWriter::write_without_waiting(std::string_view text) const {
  if (is_socket_) return ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (never_waiting_.is_open()) return ::write(never_waiting_.get(), text.data(), text.size());
  return ::write(fd_, text.data(), std::min(text.size(), chunk_bytes));
}

std::size_t LineWriter::write_chunk(std::string_view text) {
  const ssize_t count = write_without_waiting(text);
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno == EINTR || errno == EAGAIN) return 0;
  is_gone_ = true;
  eventfd_write(gone_.get(), 1);
  return 0;
}

void LineWriter::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return is_closing_ || !backlog_.empty(); });
    if (is_closing_) return;
    std::string text;
    text.swap(backlog_);
    draining_bytes_ = text.size();
    lock.unlock();
    changed_.notify_all();
    write_all(text);
    lock.lock();
    draining_bytes_ = 0;
    changed_.notify_all();
  }
}

void LineWriter::write_all(std::string_view text) {
  std::array<pollfd, 2> waits{pollfd{closing_.get(), POLLIN, 0}, pollfd{fd_, POLLOUT, 0}};
  while (!text.empty() && !is_gone_) {
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[0].revents != 0) return;
    text.remove_prefix(write_chunk(text));
  }
}

}  // namespace memory_mcp
