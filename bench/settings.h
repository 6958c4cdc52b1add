// What one run of the benchmark was told on its command line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace memory_mcp::bench {

struct Settings {
  std::string benchmark;             // protocol | http | storage | sandbox | …
  std::filesystem::path program;     // memory_mcp_bench itself, for its echo server
  std::filesystem::path memory_mcp;  // the server under test
  std::filesystem::path node;
  std::filesystem::path system_node;  // another one, where there is one
  std::filesystem::path rivals;       // the folder that holds the packages measured beside ours
  std::filesystem::path scripts;      // what sandboxes run
  std::filesystem::path scratch;      // on the disk to be measured
  std::filesystem::path out;          // the result file
  std::string revision;
  std::size_t runs = 3;
  std::size_t episodes_max = 10'000;
  std::size_t executions = 20'000;  // how many a sandbox must endure
  std::size_t seconds = 60;         // how long a thousand clients call
  std::uint64_t seed = 20'261'122;
};

}  // namespace memory_mcp::bench
