// A task as it is recorded through the tools: begun, step by step, completed.
#pragma once

#include <string>

#include "learning_bench/tool_client.h"

namespace memory_mcp {

// The area of work of all that the benchmarks record.
inline constexpr const char* bench_domain = "benchmark";

class EpisodeRecord {
 public:
  explicit EpisodeRecord(const ToolClient& client, Principal caller = local_principal())
      : client_(client), caller_(std::move(caller)) {}

  Status begin(const std::string& task);
  Status add(const std::string& tool, bool seemed_right);
  Status complete(bool success);

  const std::string& id() const { return id_; }

 private:
  const ToolClient& client_;
  const Principal caller_;
  std::string id_;
  std::int64_t steps_ = 0;
};

}  // namespace memory_mcp
