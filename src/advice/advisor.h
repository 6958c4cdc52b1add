// What to do next in a task, from what was done in tasks like it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "advice/advice.h"
#include "advice/followed_history.h"
#include "learn/episode_series.h"
#include "learn/reflection.h"
#include "recall/recall.h"

namespace memory_mcp {

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
  // By what a question says, instead of by where they belong.
  Result<PatternFinds> search(const std::string& namespace_name, const PatternSearch& search,
                              const Patience& patience = {});

  // What completed episodes measured, oldest first.
  Result<EpisodeSeries> series(const std::string& namespace_name, const Measurement& measurement,
                               const PastFilter& filter);

 private:
  Result<NearEpisodes> alike(const std::string& namespace_name, const Question& question,
                             const Patience& patience);
  Result<NearEpisodes> near_text(const std::string& namespace_name, const std::string& text,
                                 const Patience& patience);
  Status learn(const std::string& namespace_name);

  Recall& recall_;
  FollowedHistory& histories_;
};

}  // namespace memory_mcp
