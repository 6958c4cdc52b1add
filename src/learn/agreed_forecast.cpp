#include "learn/agreed_forecast.h"

#include <algorithm>

namespace memory_mcp {
namespace {

// A tool stands that is at least so much as probable as the likeliest one: two that several speak
// for may well change places.
constexpr double stands_from = 0.5;
// Where more than these have to be left out one by one, nobody agrees with anybody.
constexpr std::size_t left_out_max = 3;

bool has_hand(NameId writer, const PastEpisode& episode) {
  return episode.writer == writer ||
         std::ranges::find(episode.other_writers, writer) != episode.other_writers.end();
}

bool uses(const PastEpisode& episode, std::size_t tool) {
  return std::ranges::find(episode.steps, tool, &PastStep::tool) != episode.steps.end();
}

std::size_t likeliest(const Forecast& forecast) {
  return static_cast<std::size_t>(std::ranges::max_element(forecast.probability) -
                                  forecast.probability.begin());
}

void leave_out(NameId writer, Situation& situation) {
  std::erase_if(situation.alike, [&](const Alike& one) { return has_hand(writer, *one.episode); });
}

// Of the others, whose episodes may speak for the tool; nearest first.
std::vector<NameId> supporters(const History& history, const Situation& situation,
                               std::size_t tool) {
  std::vector<NameId> found;
  const auto add = [&](NameId writer) {
    if (writer == situation.asker || std::ranges::find(found, writer) != found.end()) return;
    found.push_back(writer);
  };
  for (const Alike& one : situation.alike) {
    if (tool < history.tools().size() && !uses(*one.episode, tool)) continue;
    add(one.episode->writer);
    std::ranges::for_each(one.episode->other_writers, add);
  }
  return found;
}

// Without whom the likeliest tool would not be.
std::optional<NameId> sole_supporter(const History& history, const Situation& situation,
                                     const Forecast& foretold) {
  const std::size_t tool = likeliest(foretold);
  for (const NameId writer : supporters(history, situation, tool)) {
    Situation rest = situation;
    leave_out(writer, rest);
    const Forecast without = forecast(history, rest);
    if (without.probability[tool] < stands_from * without.probability[likeliest(without)]) {
      return writer;
    }
  }
  return std::nullopt;
}

void leave_out_all_others(Situation& situation) {
  std::erase_if(situation.alike, [&](const Alike& one) {
    return one.episode->writer != situation.asker || !one.episode->other_writers.empty();
  });
}

}  // namespace

Forecast agreed_forecast(const History& history, Situation& situation) {
  Forecast foretold = forecast(history, situation);
  if (!history.is_shared()) return foretold;
  for (std::size_t left_out = 0; left_out <= left_out_max; ++left_out) {
    const auto writer = sole_supporter(history, situation, foretold);
    if (!writer) return foretold;
    leave_out(*writer, situation);
    foretold = forecast(history, situation);
  }
  leave_out_all_others(situation);
  return forecast(history, situation);
}

}  // namespace memory_mcp
