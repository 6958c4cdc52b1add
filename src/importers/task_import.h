// Takes in what an importer finds: completes it by the rules that were asked for, passes over what
// is here already, writes the rest in groups, and counts all of it.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "importers/imported_episode.h"
#include "importers/importer.h"
#include "storage/store.h"

namespace memory_mcp {

// Which outcome tasks get: what the record tells or lets infer, always the same, or what a person
// says of each.
enum class OutcomeChoice { infer, success, failure, ask };

constexpr auto names_of(OutcomeChoice) {
  using namespace std::literals;
  using enum OutcomeChoice;
  return std::array{std::pair{infer, "infer"sv}, std::pair{success, "success"sv},
                    std::pair{failure, "failure"sv}, std::pair{ask, "ask"sv}};
}

struct TaskImportOptions {
  ImportKind kind = ImportKind::memory_mcp;
  std::string namespace_name;
  std::optional<std::string> domain;
  TaskType task_type = TaskType::other;
  OutcomeChoice outcome = OutcomeChoice::infer;
  bool replace = false;  // What is here under the same id, with other content.
  bool dry_run = false;
  // What a person says of a task that is new here; none: it has not ended.
  using Ask = std::function<Result<std::optional<OutcomeType>>(const ImportedTask& task)>;
  Ask ask;
  std::function<void(std::int64_t line, const std::string& why)> on_refusal;
};

// Each task is counted in one of the first six.
struct TaskImportTally {
  std::int64_t imported = 0;
  std::int64_t replaced = 0;       // Of these; the earlier one is gone.
  std::int64_t known = 0;          // Here already, the very same; or twice in what was read.
  std::int64_t changed = 0;        // Here already with other content, and left as it was.
  std::int64_t contradicted = 0;   // Twice in what was read, and not the same.
  std::int64_t without_steps = 0;  // Words alone, which teach nothing to do: passed over.
  std::int64_t unfinished = 0;     // The record ends before the task does: passed over.
  std::int64_t refused = 0;        // Lines, items and tasks that cannot be used.
  std::int64_t steps = 0;          // Of what was imported.
  std::int64_t outcomes_inferred = 0;
  Cleaning cleaning;

  // Whether anything at all was of the kind that was asked for.
  bool found_tasks() const { return imported + known + changed + without_steps + unfinished > 0; }
};

class TaskImport final : public TaskSink {
 public:
  // `store` outlives this.
  TaskImport(Store& store, TaskImportOptions options);

  // Of the file that is read next, for tasks that do not say when they were done.
  void set_recorded(Timestamp recorded) { rules_.recorded = recorded; }

  Status take(ImportedTask task, std::int64_t line) override;
  void refuse(std::int64_t line, std::string why) override;
  // Writes what waits.
  Status finish();

  const TaskImportTally& tally() const { return tally_; }

 private:
  enum class Standing { is_new, is_known, is_changed };
  struct Written;

  Status set_outcome(ImportedTask& task);
  static Standing standing_of(const std::optional<Episode>& stored, const Episode& episode);
  Status add(Episode episode);
  Result<Written> write_group();
  Result<Written> look_at_group();

  Store& store_;
  const TaskImportOptions options_;
  EpisodeRules rules_;
  std::vector<Episode> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::unordered_map<std::string, std::string> seen_;  // Digests of this import, by id.
  TaskImportTally tally_;
};

}  // namespace memory_mcp
