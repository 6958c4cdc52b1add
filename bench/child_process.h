// A server under test as a child process with two pipes, in its own process group, so that whatever
// it starts ends with it. Owns the process: the destructor ends it. Not safe for concurrent use.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace memory_mcp::bench {

struct Command {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;  // added to our own
  std::filesystem::path log_file;                  // receives the child's stderr
  std::filesystem::path output_file = {};          // receives its stdout; empty: read_some does
};

class ChildProcess {
 public:
  explicit ChildProcess(const Command& command);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Blocks until every byte is in the pipe. Whoever sends more than a pipe holds must also read.
  void write_all(std::string_view bytes);

  // Appends what is there, at least one byte; throws when the child has closed its stdout.
  void read_some(std::string& into);

  pid_t pid() const { return pid_; }

  // Resident memory of the process and all its descendants.
  std::size_t resident_bytes() const;

  // For servers that do not end with their stdin. Whoever says so waits with stop().
  void terminate() const;

  // The end of what it has written to its log file, for people.
  std::string last_words() const;

  // Closes stdin, waits for the child to leave by itself, kills its group if it will not.
  // Returns the exit code, or 128 + the signal that ended it.
  int stop();

 private:
  pid_t pid_ = -1;
  int stdin_ = -1;
  int stdout_ = -1;
  std::filesystem::path log_file_;
};

// Becomes that program, which gets SIGTERM when our parent ends, however that ends. For servers
// that would not notice. Throws when it cannot be started.
[[noreturn]] void become_tied(std::vector<std::string> argv);

}  // namespace memory_mcp::bench
