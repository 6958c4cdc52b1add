// A network of a test's own: a child process in new namespaces, where only loopback exists and
// every name is answered by the test. Needs no rights beyond unprivileged user namespaces.
#pragma once

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {

// Answers what comes to port 53 of its network, for as long as the process lives.
class NameServer {
 public:
  using Address = std::array<std::uint8_t, 4>;
  // The answers to a name, one for each time it is asked, the last for all times after. A name that
  // is not here gets no answer at all.
  using Names = std::map<std::string, std::vector<std::vector<Address>>>;

  explicit NameServer(Names names)
      : names_(std::move(names)), socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    works = ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    if (works) std::thread([this] { serve(); }).detach();
  }

  bool works = false;

 private:
  [[noreturn]] void serve() {
    for (;;) {
      std::array<char, 512> query{};
      sockaddr_in asker{};
      socklen_t length = sizeof asker;
      const ssize_t size = ::recvfrom(socket_.get(), query.data(), query.size(), 0,
                                      reinterpret_cast<sockaddr*>(&asker), &length);
      const std::string reply =
          reply_to({query.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))});
      if (reply.empty()) continue;
      ::sendto(socket_.get(), reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&asker),
               length);
    }
  }

  std::string reply_to(std::string_view query) {
    constexpr std::size_t header_bytes = 12;
    if (query.size() < header_bytes) return {};
    std::string name;
    std::size_t at = header_bytes;
    for (std::uint8_t label = 0; (label = static_cast<std::uint8_t>(query.at(at))) != 0;
         at += label + 1U) {
      name += (name.empty() ? "" : ".") + std::string(query.substr(at + 1, label));
    }
    const std::size_t question_end = at + 5;
    const bool asks_for_v4 = query.substr(at + 1, 2) == std::string_view("\0\1", 2);
    const auto found = names_.find(name);
    if (found == names_.end()) return {};
    std::vector<Address> addresses;
    if (asks_for_v4) {
      addresses = found->second.front();
      if (found->second.size() > 1) found->second.erase(found->second.begin());
    }
    std::string reply(query.substr(0, question_end));
    reply[2] = '\x81';  // A response; recursion is available.
    reply[3] = '\x80';
    reply[7] = static_cast<char>(addresses.size());
    reply[9] = reply[11] = 0;
    for (const Address& address : addresses) {
      reply += std::string_view("\xC0\x0C\0\1\0\1\0\0\0\0\0\4", 12);
      reply.append(address.begin(), address.end());
    }
    return reply;
  }

  Names names_;
  UniqueFd socket_;
};

inline bool write_once(const char* path, const std::string& text) {
  const UniqueFd file(::open(path, O_WRONLY | O_CLOEXEC));
  return ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

inline bool enter_own_network(const std::string& resolv_conf, const std::string& nsswitch_conf) {
  const std::string user = std::to_string(::getuid());
  const std::string group = std::to_string(::getgid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0) return false;
  if (!write_once("/proc/self/setgroups", "deny") ||
      !write_once("/proc/self/uid_map", "0 " + user + " 1") ||
      !write_once("/proc/self/gid_map", "0 " + group + " 1")) {
    return false;
  }
  const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq loopback{};
  std::string("lo").copy(loopback.ifr_name, IFNAMSIZ - 1);
  loopback.ifr_flags = IFF_UP;
  return ::ioctl(any.get(), SIOCSIFFLAGS, &loopback) == 0 &&
         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount(resolv_conf.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0 &&
         ::mount(nsswitch_conf.c_str(), "/etc/nsswitch.conf", nullptr, MS_BIND, nullptr) == 0;
}

constexpr int no_own_network = 200;  // The system does not let us have one.

// What `body` returned (0..100) in a network of its own, or no_own_network.
inline int in_own_network(const NameServer::Names& names, const std::function<int()>& body) {
  const TemporaryFolder folder;
  write_file(folder.file("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:10 attempts:1\n");
  write_file(folder.file("nsswitch.conf"), "hosts: dns\n");
  const pid_t child = ::fork();
  if (child == 0) {
    if (!enter_own_network(folder.file("resolv.conf"), folder.file("nsswitch.conf"))) {
      ::_exit(no_own_network);
    }
    const NameServer server(names);
    ::_exit(server.works ? body() : no_own_network);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace memory_mcp
