// The machine a result belongs to: without it an absolute time means nothing.
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace memory_mcp::bench {

// cpu, cores, memory_gb, kernel, and the file system of `scratch`.
nlohmann::json describe_machine(const std::filesystem::path& scratch);

// How much of the machine processes other than us and our servers use, from construction on. Where
// that is more than a few percent, a woken process waits for a time slice of some milliseconds, and
// every figure below that is noise.
class OthersAtWork {
 public:
  OthersAtWork();
  // Of all cores together; servers, and what they started, count as ours once they have ended. Ask
  // when all have.
  double percent() const;

 private:
  double machine_seconds_at_start_;
  double our_seconds_at_start_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace memory_mcp::bench
