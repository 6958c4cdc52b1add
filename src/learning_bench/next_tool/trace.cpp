#include "learning_bench/next_tool/trace.h"

#include <filesystem>
#include <fstream>

#include "json/from_json.h"

namespace memory_mcp {
namespace {

Result<Trace> trace_from(const std::string& line) {
  return from_json<Trace>(TRY(parse_json(line)), "trace");
}

}  // namespace

Result<std::vector<Trace>> load_traces(const std::string& argument, const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, error)) {
    return invalid_argument(argument, argument + ": cannot read the file " + path);
  }
  std::vector<Trace> traces;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    auto trace = trace_from(line);
    if (!trace.ok()) {
      return std::move(trace).error().while_doing(argument + ": line " + std::to_string(number) +
                                                  " of " + path);
    }
    traces.push_back(*std::move(trace));
  }
  return traces;
}

}  // namespace memory_mcp
