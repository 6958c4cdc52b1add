// Collects every measured value, figure by figure and server by server, and says it as a table and
// as the JSON that docs/benchmarks.md is made of. A value.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace memory_mcp::bench {

enum class Better { lower, higher };

struct Figure {
  std::string name;   // snake_case, stable: the key in the result file
  std::string label;  // what a reader sees
  std::string unit;
  Better better = Better::lower;
  std::optional<double> goal;
};

class Report {
 public:
  // One run's value of a figure. Figures appear in the order in which they were first recorded.
  void record(const Figure& figure, const std::string& server, double value);

  nlohmann::json figures() const;
  void print(std::ostream& out) const;

 private:
  struct Row {
    Figure figure;
    std::map<std::string, std::vector<double>> values;  // by server, one per run
  };
  std::vector<Row> rows_;
};

}  // namespace memory_mcp::bench
