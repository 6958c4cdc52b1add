#include "record/recorder.h"

#include <algorithm>
#include <set>

#include "base/id.h"
#include "base/limits.h"
#include "base/load_limits.h"
#include "base/log.h"
#include "base/text.h"
#include "record/episode_scores.h"
#include "record/outcome_rules.h"
#include "record/removal.h"
#include "record/tags.h"
#include "record/writers.h"

namespace memory_mcp {
namespace {

// `likeness` to the most similar older task.
double novelty_beside(double likeness) { return 1 - std::clamp(likeness, 0.0, 1.0); }

bool is_same_step(const Step& stored, Step sent) {
  sent.timestamp = stored.timestamp;
  return stored == sent;
}

Status close(Transaction& transaction, Episode& episode, const Outcome& outcome, double novelty,
             Timestamp now) {
  episode.status = EpisodeStatus::completed;
  episode.outcome = outcome;
  // A wall clock may have been set back meanwhile; an episode never ends before it starts.
  episode.end_time = std::max(now, episode.start_time);
  episode.duration_ms = episode.end_time->ms - episode.start_time.ms;
  TRY(set_scores(transaction, episode, novelty));
  return transaction.update(episode);
}

Status note_writer(Transaction& transaction, const std::string& id, std::string_view writer) {
  if (TRY(transaction.writer(id)) == writer) return Done{};
  Episode episode = TRY(transaction.episode_without_steps(id));
  const std::size_t known = episode.other_writers.size();
  TRY(add_writer(episode, writer));
  if (episode.other_writers.size() == known) return Done{};
  return transaction.update(episode);
}

// Each stays where it was first.
void drop_repeated(std::vector<std::string>& texts) {
  auto end = texts.begin();
  for (auto& text : texts) {
    if (std::find(texts.begin(), end, text) == end) std::swap(*end++, text);
  }
  texts.erase(end, texts.end());
}

// About, which is nearly all of an episode when it is large.
std::size_t bytes_of_steps(const Episode& episode) {
  std::size_t bytes = 0;
  for (const Step& step : episode.steps) {
    bytes += step.action.size();
    if (step.parameters) bytes += step.parameters->text.size();
    if (!step.result) continue;
    if (step.result->output) bytes += step.result->output->size();
    if (step.result->message) bytes += step.result->message->size();
  }
  return bytes;
}

// One transaction, with what else belongs into it.
template <typename Value, typename Body>
Result<Value> write_with(Store& store, std::string_view namespace_name,
                         const AlongWith<Value>& along, Body body) {
  return store.write(namespace_name, [&](Transaction& transaction) -> Result<Value> {
    Value value = TRY(body(transaction));
    if (along) TRY(along(transaction, value));
    return value;
  });
}

Error too_many_episodes(std::size_t read) {
  return exhausted("the first " + std::to_string(read) + " episodes have more than " +
                   std::to_string(limits::episodes_read_bytes_max >> 20U) +
                   " MiB; ask for fewer at once");
}

Error already_completed(const std::string& id, const char* consequence) {
  return {Fault::conflict, "episode " + id + " is completed; " + consequence, "episode_id"};
}

}  // namespace

Result<Episode> Recorder::open(const Writing& at, NewEpisode task,
                               const std::optional<Recommendation>& advice,
                               const AlongWith<Episode>& along) {
  task.context.tags = TRY(normal_tags(task.context.tags));
  Episode episode{.id = make_id(clock_),
                  .task_description = std::move(task.task_description),
                  .task_type = task.task_type,
                  .context = std::move(task.context),
                  .metadata = std::move(task.metadata),
                  .start_time = clock_.now()};
  if (task.likeness) episode.novelty = novelty_beside(*task.likeness);
  if (at.writer != local_name) episode.writer = at.writer;
  TRY(store_.write(at.namespace_name, [&](Transaction& transaction) -> Status {
    TRY(transaction.insert(episode));
    if (advice) TRY(insert_advice(transaction, *advice, episode.id, 0));
    if (along) TRY(along(transaction, episode));
    return Done{};
  }));
  return episode;
}

Result<StepAdded> Recorder::add_step(const Writing& at, const std::string& id, Step step,
                                     const std::optional<Recommendation>& advice,
                                     const AlongWith<StepAdded>& along) {
  step.timestamp = clock_.now();
  return write_with(
      store_, at.namespace_name, along, [&](Transaction& transaction) -> Result<StepAdded> {
        const EpisodeStatus status = TRY(transaction.status(id));
        const auto stored = TRY(transaction.step(id, step.step_number));
        const std::int64_t count = TRY(transaction.step_count(id));
        // A client that lost our answer asks again: the same step twice is one step.
        if (stored && is_same_step(*stored, step)) return StepAdded{count, true};
        if (status == EpisodeStatus::completed) {
          return already_completed(id, "record further work in a new episode");
        }
        if (stored) {
          return Error{Fault::conflict,
                       "episode " + id + " has another step " + std::to_string(step.step_number) +
                           " already (" + stored->tool + "); give the new one the next free number",
                       "step_number"};
        }
        if (count >= limits::steps_per_episode_max) {
          return exhausted("episode " + id + " has " + std::to_string(count) +
                           " steps, as many as one may have; complete it and go on in a new one");
        }
        TRY(note_writer(transaction, id, at.writer));
        TRY(transaction.insert_step(id, step));
        if (advice) TRY(insert_advice(transaction, *advice, id, count + 1));
        return StepAdded{count + 1, false};
      });
}

Result<std::string> Recorder::insert_advice(Transaction& transaction, Recommendation advice,
                                            const std::optional<std::string>& episode_id,
                                            std::int64_t after_steps) {
  advice.id = make_id(clock_);
  advice.given_at = clock_.now();
  advice.episode_id = episode_id;
  advice.after_steps = after_steps;
  TRY(transaction.insert_recommendation(advice));
  return advice.id;
}

Result<std::string> Recorder::keep_advice(std::string_view namespace_name,
                                          const std::optional<std::string>& episode_id,
                                          const Recommendation& advice) {
  return store_.write(namespace_name, [&](Transaction& transaction) -> Result<std::string> {
    const std::int64_t steps = episode_id ? TRY(transaction.step_count(*episode_id)) : 0;
    return insert_advice(transaction, advice, episode_id, steps);
  });
}

Result<Recommendation> Recorder::take_feedback(std::string_view namespace_name,
                                               const std::string& id, Feedback feedback,
                                               const AlongWith<Recommendation>& along) {
  feedback.given_at = clock_.now();
  drop_repeated(feedback.applied);
  return write_with(
      store_, namespace_name, along, [&](Transaction& transaction) -> Result<Recommendation> {
        Recommendation about = TRY(transaction.recommendation(id));
        for (const std::string& applied : feedback.applied) {
          if (std::ranges::find(about.patterns, applied, &AdvisedPattern::id) !=
              about.patterns.end()) {
            continue;
          }
          std::vector<std::string> known;
          for (const AdvisedPattern& one : about.patterns) known.push_back(one.id);
          return invalid_argument(
              "applied",
              known.empty()
                  ? "this recommendation named no patterns; leave it out"
                  : "\"" + applied + "\" was not recommended; this was: " + joined(known, ", "));
        }
        TRY(transaction.set_feedback(id, feedback));
        about.feedback = feedback;
        return about;
      });
}

Result<double> Recorder::novelty(std::string_view namespace_name, const std::string& id) {
  const Episode episode = TRY(store_.read(namespace_name, [&](Transaction& transaction) {
    return transaction.episode_without_steps(id);
  }));
  if (episode.novelty) return *episode.novelty;
  // Without an index or vectors nothing is known to be alike.
  constexpr double unknown = 1;
  if (!recall_.is_ready()) return unknown;
  const auto likeness = recall_.likeness_to_older(std::string(namespace_name), episode);
  return likeness.ok() ? novelty_beside(*likeness) : unknown;
}

Result<Completion> Recorder::complete(const Writing& at, const std::string& id,
                                      const Outcome& outcome, const AlongWith<Completion>& along) {
  TRY(check_outcome(outcome));
  // Outside the transaction: other writers need not wait for a search.
  const double novelty = TRY(this->novelty(at.namespace_name, id));
  return write_with(store_, at.namespace_name, along,
                    [&](Transaction& transaction) -> Result<Completion> {
                      Episode episode = TRY(transaction.episode(id));
                      if (episode.outcome == outcome) return Completion{std::move(episode), true};
                      if (episode.outcome) {
                        return already_completed(id, "its outcome cannot be changed");
                      }
                      TRY(add_writer(episode, at.writer));
                      TRY(close(transaction, episode, outcome, novelty, clock_.now()));
                      return Completion{std::move(episode), false};
                    });
}

Result<Episode> Recorder::episode(std::string_view namespace_name, const std::string& id) {
  return store_.read(namespace_name,
                     [&](Transaction& transaction) { return transaction.episode(id); });
}

Result<FoundEpisodes> Recorder::episodes(
    std::string_view namespace_name, const std::vector<std::string>& ids,
    const std::function<Status(std::size_t done)>& after_each) {
  return store_.read(namespace_name, [&](Transaction& transaction) -> Result<FoundEpisodes> {
    FoundEpisodes found;
    std::size_t bytes = 0;
    std::set<std::string_view> seen;
    for (const auto& id : ids) {
      if (!seen.insert(id).second) continue;
      auto episode = transaction.episode(id);
      if (episode.ok()) {
        bytes += bytes_of_steps(*episode);
        found.episodes.push_back(*std::move(episode));
      } else if (episode.error().fault == Fault::not_found) {
        found.missing_ids.push_back(id);
      } else {
        return std::move(episode).error();
      }
      if (bytes > limits::episodes_read_bytes_max) return too_many_episodes(found.episodes.size());
      TRY(after_each(seen.size()));
    }
    return found;
  });
}

Result<Removal> Recorder::removal(std::string_view namespace_name, const std::string& id) {
  return store_.read(namespace_name, [&](Transaction& transaction) -> Result<Removal> {
    return Removal{.steps = TRY(transaction.step_count(id))};
  });
}

Result<Removal> Recorder::remove(std::string_view namespace_name, const std::string& id,
                                 const AlongWith<Removal>& along) {
  const auto removed = TRY(
      write_with(store_, namespace_name, along, [&](Transaction& transaction) -> Result<Removal> {
        return remove_episode(transaction, id);
      }));
  log_info("episode_deleted", {{"namespace", std::string(namespace_name)},
                               {"episode", id},
                               {"steps", std::to_string(removed.steps)}});
  return removed;
}

}  // namespace memory_mcp
