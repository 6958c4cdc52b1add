#include "learn/patterns/pattern_search.h"

#include <algorithm>
#include <cmath>

#include "learn/patterns/pattern_finder.h"

namespace memory_mcp {
namespace {

double relevance(const PatternFit& fit) {
  if (fit.text == 0) return 0;
  return 0.40 * fit.text + 0.20 * fit.context + 0.20 * fit.effectiveness + 0.10 * fit.recency +
         0.10 * fit.success_rate;
}

// What is surely good counts more than what may be.
double worth(const FittingPattern& one) {
  const Rates& rates = one.pattern.rates;
  const double lift = (1 + std::clamp(std::log2(rates.lift), -1.0, 1.0)) / 2;
  const double trust = rates.low * 2 * one.fit.effectiveness;
  return 0.35 * one.fit.text + 0.25 * one.fit.context + 0.25 * std::min(1.0, trust) + 0.10 * lift +
         0.05 * one.fit.recency;
}

void sort_by_score(std::vector<FittingPattern>& patterns) {
  std::ranges::sort(patterns, {}, [](const FittingPattern& one) {
    return std::pair(-one.score, one.pattern.name);
  });
}

// In this order, with anything in between.
bool is_part_of(std::span<const std::string> part, std::span<const std::string> whole) {
  auto at = whole.begin();
  for (const std::string& tool : part) {
    at = std::find(at, whole.end(), tool);
    if (at == whole.end()) return false;
    ++at;
  }
  return true;
}

bool is_contained(const Pattern& pattern, std::span<const FittingPattern> chosen) {
  if (pattern.name.kind != PatternKind::tool_sequence) return false;
  return std::ranges::any_of(chosen, [&](const FittingPattern& one) {
    if (one.pattern.name.kind != PatternKind::tool_sequence) return false;
    return is_part_of(pattern.tools, one.pattern.tools) ||
           is_part_of(one.pattern.tools, pattern.tools);
  });
}

// A longer way that is nearly as good tells more; but what one writer alone has seen takes the
// place of nothing that several have.
void drop_parts(std::vector<FittingPattern>& patterns) {
  constexpr double nearly = 0.8;
  const std::vector<FittingPattern> all = patterns;
  std::erase_if(patterns, [&](const FittingPattern& one) {
    return std::ranges::any_of(all, [&](const FittingPattern& longer) {
      return one.pattern.name.kind == PatternKind::tool_sequence &&
             longer.pattern.name.kind == PatternKind::tool_sequence &&
             longer.pattern.tools.size() > one.pattern.tools.size() &&
             longer.score >= nearly * one.score &&
             (longer.pattern.rates.is_corroborated || !one.pattern.rates.is_corroborated) &&
             is_part_of(one.pattern.tools, longer.pattern.tools);
    });
  });
}

bool is_behind(const Pattern& pattern, std::span<const std::string> done) {
  return pattern.name.kind == PatternKind::tool_sequence && is_part_of(pattern.tools, done);
}

std::vector<FittingPattern> diverse(std::vector<FittingPattern> patterns, std::size_t limit) {
  std::vector<FittingPattern> chosen;
  for (FittingPattern& one : patterns) {
    if (chosen.size() == limit) break;
    if (!is_contained(one.pattern, chosen)) chosen.push_back(std::move(one));
  }
  return chosen;
}

double uncertainty(const FittingPattern& one) {
  return one.pattern.rates.high - one.pattern.rates.low;
}

// The best as always, and in the last place the one that least is known of.
std::vector<FittingPattern> explored(std::vector<FittingPattern> patterns, std::size_t limit) {
  const std::vector<FittingPattern> all = patterns;
  std::vector<FittingPattern> chosen = diverse(std::move(patterns), limit - 1);
  const FittingPattern* widest = nullptr;
  for (const FittingPattern& one : all) {
    const Rates& rates = one.pattern.rates;
    if (rates.is_established || !rates.is_corroborated) continue;
    if (is_contained(one.pattern, chosen)) continue;
    const bool is_chosen = std::ranges::any_of(
        chosen, [&](const auto& other) { return other.pattern.name == one.pattern.name; });
    if (is_chosen) continue;
    if (widest == nullptr || uncertainty(one) > uncertainty(*widest)) widest = &one;
  }
  if (widest == nullptr) return diverse(all, limit);
  chosen.push_back(*widest);
  return chosen;
}

}  // namespace

PatternFinds search_patterns(const History& history, const PatternQuestion& question,
                             double score_min, std::size_t limit) {
  PatternFinder finder(history, question);
  finder.add_of_alike();
  finder.add_of_words();
  finder.add_contexts();
  PatternFinds finds{.patterns = finder.read(), .considered = finder.considered()};
  for (FittingPattern& one : finds.patterns) one.score = relevance(one.fit);
  std::erase_if(finds.patterns,
                [&](const auto& one) { return one.score == 0 || one.score < score_min; });
  sort_by_score(finds.patterns);
  finds.patterns.resize(std::min(finds.patterns.size(), limit));
  return finds;
}

RecommendedPatterns patterns_for_task(const History& history, const PatternQuestion& task,
                                      std::span<const std::string> done, std::size_t limit,
                                      bool explores) {
  PatternFinder finder(history, task);
  finder.add_of_alike();
  finder.add_of_state();
  finder.add_contexts();
  std::vector<FittingPattern> follow;
  std::vector<FittingPattern> avoid;
  for (FittingPattern& one : finder.read()) {
    if (is_behind(one.pattern, done)) continue;
    one.score = worth(one);
    const Rates& rates = one.pattern.rates;
    if (rates.is_avoided) {
      avoid.push_back(std::move(one));
    } else if (rates.success_rate >= rates.base_rate) {
      follow.push_back(std::move(one));
    }
  }
  drop_parts(follow);
  sort_by_score(follow);
  std::stable_partition(follow.begin(), follow.end(),
                        [](const FittingPattern& one) { return one.pattern.rates.is_established; });
  sort_by_score(avoid);
  return {.follow = explores && limit > 1 ? explored(std::move(follow), limit)
                                          : diverse(std::move(follow), limit),
          .avoid = diverse(std::move(avoid), limit)};
}

}  // namespace memory_mcp
