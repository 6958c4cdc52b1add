#include "transport/stop_signal.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

int make_signal_fd() {
  const sigset_t signals = stop_signals();
  return ::signalfd(-1, &signals, SFD_CLOEXEC);
}

}  // namespace

void block_stop_signals() {
  sigset_t signals = stop_signals();
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

StopSignal::StopSignal()
    : signals_(make_signal_fd()),
      stopping_(::eventfd(0, EFD_CLOEXEC)),
      ended_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { watch(); }) {}

StopSignal::~StopSignal() { eventfd_write(ended_.get(), 1); }

void StopSignal::watch() {
  std::array<pollfd, 2> waits{pollfd{ended_.get(), POLLIN, 0}, pollfd{signals_.get(), POLLIN, 0}};
  while (::poll(waits.data(), waits.size(), -1) < 0) {
  }
  if (waits[0].revents != 0) return;
  eventfd_write(stopping_.get(), 1);
  constexpr auto patience = std::chrono::milliseconds(limits::drain_on_signal_max).count();
  if (::poll(waits.data(), 1, static_cast<int>(patience)) > 0) return;
  ::_exit(0);
}

}  // namespace memory_mcp
