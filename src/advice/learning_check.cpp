#include "advice/learning_check.h"

#include <limits>

#include "advice/followed_history.h"

namespace memory_mcp {
namespace {

// So many changes of a kind are told before what is known until then is counted.
constexpr std::size_t small_piece = 50;
constexpr std::size_t all_at_once = 1'000'000;

Status follow(Store& store, FollowedHistory& histories, std::size_t piece) {
  ChangePosition position;
  while (true) {
    const ChangePosition reached = TRY(store.follow(position, histories, piece));
    if (reached == position) return Done{};
    position = reached;
    // Reading counts what was told; steps of what is counted may still be to come.
    for (const std::string& name : histories.namespaces()) {
      histories.read(name, [](const History&) { return true; });
    }
  }
}

struct Learnt {
  std::size_t episodes = 0;
  std::vector<std::pair<Pattern, PatternUse>> patterns;

  bool operator==(const Learnt&) const = default;
};

Learnt learnt(FollowedHistory& histories, const std::string& name) {
  return histories.read(name, [](const History& history) {
    Learnt all{.episodes = history.completed(), .patterns = {}};
    // What is found in one episode only can hardly be counted wrong, and may be millions.
    const PatternQuery query{.occurrences_min = 2,
                             .patterns_max = std::numeric_limits<std::size_t>::max()};
    for (Pattern& pattern : history.patterns().find(query, history)) {
      const PatternUse use = history.advice().of(pattern.name);
      all.patterns.emplace_back(std::move(pattern), use);
    }
    return all;
  });
}

std::string difference(const std::string& name, const Learnt& grown, const Learnt& anew) {
  std::size_t at = 0;
  while (at < std::min(grown.patterns.size(), anew.patterns.size()) &&
         grown.patterns[at] == anew.patterns[at]) {
    ++at;
  }
  const auto said = [&](const Learnt& one) {
    return at < one.patterns.size() ? one.patterns[at].first.description : "nothing more";
  };
  return "in namespace \"" + name + "\" the patterns differ: \"" + said(grown) + "\" and \"" +
         said(anew) + "\"";
}

}  // namespace

Result<LearningCheck> check_learning(Store& store) {
  FollowedHistory grown;
  FollowedHistory anew;
  TRY(follow(store, grown, small_piece));
  TRY(follow(store, anew, all_at_once));
  LearningCheck check;
  for (const std::string& name : anew.namespaces()) {
    const Learnt one = learnt(grown, name);
    const Learnt other = learnt(anew, name);
    ++check.namespaces;
    check.episodes += other.episodes;
    check.patterns += other.patterns.size();
    if (one != other) check.differences.push_back(difference(name, one, other));
  }
  return check;
}

}  // namespace memory_mcp
