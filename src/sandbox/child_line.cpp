#include "sandbox/child_line.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace memory_mcp {

bool ChildLine::say_go() const {
  return ::send(socket_, &wire::go, sizeof wire::go, MSG_NOSIGNAL) == sizeof wire::go;
}

ChildLine::State ChildLine::read(std::deque<ChildCall>& calls) {
  std::array<char, std::size_t{64} << 10U> bytes;  // Not initialised: it is read into.
  while (true) {
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return State::open;
    if (count <= 0) return State::closed;
    switch (reader_.feed({bytes.data(), static_cast<std::size_t>(count)}, calls)) {
      case FrameReader::State::open:
        if (static_cast<std::size_t>(count) < bytes.size()) return State::open;
        break;
      case FrameReader::State::finished:
        return State::finished;
      case FrameReader::State::broken:
        return State::broken;
    }
  }
}

void ChildLine::answer(const ChildCall& call, bool ok, std::string_view json) {
  const wire::ReplyHeader header{
      .id = call.id, .ok = ok ? 1U : 0U, .json_bytes = static_cast<std::uint32_t>(json.size())};
  reader_.answered(call.json.size());
  backlog_.append(reinterpret_cast<const char*>(&header), sizeof header);
  backlog_ += json;
  flush();
  // A child that always asks never empties it; what was sent need not be kept.
  if (sent_ > backlog_.size() / 2) {
    backlog_.erase(0, sent_);
    sent_ = 0;
  }
}

void ChildLine::flush() {
  while (has_backlog()) {
    const ssize_t count =
        ::send(socket_, backlog_.data() + sent_, backlog_bytes(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // Full, or gone: reading will tell.
    sent_ += static_cast<std::size_t>(count);
  }
  backlog_.clear();
  sent_ = 0;
}

}  // namespace memory_mcp
