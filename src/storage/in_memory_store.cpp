// A Store without a disk: a plain map behind one lock. Simple enough to be believed at a glance, it
// is also what the other stores are compared with in tests.
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>

#include "storage/in_memory_transaction.h"

namespace memory_mcp {
namespace {

// Generation and hash of the text.
using Vectors = std::map<std::pair<std::string, std::string>, std::string>;

// Of one change, with a copy of all that is told.
using Telling = std::function<void(Follower&)>;

// Valid as long as `change` is.
EpisodeRow row_of(const InMemoryChange& change) {
  return {.namespace_name = change.namespace_name, .row = change.position};
}

class InMemoryStore final : public Store {
 public:
  Result<ChangePosition> follow(ChangePosition from, Follower& follower,
                                std::size_t limit) override {
    // A follower may wait for one who reads: it is told when nothing is held any more.
    for (const Telling& tell : take_changes(from.marks.front(), limit)) tell(follower);
    return from;
  }

  Result<std::vector<std::string>> namespaces() override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, partition] : partitions_) names.push_back(name);
    return names;
  }

  Result<std::optional<std::string>> setting(const std::string& name) override {
    const std::scoped_lock lock(mutex_);
    const auto found = settings_.find(name);
    return found == settings_.end() ? std::nullopt : std::optional(found->second);
  }

  Result<bool> replace_setting(const std::string& name, const std::optional<std::string>& seen,
                               const std::string& value) override {
    const std::scoped_lock lock(mutex_);
    const auto found = settings_.find(name);
    const bool is_as_seen = found == settings_.end() ? !seen : seen == found->second;
    if (is_as_seen) settings_[name] = value;
    return is_as_seen;
  }

  Result<std::vector<std::optional<std::string>>> vectors(
      const std::string& generation, std::span<const std::string> text_hashes) override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::optional<std::string>> found;
    for (const auto& hash : text_hashes) {
      const auto at = vectors_.find({generation, hash});
      found.push_back(at == vectors_.end() ? std::nullopt : std::optional(at->second));
    }
    return found;
  }

  Status keep_vectors(const std::string& generation,
                      std::span<const StoredVector> vectors) override {
    const std::scoped_lock lock(mutex_);
    for (const auto& one : vectors) vectors_[{generation, one.text_hash}] = one.bytes;
    return Done{};
  }

  Status drop_vectors_but(const std::string& generation) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(vectors_, [&](const auto& one) { return one.first.first != generation; });
    return Done{};
  }

  Status drop_vectors_equal_to(const std::string& generation, const std::string& bytes) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(vectors_, [&](const auto& one) {
      return one.first.first == generation && one.second == bytes;
    });
    return Done{};
  }

  Result<ToolCallCounts> tool_calls() override {
    const std::scoped_lock lock(mutex_);
    return tool_calls_;
  }
  Status add_tool_calls(const ToolCallCounts& calls) override {
    const std::scoped_lock lock(mutex_);
    for (const auto& [tool, count] : calls) tool_calls_[tool] += count;
    return Done{};
  }

  Status insert_task(const Task& task) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(tasks_, [&](const auto& one) { return one.second.kept_until < task.created_at; });
    tasks_[task.id] = task;
    return Done{};
  }
  Result<std::optional<Task>> find_task(const std::string& id) override {
    const std::scoped_lock lock(mutex_);
    const auto found = tasks_.find(id);
    return found == tasks_.end() ? std::nullopt : std::optional(found->second);
  }
  Result<bool> update_open_task(const Task& task) override {
    const std::scoped_lock lock(mutex_);
    const auto found = tasks_.find(task.id);
    if (found == tasks_.end() || !is_open(found->second.status)) return false;
    found->second = task;
    return true;
  }

  Status forget_answers_kept_until(Timestamp end) override {
    const std::scoped_lock lock(mutex_);
    for (auto& [name, partition] : partitions_) {
      std::erase_if(partition.answers,
                    [&](const auto& one) { return one.second.kept_until <= end; });
    }
    return Done{};
  }

  Result<StoreReport> report() override {
    const std::scoped_lock lock(mutex_);
    StoreReport report{.backend = "in_memory"};
    for (const auto& [name, partition] : partitions_) {
      for (const auto& [id, row] : partition.rows) {
        ++report.episodes;
        report.steps += std::ssize(row.episode.steps);
      }
    }
    return report;
  }

  Status probe() override {
    const std::scoped_lock lock(mutex_);
    const std::string name(1, '\0');  // No namespace is called so.
    partitions_.emplace(name, InMemoryPartition{});
    return partitions_.erase(name) == 1 ? Status(Done{}) : unavailable("memory does not keep");
  }
  Result<std::vector<std::string>> inspect() override { return std::vector<std::string>{}; }

  Status back_up(const std::string&, const Progress&) override {
    return Error{Fault::unavailable, "an in-memory store has no backup; use export instead"};
  }

 private:
  bool is_described(const std::string& description) const {
    return std::ranges::any_of(partitions_, [&](const auto& partition) {
      return std::ranges::any_of(partition.second.rows, [&](const auto& row) {
        return row.second.episode.task_description == description;
      });
    });
  }

  std::vector<Telling> take_changes(std::int64_t& next, std::size_t limit) {
    const std::scoped_lock lock(mutex_);
    std::vector<Telling> tellings;
    for (; next < std::ssize(changes_) && limit > 0; ++next, --limit) {
      tellings.push_back(telling_of(changes_[static_cast<std::size_t>(next)]));
    }
    return tellings;
  }

  // As it is now: of an episode that is gone again, only that.
  Telling telling_of(const InMemoryChange& change) const {
    const InMemoryPartition& partition = partitions_.at(change.namespace_name);
    if (change.is_recommendation) return telling_of_recommendation(partition, change);
    const auto found = partition.rows.find(change.id);
    if (found == partition.rows.end() || found->second.position != change.position) {
      return [row = change.position](Follower& follower) { follower.removed(row); };
    }
    const Episode& episode = found->second.episode;
    if (change.step_number) {
      const auto step = std::ranges::find(episode.steps, *change.step_number, &Step::step_number);
      return [change, step = *step](Follower& follower) { follower.step(row_of(change), step); };
    }
    Episode without_steps = episode;
    without_steps.steps.clear();
    return [change, episode = std::move(without_steps)](Follower& follower) {
      follower.episode(row_of(change), episode);
    };
  }

  static Telling telling_of_recommendation(const InMemoryPartition& partition,
                                           const InMemoryChange& change) {
    const auto& all = partition.recommendations;
    const auto found = std::ranges::find(all, change.id, &Recommendation::id);
    if (found == all.end()) return [](Follower&) {};
    return [change, told = *found](Follower& follower) {
      follower.recommendation(row_of(change), told);
    };
  }

  Status run_read(std::string_view namespace_name, const Work& work) override {
    const std::scoped_lock lock(mutex_);
    const auto found = partitions_.find(namespace_name);
    InMemoryPartition nothing;
    InMemoryTransaction transaction(found == partitions_.end() ? nothing : found->second,
                                    next_position_, namespace_name);
    return work(transaction);
  }

  Status run_write(std::string_view namespace_name, const Work& work) override {
    const std::scoped_lock lock(mutex_);
    // Works on a copy, which replaces the original when all went well.
    const auto found = partitions_.find(namespace_name);
    InMemoryPartition draft = found == partitions_.end() ? InMemoryPartition{} : found->second;
    InMemoryTransaction transaction(draft, next_position_, namespace_name);
    TRY(work(transaction));
    if (draft.was_used || !draft.answers.empty())
      partitions_[std::string(namespace_name)] = std::move(draft);
    std::ranges::copy(transaction.changes(), std::back_inserter(changes_));
    for (const FiledText& text : transaction.forgotten_texts()) {
      if (is_described(text.description)) continue;
      std::erase_if(vectors_, [&](const auto& one) { return one.first.second == text.hash; });
    }
    return Done{};
  }

  std::mutex mutex_;
  std::map<std::string, InMemoryPartition, std::less<>> partitions_;
  std::int64_t next_position_ = 0;
  std::vector<InMemoryChange> changes_;
  std::map<std::string, std::string> settings_;
  Vectors vectors_;
  ToolCallCounts tool_calls_;
  std::map<std::string, Task> tasks_;
};

}  // namespace

std::unique_ptr<Store> make_in_memory_store() { return std::make_unique<InMemoryStore>(); }

Result<std::unique_ptr<Store>> open_in_memory_store(std::string_view, const Clock&, Opening) {
  return make_in_memory_store();
}

}  // namespace memory_mcp
