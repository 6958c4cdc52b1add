// Lines over a common axis, drawn for a terminal or as a picture.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace memory_mcp {

struct PlotLine {
  std::string name;
  std::string marker;          // One character that tells it apart without colour.
  std::string colour;          // "#1f6feb".
  std::vector<double> shares;  // 0 to 1, at equal distances along the axis.
};

struct Plot {
  std::string title;
  std::string up;               // What the lines are shares of.
  std::string across;           // What the axis counts.
  std::size_t length = 0;       // Up to how many.
  std::size_t event_at = 0;     // Marked on the axis, with
  std::string event;            // what happens there.
  std::vector<PlotLine> lines;  // Later ones are drawn over earlier ones.
};

// At most 80 columns, with a legend.
std::string drawn_in_text(const Plot& plot);

// A file of its own: light background, axes, legend; no script, style sheet or font of others.
std::string drawn_as_svg(const Plot& plot);

}  // namespace memory_mcp
