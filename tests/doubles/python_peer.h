// A server of tests/doubles as a process of its own, for as long as the object lives.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

#include "base/unique_fd.h"

extern char** environ;

namespace memory_mcp {

class PythonPeer {
 public:
  // Returns once `script` has printed its first line.
  explicit PythonPeer(const std::string& script) {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("pipe2 failed");
    }
    const UniqueFd its_input(input[0]);
    input_ = UniqueFd(input[1]);
    const UniqueFd lines(output[0]);
    {
      const UniqueFd its_output(output[1]);
      posix_spawn_file_actions_t actions;
      ::posix_spawn_file_actions_init(&actions);
      ::posix_spawn_file_actions_adddup2(&actions, its_input.get(), STDIN_FILENO);
      ::posix_spawn_file_actions_adddup2(&actions, its_output.get(), STDOUT_FILENO);
      std::string python = "python3";
      std::string path = MEMORY_MCP_SOURCE_DIR "/tests/doubles/" + script;
      std::array<char*, 3> arguments{python.data(), path.data(), nullptr};
      const int error =
          ::posix_spawnp(&pid_, "python3", &actions, nullptr, arguments.data(), environ);
      ::posix_spawn_file_actions_destroy(&actions);
      if (error != 0) throw std::runtime_error("python3 does not start");
    }
    char c = 0;
    while (::read(lines.get(), &c, 1) == 1 && c != '\n') first_line_ += c;
  }
  PythonPeer(const PythonPeer&) = delete;
  PythonPeer& operator=(const PythonPeer&) = delete;
  ~PythonPeer() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  const std::string& first_line() const { return first_line_; }

 private:
  pid_t pid_ = -1;
  UniqueFd input_;  // The peer ends when this closes.
  std::string first_line_;
};

}  // namespace memory_mcp
