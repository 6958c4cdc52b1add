#include "zygote/deadline.h"

#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace memory_mcp::zygote {
namespace {

// Native loops of the engine (sorting, joining, big numbers) do not ask whether to stop; this is
// how long they may go on.
constexpr std::chrono::microseconds grace{2'000};

volatile std::sig_atomic_t passed = 0;
wire::Report* report_at_end = nullptr;

void set_alarm(std::chrono::microseconds from_now) {
  constexpr long per_second = 1'000'000;
  itimerval timer{};
  timer.it_value = {.tv_sec = from_now.count() / per_second,
                    .tv_usec = from_now.count() % per_second};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

void on_alarm(int) {
  if (passed == 0) {
    passed = 1;
    set_alarm(grace);
    return;
  }
  report_at_end->ending = wire::Ending::timeout;
  ::_exit(EXIT_SUCCESS);
}

}  // namespace

void prepare_deadline() {
  struct sigaction action {};
  action.sa_handler = on_alarm;
  action.sa_flags = SA_ONSTACK;
  ::sigaction(SIGALRM, &action, nullptr);
}

void start_deadline(std::chrono::microseconds from_now, const SlotView& slot) {
  passed = 0;
  report_at_end = &slot.report();
  set_alarm(from_now);
}

void stop_deadline() { set_alarm(std::chrono::microseconds{0}); }

bool deadline_passed() { return passed != 0; }

}  // namespace memory_mcp::zygote
