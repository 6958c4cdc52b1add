// memory-mcp-sandbox: the process in which agent code runs. The server starts it, with its end of a
// control socket as descriptor 3 and nothing else. It boots the engine once, builds its walls, and
// then makes one child for each execution: forking a booted engine takes a tenth of a millisecond.
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "zygote/burials.h"
#include "zygote/child.h"
#include "zygote/control.h"
#include "zygote/deadline.h"
#include "zygote/die.h"
#include "zygote/engine/wasm_runtime.h"
#include "zygote/huge_pages.h"
#include "zygote/script_run.h"
#include "zygote/typescript/typescript.h"
#include "zygote/walls/confine.h"
#include "zygote/walls/system_call_filter.h"

namespace memory_mcp::zygote {
namespace {

constexpr int control_socket = 3;

void prepare_signals() {
  prepare_fault_handlers();
  prepare_deadline();
  bury_children();
  ::signal(SIGPIPE, SIG_IGN);
}

// Branches that others trained, and that we would train for others, are kept apart where the
// processor can. Bypassed stores are not forbidden: they show a process only its own memory, in
// which there is nothing of anybody else's, and forbidding them makes scripts two and a half times
// slower.
void forbid_speculation() {
  ::prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH, PR_SPEC_FORCE_DISABLE, 0, 0);
}

void make_child(const Birth& birth, const Control& control, const SystemCallFilter& filter,
                ScriptRun& script) {
  int pidfd = -1;
  const long child = ::syscall(SYS_clone, child_clone_flags, nullptr, &pidfd, nullptr, nullptr);
  if (child == 0) live(birth, filter, script);
  const int error = child < 0 ? errno : 0;
  ::close(birth.socket);
  ::close(birth.slot);
  control.answer({.error = error, .child = static_cast<std::int32_t>(child)}, pidfd);
  if (pidfd >= 0) ::close(pidfd);
}

[[noreturn]] void serve(const Control& control, const SystemCallFilter& child_filter,
                        ScriptRun& script) {
  while (const std::optional<Birth> birth = control.next_order()) {
    if (birth->order.kind == wire::OrderKind::make) {
      make_child(*birth, control, child_filter, script);
    } else {
      control.answer({.status = how_it_ended(birth->order.child)}, -1);
    }
  }
  ::_exit(EXIT_SUCCESS);
}

[[noreturn]] void run() {
  const Control control(control_socket);
  Confinement confinement;
  confinement.enter_namespaces(control_socket);
  const auto configuration = control.read_configuration();
  if (!configuration) die("started by hand, or by a server of another version\n");

  if (configuration->with_huge_pages) move_program_to_huge_pages();
  prepare_signals();
  ScriptRun script;
  boot_typescript();
  script.boot(configuration->tool_names);
  script.rehearse();
  script.rehearse_typescript();
  forbid_speculation();
  confinement.give_up_rights(configuration->data_bytes_max);
  ::syscall(SYS_close_range, STDIN_FILENO, STDERR_FILENO, 0);

  const auto child_filter = SystemCallFilter::for_child(child_socket, memory_bases());
  confinement.enter(SystemCallFilter::for_zygote(memory_bases()));
  control.say_hello({.version = wire::version,
                     .layers = confinement.layers(),
                     .has_typescript = has_typescript() ? 1U : 0U,
                     .refused = confinement.refused()});
  serve(control, child_filter, script);
}

}  // namespace
}  // namespace memory_mcp::zygote

int main() { memory_mcp::zygote::run(); }
