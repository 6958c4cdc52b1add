// Other ways to run code that nobody has read, as programs of bench/rivals: some are a process for
// each execution, some live and make something smaller. Not safe for concurrent use.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/child_process.h"
#include "bench/latency.h"
#include "bench/process_facts.h"
#include "bench/report.h"
#include "bench/sandbox_scripts.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

// Answers jobs in one process, and times itself.
class LiveRival {
 public:
  LiveRival(std::string name, const Command& command) : name_(std::move(name)), process_(command) {}

  const std::string& name() const { return name_; }

  // The output of the last of `count` runs; `latency` receives their times.
  std::string run(const std::string& code, const std::string& input, std::size_t count,
                  Latency* latency = nullptr);
  // As run, with an output that must be the right one.
  Latency repeat(const SandboxJob& job, std::size_t count);

 private:
  std::string name_;
  ChildProcess process_;
  std::string unread_;
};

// A process for each execution.
class FreshProcess {
 public:
  FreshProcess(std::string name, std::vector<std::string> argv, std::filesystem::path log_file)
      : name_(std::move(name)), argv_(std::move(argv)), log_file_(std::move(log_file)) {}

  const std::string& name() const { return name_; }

  // From starting the process until its answer was read.
  double run_ms(const SandboxJob& job) const;
  // Of a process that has answered and is kept.
  std::optional<OwnMemory> memory(const SandboxJob& job) const;

 private:
  std::string name_;
  std::vector<std::string> argv_;
  std::filesystem::path log_file_;
};

// `program`: a file of bench/rivals, run by node with `flags`.
std::unique_ptr<LiveRival> live_rival(const std::string& name, const std::string& program,
                                      const Settings& settings, const std::filesystem::path& logs,
                                      const std::vector<std::string>& flags = {});

// Those that run here; who does not is named on stderr.
std::vector<std::unique_ptr<LiveRival>> live_sandboxes(const Settings& settings,
                                                       const std::filesystem::path& logs);
std::vector<FreshProcess> fresh_processes(const Settings& settings,
                                          const std::filesystem::path& logs);

// As the programs and the packages say themselves.
void note_versions(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
