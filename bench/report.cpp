#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace memory_mcp::bench {
namespace {

constexpr const char* ours = "memory-mcp";

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

// Three significant digits: more would be noise, fewer would hide a ratio.
std::string short_number(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
  std::ostringstream text;
  text << std::fixed << std::setprecision(decimals) << value;
  return text.str();
}

using Values = std::map<std::string, std::vector<double>>;

std::string median_text(const Values& values, const std::string& server) {
  const auto found = values.find(server);
  return found == values.end() ? "" : short_number(median_of(found->second));
}

// A figure that compares already; such a one has no ratio of its own.
bool compares(const Figure& figure) { return figure.unit == "x" || figure.unit == "% more"; }

// How many times better we are.
std::string ratio(const Figure& figure, const Values& values, const std::string& server) {
  const auto mine = values.find(ours);
  const auto theirs = values.find(server);
  if (mine == values.end() || theirs == values.end() || compares(figure)) return "";
  const double quotient = median_of(theirs->second) / median_of(mine->second);
  const double times = figure.better == Better::lower ? quotient : 1 / quotient;
  return std::isfinite(times) ? short_number(times) + "x" : "";
}

}  // namespace

Figure in_table(const std::string& table, Figure figure) {
  figure.table = table;
  return figure;
}

void Report::record(const Figure& figure, const std::string& server, double value) {
  const auto same = [&](const Row& row) { return row.figure.name == figure.name; };
  auto row = std::find_if(rows_.begin(), rows_.end(), same);
  if (row == rows_.end()) row = rows_.insert(rows_.end(), {figure, {}});
  row->values[server].push_back(value);
  const bool is_new = std::find(others_.begin(), others_.end(), server) == others_.end();
  if (server != ours && is_new) others_.push_back(server);
}

nlohmann::json Report::figures() const {
  nlohmann::json all = nlohmann::json::array();
  for (const auto& [figure, values] : rows_) {
    nlohmann::json servers = nlohmann::json::object();
    for (const auto& [server, numbers] : values) {
      const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
      servers[server] = {{"min", *low}, {"median", median_of(numbers)}, {"max", *high}};
    }
    nlohmann::json entry = {{"name", figure.name},
                            {"label", figure.label},
                            {"unit", figure.unit},
                            {"better", figure.better == Better::lower ? "lower" : "higher"},
                            {"servers", servers}};
    if (figure.goal) entry["goal"] = *figure.goal;
    if (!figure.table.empty()) entry["table"] = figure.table;
    all.push_back(std::move(entry));
  }
  return all;
}

void Report::print(std::ostream& out) const {
  std::vector<std::string> tables;
  for (const Row& row : rows_) {
    const std::string& table = row.figure.table;
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
  }
  for (const std::string& table : tables) print_table(out, table);
}

void Report::print_table(std::ostream& out, const std::string& table) const {
  std::vector<Row> rows;
  std::size_t label_width = 0;
  for (const Row& row : rows_) {
    if (row.figure.table != table) continue;
    rows.push_back(row);
    label_width = std::max(label_width, row.figure.label.size());
  }
  std::vector<std::string> shown;  // columns that hold something
  for (const std::string& name : others_) {
    const auto is_measured = [&](const Row& row) { return row.values.contains(name); };
    if (std::any_of(rows.begin(), rows.end(), is_measured)) shown.push_back(name);
  }
  const int first = static_cast<int>(label_width) + 2;
  if (!table.empty()) out << '\n' << table << '\n';
  out << std::left << std::setw(first) << "median of the runs" << std::right << std::setw(9)
      << "unit" << std::setw(12) << ours;
  for (const std::string& name : shown) out << std::setw(19) << name << std::setw(9) << "ratio";
  out << std::setw(11) << "goal" << '\n';
  for (const auto& [figure, values] : rows) {
    out << std::left << std::setw(first) << figure.label << std::right << std::setw(9)
        << figure.unit << std::setw(12) << median_text(values, ours);
    for (const std::string& name : shown) {
      out << std::setw(19) << median_text(values, name) << std::setw(9)
          << ratio(figure, values, name);
    }
    const char* sign = figure.better == Better::lower ? "<= " : ">= ";
    out << std::setw(11) << (figure.goal ? sign + short_number(*figure.goal) : "") << '\n';
  }
}

}  // namespace memory_mcp::bench
