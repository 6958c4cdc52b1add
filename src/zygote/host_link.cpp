#include "zygote/host_link.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>

namespace memory_mcp::zygote {
namespace {

// The other end is gone, or was never there: nobody is left to tell.
[[noreturn]] void leave() { ::_exit(EXIT_FAILURE); }

void write_all(int descriptor, const void* data, std::size_t bytes) {
  const auto* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::write(descriptor, at, bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) leave();
    at += count;
    bytes -= static_cast<std::size_t>(count);
  }
}

void read_all(int descriptor, void* data, std::size_t bytes) {
  auto* at = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::read(descriptor, at, bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) leave();
    at += count;
    bytes -= static_cast<std::size_t>(count);
  }
}

void skip(int descriptor, std::size_t bytes) {
  std::array<char, 4'096> place;  // Not initialised: it is read into.
  while (bytes > 0) {
    const std::size_t part = std::min(bytes, place.size());
    read_all(descriptor, place.data(), part);
    bytes -= part;
  }
}

// False when nothing came in time, or a signal did.
bool wait_readable(int descriptor, std::optional<std::chrono::nanoseconds> patience) {
  pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
  timespec time{};
  if (patience) {
    constexpr long per_second = 1'000'000'000;
    time = {.tv_sec = patience->count() / per_second, .tv_nsec = patience->count() % per_second};
  }
  return ::ppoll(&wait, 1, patience ? &time : nullptr, nullptr) > 0;
}

}  // namespace

void HostLink::wait_for_go() const {
  std::uint8_t byte = 0;
  read_all(descriptor_, &byte, sizeof byte);
  if (byte != wire::go) leave();
}

void HostLink::say_finished() const {
  const wire::CallHeader header{.kind = wire::FrameKind::finished};
  write_all(descriptor_, &header, sizeof header);
}

void HostLink::ask(std::uint32_t id, std::string_view name, std::string_view json) {
  const wire::CallHeader header{.kind = wire::FrameKind::call,
                                .id = id,
                                .name_bytes = static_cast<std::uint32_t>(name.size()),
                                .json_bytes = static_cast<std::uint32_t>(json.size())};
  write_all(descriptor_, &header, sizeof header);
  write_all(descriptor_, name.data(), name.size());
  write_all(descriptor_, json.data(), json.size());
  ++outstanding_;
  outstanding_bytes_ += json.size();
}

bool HostLink::is_full(std::size_t json_bytes) const {
  return outstanding_ >= wire::outstanding_calls_max ||
         (outstanding_ > 0 && outstanding_bytes_ + json_bytes > wire::outstanding_bytes_max);
}

std::optional<Answer> HostLink::take_answer(std::optional<std::chrono::nanoseconds> patience) {
  if (!wait_readable(descriptor_, patience)) return std::nullopt;
  wire::ReplyHeader header{};
  read_all(descriptor_, &header, sizeof header);
  Answer answer{.id = header.id, .ok = header.ok != 0};
  const auto read = [](void* link, void* into, std::size_t bytes) {
    read_all(static_cast<HostLink*>(link)->descriptor_, into, bytes);
  };
  answer.json = engine::read_string(header.json_bytes, read, this);
  // The next answer begins behind this one, whether or not there was memory for it.
  if (!answer.json.exists()) skip(descriptor_, header.json_bytes);
  --outstanding_;
  if (outstanding_ == 0) outstanding_bytes_ = 0;
  return answer;
}

}  // namespace memory_mcp::zygote
