#include "bench/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

#include "bench/bench_error.h"
#include "bench/process_facts.h"

namespace memory_mcp::bench {
namespace {

// A server that has not left this long after EOF hangs; its group is killed.
constexpr int exit_wait_ms = 10'000;

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!added.contains(text.substr(0, text.find('=')))) merged.push_back(text);
  }
  for (const auto& [name, value] : added) merged.emplace_back(name).append("=").append(value);
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(const Command& command, int child_stdin, int child_stdout) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, child_stdin, STDIN_FILENO);
  if (command.output_file.empty()) {
    posix_spawn_file_actions_adddup2(&actions, child_stdout, STDOUT_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, command.output_file.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
  }
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, command.log_file.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  // We ignore SIGPIPE to read a dead server's log; the server must not inherit that.
  sigset_t restored;
  sigemptyset(&restored);
  sigaddset(&restored, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &restored);

  std::vector<std::string> argv = command.argv;
  std::vector<std::string> environment = merged_environment(command.environment);
  pid_t pid = -1;
  errno = posix_spawnp(&pid, argv.front().c_str(), &actions, &attributes, pointers(argv).data(),
                       pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (errno != 0) throw system_error("start " + argv.front());
  return pid;
}

std::string tail_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  constexpr std::size_t shown_max = 2000;
  return all.size() > shown_max ? all.substr(all.size() - shown_max) : all;
}

void close_once(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

}  // namespace

ChildProcess::ChildProcess(const Command& command) : log_file_(command.log_file) {
  std::array<int, 2> to_child{};
  std::array<int, 2> from_child{};
  // O_CLOEXEC: a child must not hold another child's pipe open, or EOF never arrives.
  if (::pipe2(to_child.data(), O_CLOEXEC) != 0) throw system_error("make a pipe");
  if (::pipe2(from_child.data(), O_CLOEXEC) != 0) throw system_error("make a pipe");
  stdin_ = to_child[1];
  stdout_ = from_child[0];
  pid_ = spawn(command, to_child[0], from_child[1]);
  ::close(to_child[0]);
  ::close(from_child[1]);
}

ChildProcess::~ChildProcess() { stop(); }

void ChildProcess::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(stdin_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error("write to the server; it said:\n" + last_words());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void ChildProcess::read_some(std::string& into) {
  std::array<char, 65536> chunk;
  ssize_t got = 0;
  do {
    got = ::read(stdout_, chunk.data(), chunk.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw system_error("read from the server");
  if (got == 0) throw BenchError("the server closed its stdout; it said:\n" + last_words());
  into.append(chunk.data(), static_cast<std::size_t>(got));
}

void ChildProcess::terminate() const {
  if (pid_ > 0) ::kill(pid_, SIGTERM);
}

std::string ChildProcess::last_words() const { return tail_of(log_file_); }

std::size_t ChildProcess::resident_bytes() const { return resident_bytes_of_tree(pid_); }

int ChildProcess::stop() {
  if (pid_ < 0) return 0;
  close_once(stdin_);
  // The C library's own pidfd_open cannot be linked from C++ in glibc 2.36: no extern "C".
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  pollfd exited{.fd = handle, .events = POLLIN, .revents = 0};
  if (handle < 0 || ::poll(&exited, 1, exit_wait_ms) <= 0) ::kill(-pid_, SIGKILL);
  if (handle >= 0) ::close(handle);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  close_once(stdout_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void become_tied(std::vector<std::string> argv) {
  if (argv.empty()) throw BenchError("tied: which program?");
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::signal(SIGPIPE, SIG_DFL);  // ignored by us, which it would inherit
  ::execvp(argv.front().c_str(), pointers(argv).data());
  throw system_error("start " + argv.front());
}

}  // namespace memory_mcp::bench
