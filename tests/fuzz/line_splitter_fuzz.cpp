// A stream of bytes in chunks of any size: the same lines, and the same complaints about long ones,
// as when the whole of it is looked at at once.
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "tests/fuzz/fuzz_input.h"
#include "transport/line_splitter.h"

namespace {

using namespace memory_mcp;

// Lines in their order; nothing stands for one that was too long.
using Events = std::vector<std::optional<std::string>>;

std::optional<std::string_view> without_carriage_return(std::string_view line,
                                                        std::size_t bytes_max) {
  if (line.size() > bytes_max + 1) return std::nullopt;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > bytes_max && !is_blank(line)) return std::nullopt;
  return line;
}

Events expected(std::string_view text, std::size_t bytes_max) {
  Events events;
  while (!text.empty()) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(whole.size() + 1, text.size()));
    const auto line = without_carriage_return(whole, bytes_max);
    if (!line)
      events.emplace_back(std::nullopt);
    else if (!is_blank(*line))
      events.emplace_back(*line);
  }
  return events;
}

// `next` is how long the next chunk is to be.
template <typename Next>
Events split(std::string_view text, std::size_t bytes_max, Next next) {
  Events events;
  LineSplitter splitter(bytes_max, {.line =
                                        [&](std::string_view line) {
                                          require(line.size() <= bytes_max && !is_blank(line));
                                          require(line.find('\n') == std::string_view::npos);
                                          events.emplace_back(line);
                                        },
                                    .oversized = [&] { events.emplace_back(std::nullopt); }});
  while (!text.empty()) {
    const std::string_view chunk = text.substr(0, next());
    text.remove_prefix(chunk.size());
    splitter.feed(chunk);
  }
  splitter.finish();
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  const std::size_t bytes_max = 1 + input.take<std::uint8_t>() % 40;
  FuzzInput cuts(data, size);
  const std::string_view text = input.rest();
  const Events events = expected(text, bytes_max);
  require(split(text, bytes_max, [&] { return text.size(); }) == events);
  require(split(text, bytes_max, [] { return std::size_t{1}; }) == events);
  const auto cut = [&] { return cuts.is_empty() ? size : cuts.take<std::uint8_t>() % 60U; };
  require(split(text, bytes_max, cut) == events);
  return 0;
}
