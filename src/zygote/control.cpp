#include "zygote/control.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace memory_mcp::zygote {
namespace {

constexpr std::size_t descriptors_per_order = 2;

}  // namespace

std::optional<Control::Configuration> Control::read_configuration() const {
  std::array<char, sizeof(wire::Configure) + wire::tool_names_bytes_max> message{};
  const ssize_t bytes = ::recv(descriptor_, message.data(), message.size(), 0);
  if (bytes < static_cast<ssize_t>(sizeof(wire::Configure))) return std::nullopt;
  wire::Configure configure;
  std::memcpy(&configure, message.data(), sizeof configure);
  if (configure.version != wire::version) return std::nullopt;
  return Configuration{.data_bytes_max = configure.data_bytes_max,
                       .with_huge_pages = configure.without_huge_pages == 0,
                       .tool_names = {message.data() + sizeof configure,
                                      static_cast<std::size_t>(bytes) - sizeof configure}};
}

// As sendmsg, the one way to send that the zygote's filter knows.
void Control::say_hello(wire::Hello hello) const {
  iovec part{.iov_base = &hello, .iov_len = sizeof hello};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (::sendmsg(descriptor_, &message, MSG_NOSIGNAL) < 0) ::_exit(EXIT_FAILURE);
}

std::optional<Birth> Control::next_order() const {
  Birth birth;
  iovec part{.iov_base = &birth.order, .iov_len = sizeof birth.order};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(descriptors_per_order * sizeof(int))> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  ssize_t bytes = 0;
  do {
    bytes = ::recvmsg(descriptor_, &message, MSG_CMSG_CLOEXEC);
  } while (bytes < 0 && errno == EINTR);
  if (bytes != sizeof birth.order) return std::nullopt;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  std::array<int, descriptors_per_order> descriptors{-1, -1};
  if (header != nullptr) std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof descriptors);
  birth.socket = descriptors[0];
  birth.slot = descriptors[1];
  return birth;
}

void Control::answer(wire::OrderAnswer answer, int pidfd) const {
  iovec part{.iov_base = &answer, .iov_len = sizeof answer};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (pidfd >= 0) {
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof pidfd);
    std::memcpy(CMSG_DATA(header), &pidfd, sizeof pidfd);
  }
  if (::sendmsg(descriptor_, &message, MSG_NOSIGNAL) < 0) ::_exit(EXIT_FAILURE);
}

}  // namespace memory_mcp::zygote
