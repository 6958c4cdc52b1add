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
  std::string table;  // its title, where a benchmark has more than one
};

Figure in_table(const std::string& table, Figure figure);

class Report {
 public:
  // One run's value of a figure. Figures appear in the order in which they were first recorded.
  void record(const Figure& figure, const std::string& server, double value);

  // What was measured beside memory-mcp, where its version matters.
  void note_version(const std::string& program, const std::string& version) {
    versions_[program] = version;
  }

  nlohmann::json figures() const;
  const std::map<std::string, std::string>& versions() const { return versions_; }
  void print(std::ostream& out) const;

 private:
  struct Row {
    Figure figure;
    std::map<std::string, std::vector<double>> values;  // by server, one per run
  };

  void print_table(std::ostream& out, const std::string& table) const;

  std::vector<Row> rows_;
  std::map<std::string, std::string> versions_;
  std::vector<std::string> others_;  // the other servers, in the order in which they first appeared
};

}  // namespace memory_mcp::bench
