#include "zygote/child.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "zygote/deadline.h"
#include "zygote/die.h"
#include "zygote/engine/wasm_runtime.h"
#include "zygote/probe.h"
#include "zygote/random.h"
#include "zygote/typescript/typescript.h"

namespace memory_mcp::zygote {
namespace {

// Where a fault says how the run ended; null before there is a slot.
wire::Report* report_at_end = nullptr;

[[noreturn]] void end_as(wire::Ending ending) {
  if (report_at_end != nullptr) report_at_end->ending = ending;
  ::_exit(EXIT_FAILURE);
}

// A compiler that breaks on a script gives an error; an engine that does ends the run.
void on_trap(int) {
  stop_stripping();
  end_as(wire::Ending::trap);
}

void on_fault(int, siginfo_t* info, void*) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  if (is_linear_memory(address)) on_trap(0);
  end_as(wire::Ending::stack);
}

// The descriptors become one: the socket, under its fixed number.
SlotView take_descriptors(const Birth& birth) {
  if (birth.socket != child_socket && ::dup2(birth.socket, child_socket) < 0) die("no socket");
  void* const memory =
      ::mmap(nullptr, wire::slot_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, birth.slot, 0);
  if (memory == MAP_FAILED) die("no slot");
  constexpr unsigned highest = ~0U;
  if (::syscall(SYS_close_range, 0, child_socket - 1, 0) != 0 ||
      ::syscall(SYS_close_range, child_socket + 1, highest, 0) != 0) {
    die("descriptors stay open");
  }
  return SlotView(static_cast<std::uint8_t*>(memory));
}

void lock_in(const Birth& birth, const SystemCallFilter& filter) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Where there is no namespace to end with.
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  const rlimit only_ours{.rlim_cur = child_socket + 1, .rlim_max = child_socket + 1};
  ::setrlimit(RLIMIT_NPROC, &none);
  ::setrlimit(RLIMIT_NOFILE, &only_ours);
  if (birth.order.without_seccomp == 0 && !filter.enter()) die("no system call filter");
}

}  // namespace

void prepare_fault_handlers() {
  static std::array<std::uint8_t, std::size_t{64} << 10U> fault_stack;
  const stack_t stack{.ss_sp = fault_stack.data(), .ss_flags = 0, .ss_size = fault_stack.size()};
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  action.sa_sigaction = on_fault;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::sigaction(signal, &action, nullptr);
  set_on_trap(on_trap);
}

void live(const Birth& birth, const SystemCallFilter& filter, ScriptRun& script) {
  const SlotView slot = take_descriptors(birth);
  report_at_end = &slot.report();
  take_random_key();
  lock_in(birth, filter);
  if (birth.order.rehearse != 0) script.rehearse();
  HostLink link(child_socket);
  script.attach(slot, &link);
  engine::seed_random(random_number_64());
  link.wait_for_go();
  if (slot.job().kind == wire::JobKind::probe) {
    slot.report().probe_result = probe(slot.job().probe);
  } else {
    set_memory_pages_max(slot.job().memory_pages);
    script.run();
  }
  link.say_finished();
  ::_exit(EXIT_SUCCESS);
}

}  // namespace memory_mcp::zygote
