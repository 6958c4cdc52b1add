// What to do next in a task, from what was done in tasks like it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "advice/followed_history.h"
#include "learn/episode_series.h"
#include "learn/reflection.h"
#include "recall/recall.h"

namespace memory_mcp {

// What is to be advised on: a task that is described, or an episode, or both.
struct Question {
  std::optional<std::string> task_description;
  // The tools that brought the task forward until now, newest last. Without them, those of the
  // episode's steps that did not fail; without an episode, none.
  std::optional<std::vector<std::string>> last_tools;
  std::optional<std::string> episode_id;
};

struct NextAction {
  std::string tool;  // Or end_of_task.
  double probability = 0;
  double value = 0;
  double support = 0;
};
inline constexpr const char* end_of_task = "<end>";

enum class BasisKind { similar, general, none };

constexpr auto names_of(BasisKind) {
  using namespace std::literals;
  return std::array{std::pair{BasisKind::similar, "similar"sv},
                    std::pair{BasisKind::general, "general"sv},
                    std::pair{BasisKind::none, "none"sv}};
}

struct Basis {
  BasisKind kind = BasisKind::none;
  double support = 0;     // Past episodes that got as far, counted by their trust.
  double similarity = 0;  // The nearest one's cosine.
  std::vector<std::string> episode_ids;
};

struct Advice {
  std::vector<NextAction> next;   // Most probable first.
  std::vector<NextAction> avoid;  // What evidence is against; what is used most otherwise first.
  Basis basis;

  // Whether it is worth an agent's attention unasked.
  bool is_worth_telling() const {
    return basis.kind == BasisKind::similar && !next.empty() && next.front().value > 0;
  }
};

// What a completed episode is evidence of.
struct FedPatterns {
  std::vector<Pattern> begun;  // It is the first.
  std::vector<Pattern> strengthened;
  std::vector<Pattern> weakened;
};

struct FoundPatterns {
  std::vector<Pattern> patterns;                    // Best first.
  std::map<std::int64_t, std::string> episode_ids;  // Of the evidence, by row.
  double base_rate = 0;  // How much of such tasks succeeds anyway; 0 when there are none.
};

// Safe for concurrent use.
class Advisor {
 public:
  Advisor(Recall& recall, FollowedHistory& histories) : recall_(recall), histories_(histories) {}

  // Whether all that is stored is known, or is in a moment: right after a start it may not be.
  bool is_ready() { return recall_.is_ready(); }

  // not_found when there is no such episode. Without vectors, what is known
  // of all tasks is all there is.
  Result<Advice> advise(const std::string& namespace_name, const Question& question,
                        const Patience& patience = {});

  // What is known besides an episode, with which to reflect on it.
  Result<ReflectionFacts> facts_besides(const std::string& namespace_name, const std::string& id);
  // A few of each, best first. Nothing of an episode that is not there.
  Result<FedPatterns> fed_by(const std::string& namespace_name, const std::string& id);

  Result<FoundPatterns> patterns(const std::string& namespace_name, const PatternQuery& query);

  // What completed episodes measured, oldest first.
  Result<EpisodeSeries> series(const std::string& namespace_name, const Measurement& measurement,
                               const PastFilter& filter);

 private:
  Result<NearEpisodes> alike(const std::string& namespace_name, const Question& question,
                             const Patience& patience);
  Status learn(const std::string& namespace_name);

  Recall& recall_;
  FollowedHistory& histories_;
};

}  // namespace memory_mcp
