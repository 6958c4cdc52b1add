// The life of an episode: opened, stepped through, completed, removed. The rules live here; the
// store keeps what they allow, in one transaction each.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/episode.h"
#include "model/recommendation.h"
#include "recall/recall.h"
#include "storage/store.h"

namespace memory_mcp {

// Where something is recorded, and who does.
struct Writing {
  std::string_view namespace_name;
  std::string_view writer = local_name;
};

// What else is written in the transaction of a value.
template <typename Value>
using AlongWith = std::function<Status(Transaction& transaction, const Value& value)>;

// What is needed to open an episode. Tags may be in any case and order.
struct NewEpisode {
  std::string task_description;
  TaskType task_type = TaskType::other;
  EpisodeContext context;
  std::map<std::string, std::string> metadata;
  std::optional<double> likeness;  // To the nearest older task, 0..1; none when it is not known.
};

struct StepAdded {
  std::int64_t step_count = 0;
  bool repeated = false;  // The very same step was there already.
};

struct Completion {
  Episode episode;
  bool repeated = false;  // It had been completed with this outcome already.
};

struct Removal {
  std::int64_t steps = 0;
};

struct FoundEpisodes {
  std::vector<Episode> episodes;         // In the order of the request.
  std::vector<std::string> missing_ids;  // Likewise.
};

// Safe for concurrent use.
class Recorder {
 public:
  Recorder(Store& store, Recall& recall, const Clock& clock)
      : store_(store), recall_(recall), clock_(clock) {}

  // `advice`, here and below, is what the answer will tell of what to do next, and is kept in the
  // same write.
  Result<Episode> open(const Writing& at, NewEpisode task,
                       const std::optional<Recommendation>& advice = {},
                       const AlongWith<Episode>& along = {});
  // The step's timestamp is set here.
  Result<StepAdded> add_step(const Writing& at, const std::string& id, Step step,
                             const std::optional<Recommendation>& advice = {},
                             const AlongWith<StepAdded>& along = {});
  Result<Completion> complete(const Writing& at, const std::string& id, const Outcome& outcome,
                              const AlongWith<Completion>& along = {});
  Result<Episode> episode(std::string_view namespace_name, const std::string& id);
  // Each id is answered once.
  Result<FoundEpisodes> episodes(std::string_view namespace_name,
                                 const std::vector<std::string>& ids,
                                 const std::function<Status(std::size_t done)>& after_each);
  // What remove() would take away.
  Result<Removal> removal(std::string_view namespace_name, const std::string& id);
  Result<Removal> remove(std::string_view namespace_name, const std::string& id,
                         const AlongWith<Removal>& along = {});

  // Keeps advice that was asked for, and returns the id it can be spoken of by.
  Result<std::string> keep_advice(std::string_view namespace_name,
                                  const std::optional<std::string>& episode_id,
                                  const Recommendation& advice);
  // Replaces what was said of it before. What was applied must be among what was recommended; the
  // time is set here. Returns what the feedback is about.
  Result<Recommendation> take_feedback(std::string_view namespace_name, const std::string& id,
                                       Feedback feedback,
                                       const AlongWith<Recommendation>& along = {});

 private:
  // Returns the id it is given.
  Result<std::string> insert_advice(Transaction& transaction, Recommendation advice,
                                    const std::optional<std::string>& episode_id,
                                    std::int64_t after_steps);
  // As it was known when the episode was opened, or as it is found out now.
  Result<double> novelty(std::string_view namespace_name, const std::string& id);

  Store& store_;
  Recall& recall_;
  const Clock& clock_;
};

}  // namespace memory_mcp
