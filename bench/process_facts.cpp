#include "bench/process_facts.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace memory_mcp::bench {
namespace {

std::filesystem::path directory_of(pid_t pid) { return "/proc/" + std::to_string(pid); }

// The "Name:   123 kB" of such a file, in bytes.
std::size_t bytes_in_line(std::string_view line) {
  return std::stoull(std::string(line.substr(line.find(':') + 1))) * 1024;
}

}  // namespace

std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> children;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(directory_of(pid) / "task", gone)) {
    std::ifstream file(task.path() / "children");
    for (pid_t child = 0; file >> child;) children.push_back(child);
  }
  return children;
}

std::size_t resident_bytes_of(pid_t pid) {
  std::ifstream status(directory_of(pid) / "status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return bytes_in_line(line);
  }
  return 0;
}

std::size_t resident_bytes_of_tree(pid_t pid) {
  std::size_t bytes = resident_bytes_of(pid);
  for (const pid_t child : children_of(pid)) bytes += resident_bytes_of_tree(child);
  return bytes;
}

std::size_t descriptors_of(pid_t pid) {
  std::error_code gone;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_of(pid) / "fd", gone)) {
    count += entry.path().empty() ? 0 : 1;
  }
  return count;
}

std::optional<OwnMemory> own_memory_of(pid_t pid) {
  std::ifstream rollup(directory_of(pid) / "smaps_rollup");
  OwnMemory memory;
  bool is_told = false;
  for (std::string line; std::getline(rollup, line);) {
    if (line.starts_with("Pss:")) {
      memory.proportional_bytes = bytes_in_line(line);
      is_told = true;
    }
    if (line.starts_with("Private_")) memory.private_bytes += bytes_in_line(line);
  }
  return is_told ? std::optional(memory) : std::nullopt;
}

}  // namespace memory_mcp::bench
