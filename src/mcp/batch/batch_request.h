// What batch/execute is asked for, and in which order it can be done.
#pragma once

#include <string>
#include <vector>

#include "base/describe.h"
#include "base/json_object_text.h"
#include "base/limits.h"
#include "base/ordered_run.h"
#include "json/json.h"

namespace memory_mcp {

enum class BatchMode { parallel, sequential, failfast };

constexpr auto names_of(BatchMode) {
  using namespace std::literals;
  return std::array{std::pair{BatchMode::parallel, "parallel"sv},
                    std::pair{BatchMode::sequential, "sequential"sv},
                    std::pair{BatchMode::failfast, "failfast"sv}};
}

struct Operation {
  std::string id;
  std::string tool;
  JsonObjectText arguments;
  std::vector<std::string> depends_on;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &Operation::id, "What the other operations and the results call it.")
            .length(1, limits::operation_id_bytes_max),
        required("tool", &Operation::tool, "The name of a tool."),
        optional("arguments", &Operation::arguments, "What the tool is given."),
        optional("depends_on", &Operation::depends_on, "Ids of those that must succeed before it.")
            .length(0, limits::operations_max),
    };
  }
};

struct BatchParams {
  std::vector<Operation> operations;
  BatchMode mode = BatchMode::parallel;
  std::int64_t max_parallel = limits::parallel_operations_default;

  static constexpr auto fields() {
    return std::tuple{
        required("operations", &BatchParams::operations, "The calls to make.")
            .length(1, limits::operations_max),
        optional("mode", &BatchParams::mode, "How they are run."),
        optional("max_parallel", &BatchParams::max_parallel, "How many run at the same time.")
            .between(1, static_cast<double>(limits::parallel_operations_max)),
    };
  }
};

// One that can be run. The lists have an entry for each operation, in the order of the request.
struct Batch {
  std::vector<std::string> ids;
  std::vector<std::string> tools;
  std::vector<Json> arguments;  // References and all.
  Dependencies after;           // Those that references ask for among them.
  std::vector<bool> is_referred_to;
  BatchMode mode = BatchMode::parallel;
  std::size_t at_once_max = 1;
};

// Fails for whatever makes any of it impossible, before anything is run.
Result<Batch> batch_from_params(const Json& params);

}  // namespace memory_mcp
