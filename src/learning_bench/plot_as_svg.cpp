#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "learning_bench/plot.h"

namespace memory_mcp {
namespace {

// In pixels. The names of the lines stand beside their ends.
constexpr double width = 900;
constexpr double height = 460;
constexpr double left = 70;
constexpr double right = 690;
constexpr double top = 60;
constexpr double bottom = 390;
constexpr double between_names_min = 18;

// To a tenth of a pixel.
std::string number(double value) { return with_decimals(value, 1); }

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '&')
      safe += "&amp;";
    else if (letter == '<')
      safe += "&lt;";
    else if (letter == '"')
      safe += "&quot;";
    else
      safe += letter;
  }
  return safe;
}

double x_of(const Plot& plot, double count) {
  return left + (right - left) * count / static_cast<double>(std::max<std::size_t>(plot.length, 1));
}

double y_of(double share) { return bottom - (bottom - top) * share; }

std::string line_between(double x1, double y1, double x2, double y2, const std::string& style) {
  return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
         "\" y2=\"" + number(y2) + "\" " + style + "/>\n";
}

std::string text_at(double x, double y, const std::string& style, const std::string& text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" " + style + ">" + escaped(text) +
         "</text>\n";
}

std::string axes(const Plot& plot) {
  constexpr int quarters = 4;
  const std::string grid = R"(stroke="#d9dde3")";
  const std::string black = R"(stroke="#1c2128")";
  std::string svg;
  for (int quarter = 0; quarter <= quarters; ++quarter) {
    const double part = static_cast<double>(quarter) / quarters;
    const double across = part * static_cast<double>(plot.length);
    svg += line_between(left, y_of(part), right, y_of(part), grid);
    svg += text_at(left - 10, y_of(part) + 4, R"(text-anchor="end")",
                   std::to_string(25 * quarter) + " %");
    svg += line_between(x_of(plot, across), bottom, x_of(plot, across), bottom + 5, black);
    svg += text_at(x_of(plot, across), bottom + 20, R"(text-anchor="middle")",
                   std::to_string(std::llround(across)));
  }
  svg += line_between(left, bottom, right, bottom, black);
  svg += line_between(left, top, left, bottom, black);
  svg += text_at((left + right) / 2, bottom + 44, R"(text-anchor="middle")", plot.across);
  svg += text_at(left - 10, top - 12, R"(text-anchor="start")", plot.up);
  const double event = x_of(plot, static_cast<double>(plot.event_at));
  svg += line_between(event, top, event, bottom, R"(stroke="#6e7681" stroke-dasharray="4 4")");
  return svg + text_at(event + 6, top + 14, R"(fill="#57606a")", plot.event);
}

std::string line_of(const Plot& plot, const PlotLine& line) {
  const double part = static_cast<double>(plot.length) / static_cast<double>(line.shares.size());
  std::string points;
  for (std::size_t n = 0; n < line.shares.size(); ++n) {
    points += (n > 0 ? " " : "") + number(x_of(plot, part * (static_cast<double>(n) + 0.5))) + "," +
              number(y_of(line.shares[n]));
  }
  return R"(<polyline fill="none" stroke-width="2.5" stroke=")" + line.colour + "\" points=\"" +
         points + "\"/>\n";
}

// Beside the ends of the lines, as near as they find room above each other.
std::string legend(const Plot& plot) {
  std::vector<const PlotLine*> by_end;
  for (const PlotLine& line : plot.lines) {
    if (!line.shares.empty()) by_end.push_back(&line);
  }
  std::ranges::sort(by_end, [](const PlotLine* one, const PlotLine* other) {
    return one->shares.back() > other->shares.back();
  });
  std::string svg;
  double lowest = top - between_names_min;
  for (const PlotLine* line : by_end) {
    const double y = std::max(y_of(line->shares.back()), lowest + between_names_min);
    lowest = y;
    svg += line_between(right + 8, y, right + 24, y,
                        "stroke-width=\"2.5\" stroke=\"" + line->colour + "\"");
    svg += text_at(right + 30, y + 4, "fill=\"" + line->colour + "\" font-weight=\"bold\"",
                   line->name);
  }
  return svg;
}

}  // namespace

std::string drawn_as_svg(const Plot& plot) {
  std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width=")" + number(width) +
                    "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " " +
                    number(height) +
                    "\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#1c2128\">\n";
  svg += "<title>" + escaped(plot.title) + "</title>\n";
  svg += R"(<rect width="100%" height="100%" fill="#ffffff"/>)"
         "\n";
  svg += text_at(left, 30, R"(font-size="17" font-weight="bold")", plot.title);
  svg += axes(plot);
  for (const PlotLine& line : plot.lines) {
    if (!line.shares.empty()) svg += line_of(plot, line);
  }
  return svg + legend(plot) + "</svg>\n";
}

}  // namespace memory_mcp
