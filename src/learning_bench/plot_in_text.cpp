#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "learning_bench/plot.h"

namespace memory_mcp {
namespace {

constexpr std::size_t columns = 66;
constexpr std::size_t rows = 17;  // Odd, so that there is a row for one half.
constexpr std::size_t margin = 7;

using Canvas = std::vector<std::vector<std::string>>;

// The share at a column; each of the line's shares stands in the middle of its part of the axis.
double share_at(const std::vector<double>& shares, std::size_t column) {
  const double part = (static_cast<double>(column) + 0.5) / columns;
  const double at = part * static_cast<double>(shares.size()) - 0.5;
  const double clamped = std::clamp(at, 0.0, static_cast<double>(shares.size() - 1));
  const auto left = static_cast<std::size_t>(clamped);
  const std::size_t right = std::min(left + 1, shares.size() - 1);
  const double between = clamped - static_cast<double>(left);
  return shares[left] * (1 - between) + shares[right] * between;
}

std::size_t row_of(double share) {
  const double from_top = (1 - std::clamp(share, 0.0, 1.0)) * (rows - 1);
  return static_cast<std::size_t>(std::lround(from_top));
}

std::size_t column_of(const Plot& plot, std::size_t at) {
  return std::min(at * columns / std::max<std::size_t>(plot.length, 1), columns - 1);
}

Canvas canvas_of(const Plot& plot) {
  Canvas canvas(rows, std::vector<std::string>(columns, " "));
  for (auto& row : canvas) row[column_of(plot, plot.event_at)] = "┊";
  for (const PlotLine& line : plot.lines) {
    if (line.shares.empty()) continue;
    for (std::size_t column = 0; column < columns; ++column) {
      canvas[row_of(share_at(line.shares, column))][column] = line.marker;
    }
  }
  return canvas;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string row_label(std::size_t row) {
  constexpr std::size_t rows_per_label = (rows - 1) / 4;
  if (row % rows_per_label != 0) return std::string(margin - 1, ' ') + "│";
  const std::size_t percent = 100 - row * 100 / (rows - 1);
  return right_aligned(std::to_string(percent) + " %", margin - 1) + "┤";
}

std::string axis(const Plot& plot) {
  std::string line = std::string(margin - 1, ' ') + "└";
  for (std::size_t column = 0; column < columns; ++column) {
    line += column == column_of(plot, plot.event_at) ? "┴" : "─";
  }
  const std::string end = std::to_string(plot.length) + " " + plot.across;
  std::string below = std::string(margin, ' ') + "0";
  below.resize(margin + column_of(plot, plot.event_at), ' ');
  below += std::to_string(plot.event_at);
  below += right_aligned(end, margin + columns - below.size());
  return line + "\n" + below + "\n";
}

}  // namespace

std::string drawn_in_text(const Plot& plot) {
  const Canvas canvas = canvas_of(plot);
  std::string text = plot.title + ": " + plot.up + "\n\n";
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string drawn = joined(canvas[row], "");
    text += row_label(row) + drawn.substr(0, drawn.find_last_not_of(' ') + 1) + "\n";
  }
  text += axis(plot) + "\n";
  std::vector<std::string> legend;
  for (auto line = plot.lines.rbegin(); line != plot.lines.rend(); ++line) {
    legend.push_back(line->marker + " " + line->name);
  }
  const std::string indent(margin, ' ');
  return text + indent + joined(legend, "   ") + "\n" + indent + "┊ " + plot.event + "\n";
}

}  // namespace memory_mcp
