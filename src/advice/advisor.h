// What to do next in a task, from what was done in tasks like it.
#pragma once

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "advice/advice.h"
#include "advice/followed_history.h"
#include "learn/episode_series.h"
#include "learn/overview/learning_curve.h"
#include "learn/overview/past_listing.h"
#include "learn/reflection.h"
#include "recall/recall.h"

namespace memory_mcp {

struct FoundPatterns {
  std::vector<Pattern> patterns;                    // Best first.
  std::vector<PatternUse> uses;                     // Of each of them.
  std::map<std::int64_t, std::string> episode_ids;  // Of the evidence, by row.
  double base_rate = 0;  // How much of such tasks succeeds anyway; 0 when there are none.
};

struct FoundPattern {
  Pattern pattern;
  PatternUse use;
  std::map<std::int64_t, std::string> episode_ids;  // Of the evidence, by row.
};

// Of all namespaces.
struct LearningReport {
  std::size_t completed = 0;
  std::size_t untaught = 0;  // Of the newest, those that the next questions learn from.
  std::size_t patterns = 0;  // Without those of circumstances, which are worked out when asked for.
};

// Safe for concurrent use.
class Advisor {
 public:
  Advisor(Recall& recall, FollowedHistory& histories) : recall_(recall), histories_(histories) {}

  // Whether all that is stored is known, or is in a moment: right after a start it may not be.
  bool is_ready() { return recall_.is_ready(); }
  // Begins to learn from what is stored, on a thread of its own: the first questions need not.
  void warm_up();

  // not_found when there is no such episode. Without vectors, what is known
  // of all tasks is all there is.
  Result<Advice> advise(const std::string& namespace_name, const Question& question,
                        const Patience& patience = {});

  // What is known besides an episode, with which to reflect on it.
  Result<ReflectionFacts> facts_besides(const std::string& namespace_name, const std::string& id);
  // A few of each, best first. Nothing of an episode that is not there.
  Result<FedPatterns> fed_by(const std::string& namespace_name, const std::string& id);

  LearningReport report();
  Result<FoundPatterns> patterns(const std::string& namespace_name, const PatternQuery& query);
  // not_found when there is none, or its evidence has gone.
  Result<FoundPattern> pattern(const std::string& namespace_name, const std::string& id,
                               std::size_t evidence_max = 5);
  // How many episodes were completed in each area of work, of one kind of task or of all.
  Result<std::map<std::string, std::size_t>> completed(const std::string& namespace_name,
                                                       std::optional<TaskType> task_type);
  // By what a question says, instead of by where they belong.
  Result<PatternFinds> search(const std::string& namespace_name, const PatternSearch& search,
                              const Patience& patience = {});

  // What completed episodes measured, oldest first.
  Result<EpisodeSeries> series(const std::string& namespace_name, const Measurement& measurement,
                               const PastFilter& filter);
  Result<std::vector<CurvePoint>> learning_curve(const std::string& namespace_name,
                                                 const PastFilter& filter, std::size_t points_max);
  // Which episodes there are, newest first.
  Result<PastListing> listing(const std::string& namespace_name, const ListingFilter& filter,
                              std::optional<HistoryRow> from, std::size_t limit);

 private:
  Result<NearEpisodes> alike(const std::string& namespace_name, const Question& question,
                             const Patience& patience);
  Result<NearEpisodes> near_text(const std::string& namespace_name, const std::string& text,
                                 const Patience& patience);
  // From the next few episodes that taught nothing yet; returns how many.
  Result<std::size_t> learn(const std::string& namespace_name);

  Recall& recall_;
  FollowedHistory& histories_;
  std::jthread teacher_;  // Last: it uses what stands above.
};

}  // namespace memory_mcp
