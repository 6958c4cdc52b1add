#include "sandbox/zygote_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "base/limits.h"

namespace memory_mcp {
namespace {

constexpr int control_descriptor = 3;
constexpr int boot_ms_max = 10'000;
constexpr int answer_ms_max = 10'000;

Error gone() { return unavailable("the sandbox's process has ended; it is started anew"); }

struct Pair {
  UniqueFd ours;
  UniqueFd theirs;
};

Result<Pair> socket_pair(int type) {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return unavailable(std::string("the sandbox cannot talk to its process: ") +
                       std::generic_category().message(errno));
  }
  return Pair{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// With no environment, no arguments and one descriptor beside the standard ones.
Result<pid_t> start_program(const std::string& program, int control) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, control, control_descriptor);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, control_descriptor + 1);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  // Signals that our threads block are for our threads.
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);  // A terminal's ^C is for the server.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::string name = "memory-mcp-sandbox";
  std::array<char*, 2> arguments{name.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(),
                                  environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return unavailable("the sandbox's program " + program +
                       " cannot be started: " + std::generic_category().message(error));
  }
  return pid;
}

bool wait_readable(int descriptor, int ms) {
  pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
  while (true) {
    const int count = ::poll(&wait, 1, ms);
    if (count >= 0 || errno != EINTR) return count > 0;
  }
}

std::string json_list(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const std::string& name : names) {
    if (text.size() > 1) text += ',';
    text += '"' + name + '"';  // Names of tools need no escape.
  }
  return text + "]";
}

}  // namespace

Result<std::unique_ptr<ZygoteProcess>> ZygoteProcess::start(const ZygoteOptions& options,
                                                            HugePages pages) {
  Pair control = TRY(socket_pair(SOCK_SEQPACKET));
  const pid_t pid = TRY(start_program(options.program, control.theirs.get()));
  control.theirs = UniqueFd();
  // From here on by descriptor: a host that waits for children of its own may take the number away.
  UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  std::unique_ptr<ZygoteProcess> zygote(
      new ZygoteProcess(std::move(control.ours), std::move(process), pid));
  TRY(zygote->greet(options, pages));
  return zygote;
}

ZygoteProcess::~ZygoteProcess() {
  control_ = UniqueFd();
  ::syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
  siginfo_t ended{};
  while (::waitid(P_PIDFD, static_cast<id_t>(process_.get()), &ended, WEXITED) < 0 &&
         errno == EINTR) {
  }
}

Status ZygoteProcess::greet(const ZygoteOptions& options, HugePages pages) {
  const wire::Configure configure{.without_huge_pages = pages == HugePages::used ? 0U : 1U,
                                  .data_bytes_max = options.data_bytes_max};
  std::string message(reinterpret_cast<const char*>(&configure), sizeof configure);
  message += json_list(options.tool_names);
  if (::send(control_.get(), message.data(), message.size(), MSG_NOSIGNAL) < 0 ||
      !wait_readable(control_.get(), boot_ms_max) ||
      ::recv(control_.get(), &hello_, sizeof hello_, 0) != sizeof hello_ ||
      hello_.version != wire::version) {
    return unavailable("the sandbox's program " + options.program +
                       " ended or was silent instead of coming up: it must be the "
                       "memory-mcp-sandbox that was built with this server (see sandbox_program); "
                       "what it had to say is on standard error");
  }
  hello_.refused.back() = '\0';
  if (!has(wire::Layer::seccomp) && !options.without_seccomp_allowed) {
    return unavailable(
        "this machine has no seccomp, without which agent code is not run; start the server with "
        "--sandbox-degraded to run it all the same");
  }
  return Done{};
}

bool ZygoteProcess::has(wire::Layer layer) const {
  return (hello_.layers & static_cast<std::uint32_t>(layer)) != 0;
}

bool ZygoteProcess::is_alive() const {
  pollfd control{.fd = control_.get(), .events = 0, .revents = 0};
  return ::poll(&control, 1, 0) == 0;
}

std::uint64_t ZygoteProcess::children_made() const {
  const std::scoped_lock lock(mutex_);
  return children_made_;
}

Result<Spawned> ZygoteProcess::spawn(Rehearsal rehearsal) {
  Slot slot = TRY(Slot::make());
  Pair sockets = TRY(socket_pair(SOCK_STREAM));
  const wire::Order make{.kind = wire::OrderKind::make,
                         .rehearse = rehearsal == Rehearsal::first ? 1U : 0U,
                         .without_seccomp = has(wire::Layer::seccomp) ? 0U : 1U};
  Reply reply = TRY(order(make, sockets.theirs.get(), slot.descriptor()));
  if (reply.answer.error != 0 || !reply.descriptor.is_open()) {
    // Without an error the descriptor was lost on its way: this process has too many.
    return unavailable(
        std::string("the sandbox cannot make a process: ") +
        std::generic_category().message(reply.answer.error != 0 ? reply.answer.error : EMFILE));
  }
  slot.close_descriptor();
  ::fcntl(sockets.ours.get(), F_SETFL, O_NONBLOCK);
  return Spawned{
      .child = Child(std::move(sockets.ours), std::move(reply.descriptor), std::move(slot)),
      .number = reply.answer.child};
}

Result<int> ZygoteProcess::how_it_ended(std::int32_t number) {
  return TRY(order({.kind = wire::OrderKind::explain, .child = number}, -1, -1)).answer.status;
}

Result<ZygoteProcess::Reply> ZygoteProcess::order(const wire::Order& order, int socket, int slot) {
  wire::Order outgoing = order;
  iovec part{.iov_base = &outgoing, .iov_len = sizeof outgoing};
  std::array<int, 2> descriptors{socket, slot};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (socket >= 0) {
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
  }
  const std::scoped_lock lock(mutex_);
  if (::sendmsg(control_.get(), &message, MSG_NOSIGNAL) < 0) return gone();

  Reply reply;
  part = {.iov_base = &reply.answer, .iov_len = sizeof reply.answer};
  space.fill('\0');
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  if (!wait_readable(control_.get(), answer_ms_max) ||
      ::recvmsg(control_.get(), &message, MSG_CMSG_CLOEXEC) != sizeof reply.answer) {
    // An answer that comes now would be taken for another order's: this zygote has ended for us.
    ::shutdown(control_.get(), SHUT_RDWR);
    return gone();
  }
  if (const cmsghdr* const header = CMSG_FIRSTHDR(&message)) {
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    reply.descriptor = UniqueFd(descriptor);
  }
  if (order.kind == wire::OrderKind::make) ++children_made_;
  return reply;
}

}  // namespace memory_mcp
