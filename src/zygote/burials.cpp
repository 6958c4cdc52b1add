#include "zygote/burials.h"

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

namespace memory_mcp::zygote {
namespace {

struct Grave {
  volatile pid_t child = 0;
  volatile int status = 0;
};

// More than can end at once between an end and the question about it.
std::array<Grave, 1024> graves;
volatile std::size_t next_grave = 0;

void remember(pid_t child, int status) {
  if (!WIFSIGNALED(status)) return;
  const std::size_t at = next_grave;
  graves[at].child = child;
  graves[at].status = status;
  next_grave = (at + 1) % graves.size();
}

void on_child_end(int) {
  const int interrupted_errno = errno;
  int status = 0;
  for (pid_t child = 0; (child = ::waitpid(-1, &status, WNOHANG)) > 0;) remember(child, status);
  errno = interrupted_errno;
}

}  // namespace

void bury_children() {
  struct sigaction action {};
  action.sa_handler = on_child_end;
  action.sa_flags = SA_NOCLDSTOP | SA_ONSTACK;
  ::sigaction(SIGCHLD, &action, nullptr);
}

int how_it_ended(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) break;
  }
  if (WIFSIGNALED(status)) return status;
  for (const Grave& grave : graves) {
    if (grave.child == child) return grave.status;
  }
  return 0;
}

}  // namespace memory_mcp::zygote
