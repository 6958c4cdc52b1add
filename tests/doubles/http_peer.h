// http_peer.py as a process of its own, for as long as the object lives.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/unique_fd.h"

extern char** environ;

namespace memory_mcp {

class HttpPeer {
 public:
  HttpPeer() {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("pipe2 failed");
    }
    const UniqueFd its_input(input[0]);
    input_ = UniqueFd(input[1]);
    const UniqueFd ports(output[0]);
    {
      const UniqueFd its_output(output[1]);
      posix_spawn_file_actions_t actions;
      ::posix_spawn_file_actions_init(&actions);
      ::posix_spawn_file_actions_adddup2(&actions, its_input.get(), STDIN_FILENO);
      ::posix_spawn_file_actions_adddup2(&actions, its_output.get(), STDOUT_FILENO);
      std::string python = "python3";
      std::string script = MEMORY_MCP_SOURCE_DIR "/tests/doubles/http_peer.py";
      std::array<char*, 3> arguments{python.data(), script.data(), nullptr};
      const int error =
          ::posix_spawnp(&pid_, "python3", &actions, nullptr, arguments.data(), environ);
      ::posix_spawn_file_actions_destroy(&actions);
      if (error != 0) throw std::runtime_error("python3 does not start");
    }
    std::istringstream line(first_line(ports.get()));
    if (!(line >> port >> other_port >> tls_port)) throw std::runtime_error("http_peer.py failed");
  }
  HttpPeer(const HttpPeer&) = delete;
  HttpPeer& operator=(const HttpPeer&) = delete;
  ~HttpPeer() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(port); }
  std::string other_host() const { return "127.0.0.1:" + std::to_string(other_port); }
  std::string url(const std::string& path) const { return "http://" + host() + path; }

  int port = 0;
  int other_port = 0;  // The same pages: another origin.
  int tls_port = 0;

 private:
  static std::string first_line(int fd) {
    std::string line;
    char c = 0;
    while (::read(fd, &c, 1) == 1 && c != '\n') line += c;
    return line;
  }

  pid_t pid_ = -1;
  UniqueFd input_;  // The peer ends when this closes.
};

}  // namespace memory_mcp
