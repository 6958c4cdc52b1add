#include "sandbox/child.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>

namespace memory_mcp {

bool Child::is_alive() const {
  pollfd socket{.fd = socket_.get(), .events = 0, .revents = 0};
  return ::poll(&socket, 1, 0) == 0;
}

void Child::send_signal(int signal) const {
  if (process_.is_open()) ::syscall(SYS_pidfd_send_signal, process_.get(), signal, nullptr, 0);
}

void Child::kill() const { send_signal(SIGKILL); }
void Child::pause() const { send_signal(SIGSTOP); }
void Child::resume() const { send_signal(SIGCONT); }

void Child::yield_to_others() {
  constexpr int lower = 10;
  if (pid() > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(pid()), lower);
}

std::optional<std::chrono::microseconds> Child::cpu_time() {
  clockid_t clock = 0;
  timespec used{};
  if (pid() <= 0 || ::clock_getcpuclockid(pid(), &clock) != 0 ||
      ::clock_gettime(clock, &used) != 0) {
    return std::nullopt;
  }
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec});
}

// Only for executions that take long, so that a short one need not read it.
pid_t Child::pid() {
  if (pid_ != 0) return pid_;
  std::ifstream info("/proc/self/fdinfo/" + std::to_string(process_.get()));
  constexpr std::string_view label = "Pid:";
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with(label)) continue;
    const std::size_t digits = line.find_first_not_of(" \t", label.size());
    if (digits == std::string::npos) break;
    std::from_chars(line.data() + digits, line.data() + line.size(), pid_);
    break;
  }
  return pid_ > 0 ? pid_ : 0;
}

}  // namespace memory_mcp
