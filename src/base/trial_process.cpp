#include "base/trial_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/log.h"

namespace memory_mcp {
namespace {

// A large model is read and computes for a while; what takes longer than this hangs.
constexpr unsigned trial_seconds_max = 120;

// The copy of this process has this thread alone, with copies of all secrets: nothing is left of
// it.
[[noreturn]] void run_trial(const std::function<Status()>& attempt) {
  set_log_level(LogLevel::off);
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none{};
  ::sigemptyset(&none);
  for (const int signal : {SIGABRT, SIGALRM, SIGSEGV}) ::signal(signal, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::alarm(trial_seconds_max);
  ::_exit(attempt().ok() ? EXIT_SUCCESS : EXIT_FAILURE);
}

}  // namespace

Status try_in_own_process(const std::function<Status()>& attempt) {
  const pid_t child = ::fork();
  if (child < 0) {
    return unavailable("the system starts no process: " + std::string(::strerrordesc_np(errno)));
  }
  if (child == 0) run_trial(attempt);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return unavailable("the process of a trial was lost");
  }
  if (WIFEXITED(status)) return Done{};
  return unavailable("it ended the process that tried it with signal " +
                     std::to_string(WTERMSIG(status)));
}

}  // namespace memory_mcp
