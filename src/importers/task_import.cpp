#include "importers/task_import.h"

#include "base/check.h"
#include "base/text.h"
#include "importers/import_limits.h"
#include "importers/recorded_call.h"
#include "model/import_keys.h"
#include "recall/embedding/stored_vectors.h"
#include "record/check_episode.h"
#include "record/episode_scores.h"

namespace memory_mcp {
namespace {

// Nothing is compared with what else is being imported: each counts as the first of its kind.
constexpr double novelty = 1;

std::optional<std::string> digest_of(const Episode& episode) {
  const auto found = episode.metadata.find(std::string(import_digest_key));
  return found == episode.metadata.end() ? std::nullopt : std::optional(found->second);
}

Result<std::optional<Episode>> find(Transaction& transaction, const std::string& id) {
  auto episode = transaction.episode_without_steps(id);
  if (episode.ok()) return std::optional(*std::move(episode));
  if (episode.error().fault == Fault::not_found) return std::optional<Episode>();
  return std::move(episode).error();
}

// About.
std::size_t bytes_of(const Episode& episode) {
  std::size_t bytes = episode.task_description.size();
  for (const Step& step : episode.steps) {
    bytes += step.action.size() + (step.parameters ? step.parameters->text.size() : 0);
    if (!step.result) continue;
    bytes += step.result->output.value_or("").size() + step.result->message.value_or("").size();
  }
  return bytes;
}

Status insert(Transaction& transaction, Episode episode) {
  if (episode.outcome) TRY(set_scores(transaction, episode, novelty));
  return transaction.insert(episode);
}

}  // namespace

// What came of one group.
struct TaskImport::Written {
  std::int64_t imported = 0;
  std::int64_t replaced = 0;
  std::int64_t known = 0;
  std::int64_t changed = 0;
  std::int64_t steps = 0;
  std::int64_t inferred = 0;

  void count(const Episode& episode) {
    ++imported;
    steps += std::ssize(episode.steps);
    inferred += episode.metadata.contains(outcome_inferred_key);
  }
};

TaskImport::TaskImport(Store& store, TaskImportOptions options)
    : store_(store),
      options_(std::move(options)),
      rules_{.kind = std::string(name_of(options_.kind)),
             .domain = options_.domain,
             .task_type = options_.task_type} {}

void TaskImport::refuse(std::int64_t line, std::string why) {
  ++tally_.refused;
  options_.on_refusal(line, why);
}

Status TaskImport::set_outcome(ImportedTask& task) {
  if (options_.outcome == OutcomeChoice::infer || task.is_knowledge) return Done{};
  // Whatever comes of them all, this one was still going on.
  const bool is_cut_off = !task.outcome && !task.steps.empty() && !task.steps.back().result;
  if (is_cut_off && options_.outcome != OutcomeChoice::ask) return Done{};
  std::optional<OutcomeType> told =
      options_.outcome == OutcomeChoice::failure ? OutcomeType::failure : OutcomeType::success;
  if (options_.outcome == OutcomeChoice::ask) told = TRY(options_.ask(task));
  // What the agent said last is the verdict whoever judges it.
  std::string verdict = task.outcome ? task.outcome->verdict.value_or("") : "";
  const std::string by_whom = options_.outcome == OutcomeChoice::ask
                                  ? "by whoever imported it, who was asked"
                                  : "by whoever imported it, for all";
  task.outcome.reset();
  task.outcome_rule.clear();
  if (!told) return Done{};
  task.metadata["outcome_told"] = by_whom;
  task.outcome =
      told == OutcomeType::success ? success_of(std::move(verdict)) : failure_of("said " + by_whom);
  return Done{};
}

Status TaskImport::take(ImportedTask task, std::int64_t line) {
  if (task.steps.empty() && !task.is_knowledge) {
    ++tally_.without_steps;
    return Done{};
  }
  // Nobody is asked again what is known.
  const std::string id = imported_episode_id(rules_.kind, task.source_id);
  if (options_.outcome == OutcomeChoice::ask) {
    const auto stored = TRY(store_.read(
        options_.namespace_name, [&](Transaction& transaction) { return find(transaction, id); }));
    if (stored || seen_.contains(id)) {
      ++tally_.known;
      return Done{};
    }
  }
  TRY(set_outcome(task));
  if (!task.outcome) {
    ++tally_.unfinished;
    return Done{};
  }
  Cleaning cleaning = tally_.cleaning;
  auto episode = episode_of(task, rules_, cleaning);
  Status usable = episode.ok() ? check_episode(*episode) : Status(episode.error());
  if (!usable.ok()) {
    refuse(line, usable.error().message);
    return Done{};
  }
  tally_.cleaning = cleaning;
  return add(*std::move(episode));
}

Status TaskImport::add(Episode episode) {
  const std::string digest = *digest_of(episode);
  const auto [seen, is_first] = seen_.try_emplace(episode.id, digest);
  if (!is_first) {
    ++(seen->second == digest ? tally_.known : tally_.contradicted);
    return Done{};
  }
  waiting_bytes_ += bytes_of(episode);
  waiting_.push_back(std::move(episode));
  const bool is_full = waiting_.size() >= limits::import_group_max ||
                       waiting_bytes_ >= limits::import_group_bytes_max;
  return is_full ? finish() : Status(Done{});
}

Status TaskImport::finish() {
  if (waiting_.empty()) return Done{};
  const Written written = TRY(options_.dry_run ? look_at_group() : write_group());
  tally_.imported += written.imported;
  tally_.replaced += written.replaced;
  tally_.known += written.known;
  tally_.changed += written.changed;
  tally_.steps += written.steps;
  tally_.outcomes_inferred += written.inferred;
  waiting_.clear();
  waiting_bytes_ = 0;
  return Done{};
}

TaskImport::Standing TaskImport::standing_of(const std::optional<Episode>& stored,
                                             const Episode& episode) {
  if (!stored) return Standing::is_new;
  return digest_of(*stored) == digest_of(episode) ? Standing::is_known : Standing::is_changed;
}

Result<TaskImport::Written> TaskImport::look_at_group() {
  return store_.read(options_.namespace_name, [&](Transaction& transaction) -> Result<Written> {
    Written would;
    for (const Episode& episode : waiting_) {
      const Standing standing = standing_of(TRY(find(transaction, episode.id)), episode);
      if (standing == Standing::is_known) ++would.known;
      if (standing == Standing::is_changed && !options_.replace) ++would.changed;
      if (standing == Standing::is_changed && options_.replace) ++would.replaced;
      if (standing == Standing::is_new || (standing == Standing::is_changed && options_.replace)) {
        would.count(episode);
      }
    }
    return would;
  });
}

Result<TaskImport::Written> TaskImport::write_group() {
  return store_.write(options_.namespace_name, [&](Transaction& transaction) -> Result<Written> {
    Written written;
    for (const Episode& episode : waiting_) {
      const auto stored = TRY(find(transaction, episode.id));
      const Standing standing = standing_of(stored, episode);
      if (standing == Standing::is_known) {
        ++written.known;
        continue;
      }
      if (standing == Standing::is_changed) {
        if (!options_.replace) {
          ++written.changed;
          continue;
        }
        TRY(transaction.remove(episode.id));
        TRY(transaction.forget_vectors(filed(stored->task_description)));
        ++written.replaced;
      }
      TRY(insert(transaction, episode));
      written.count(episode);
    }
    return written;
  });
}

}  // namespace memory_mcp
