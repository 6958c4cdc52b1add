// A Store without a disk: a plain map behind one lock. Simple enough to be believed at a glance, it
// is also what the other stores are compared with in tests.
#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>

#include "storage/store.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

struct Row {
  std::int64_t position;  // Grows with every insertion, over all namespaces.
  Episode episode;
};

// What followers are told: the step of that number, the episode as it is, or that it is gone.
struct Change {
  std::string namespace_name;
  std::string episode;
  std::int64_t position;
  std::optional<std::int64_t> step_number;
};

// Generation and hash of the text.
using Vectors = std::map<std::pair<std::string, std::string>, std::string>;

struct Partition {
  std::map<std::string, Row> rows;
  bool was_used = false;  // A namespace exists from its first episode on, and stays.
};

class InMemoryTransaction final : public Transaction {
 public:
  InMemoryTransaction(Partition& partition, std::int64_t& next_position, std::string_view name)
      : partition_(partition), next_position_(next_position), name_(name) {}

  const std::vector<Change>& changes() const { return changes_; }
  const std::vector<FiledText>& forgotten_texts() const { return forgotten_texts_; }

  Result<Episode> episode(const std::string& id) override { return TRY(row(id))->episode; }

  Result<Episode> episode_without_steps(const std::string& id) override {
    Episode episode = TRY(row(id))->episode;
    episode.steps.clear();
    return episode;
  }

  Result<EpisodeStatus> status(const std::string& id) override {
    return TRY(row(id))->episode.status;
  }

  Result<std::optional<Step>> step(const std::string& id, std::int64_t number) override {
    const auto& steps = TRY(row(id))->episode.steps;
    const auto found = std::ranges::find(steps, number, &Step::step_number);
    return found == steps.end() ? std::nullopt : std::optional(*found);
  }

  Result<std::int64_t> step_count(const std::string& id) override {
    return std::ssize(TRY(row(id))->episode.steps);
  }

  Result<EpisodePage> episodes(Order order, std::optional<std::int64_t> from,
                               std::size_t limit) override {
    std::vector<const Row*> rows;
    for (const auto& [id, row] : partition_.rows) rows.push_back(&row);
    std::ranges::sort(rows, {}, &Row::position);
    if (order == Order::newest_first) std::ranges::reverse(rows);
    const auto starts_here = [&](const Row* row) {
      if (!from) return true;
      return order == Order::oldest_first ? row->position >= *from : row->position <= *from;
    };
    EpisodePage page;
    for (auto at = std::ranges::find_if(rows, starts_here); at != rows.end(); ++at) {
      if (page.episodes.size() == limit) {
        page.next = (*at)->position;
        break;
      }
      page.episodes.push_back((*at)->episode);
      page.episodes.back().steps.clear();
    }
    return page;
  }

  Result<EpisodeIds> episode_ids(std::int64_t from, std::size_t limit) override {
    const EpisodePage page = TRY(episodes(Order::oldest_first, from, limit));
    EpisodeIds ids{.ids = {}, .next = page.next};
    for (const auto& episode : page.episodes) ids.ids.push_back(episode.id);
    return ids;
  }

  Result<EpisodeCounts> counts(Timestamp now) override {
    EpisodeCounts counts;
    double rewards = 0;
    std::int64_t rewarded = 0;
    for (const auto& [id, row] : partition_.rows) {
      const Episode& episode = row.episode;
      ++counts.total;
      counts.open += !episode.outcome;
      counts.succeeded += episode.outcome && episode.outcome->type == OutcomeType::success;
      counts.created_last_hour += episode.start_time.ms > now.ms - hour_ms;
      counts.created_last_24h += episode.start_time.ms > now.ms - 24 * hour_ms;
      rewards += episode.reward_score.value_or(0);
      rewarded += episode.reward_score.has_value();
    }
    if (rewarded > 0) counts.avg_reward = rewards / static_cast<double>(rewarded);
    return counts;
  }

  Result<PeerRanks> ranks(const Effort& effort) override {
    PeerRanks ranks;
    for (const auto& [id, row] : partition_.rows) {
      const Effort peer = effort_of(row.episode);
      if (row.episode.status != EpisodeStatus::completed || peer.domain != effort.domain ||
          peer.task_type != effort.task_type) {
        continue;
      }
      ++ranks.peers;
      ranks.fewer_steps += peer.steps < effort.steps;
      ranks.equal_steps += peer.steps == effort.steps;
      if (!effort.latency_ms || !peer.latency_ms) continue;
      ++ranks.timed_peers;
      ranks.faster += *peer.latency_ms < *effort.latency_ms;
      ranks.equally_fast += *peer.latency_ms == *effort.latency_ms;
    }
    return ranks;
  }

  Status insert(const Episode& episode) override {
    if (partition_.rows.contains(episode.id)) return episode_exists(episode.id);
    Row row{++next_position_, episode};
    auto& steps = row.episode.steps;
    std::ranges::sort(steps, {}, &Step::step_number);
    const auto twice = std::ranges::adjacent_find(steps, {}, &Step::step_number);
    if (twice != steps.end()) return step_exists(episode.id, twice->step_number);
    note(row, std::nullopt);
    for (const Step& step : steps) note(row, step.step_number);
    partition_.rows.emplace(episode.id, std::move(row));
    partition_.was_used = true;
    return Done{};
  }

  Status update(const Episode& episode) override {
    Row* stored = TRY(row(episode.id));
    std::vector<Step> steps = std::move(stored->episode.steps);
    stored->episode = episode;
    stored->episode.steps = std::move(steps);
    note(*stored, std::nullopt);
    return Done{};
  }

  Status insert_step(const std::string& id, const Step& step) override {
    Row* const stored = TRY(row(id));
    auto& steps = stored->episode.steps;
    const auto at = std::ranges::lower_bound(steps, step.step_number, {}, &Step::step_number);
    if (at != steps.end() && at->step_number == step.step_number) {
      return step_exists(id, step.step_number);
    }
    steps.insert(at, step);
    note(*stored, step.step_number);
    return Done{};
  }

  Status remove(const std::string& id) override {
    note(*TRY(row(id)), std::nullopt);
    partition_.rows.erase(id);
    return Done{};
  }

  Status forget_vectors(const FiledText& text) override {
    forgotten_texts_.push_back(text);
    return Done{};
  }

 private:
  void note(const Row& row, std::optional<std::int64_t> step_number) {
    changes_.push_back({std::string(name_), row.episode.id, row.position, step_number});
  }

  Result<Row*> row(const std::string& id) {
    const auto found = partition_.rows.find(id);
    if (found == partition_.rows.end()) return no_such_episode(id, name_);
    return &found->second;
  }

  Partition& partition_;
  std::int64_t& next_position_;
  const std::string_view name_;
  std::vector<Change> changes_;
  std::vector<FiledText> forgotten_texts_;
};

class InMemoryStore final : public Store {
 public:
  Result<ChangePosition> follow(ChangePosition from, Follower& follower,
                                std::size_t limit) override {
    const std::scoped_lock lock(mutex_);
    auto& next = from.marks.front();
    for (; next < std::ssize(changes_) && limit > 0; ++next, --limit) {
      tell(changes_[static_cast<std::size_t>(next)], follower);
    }
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
    partitions_.emplace(name, Partition{});
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

  // As it is now: of an episode that is gone again, only that.
  void tell(const Change& change, Follower& follower) {
    const auto& rows = partitions_[change.namespace_name].rows;
    const auto found = rows.find(change.episode);
    if (found == rows.end() || found->second.position != change.position) {
      return follower.removed(change.position);
    }
    const EpisodeRow at{.namespace_name = change.namespace_name, .row = change.position};
    const Episode& episode = found->second.episode;
    if (!change.step_number) {
      Episode without_steps = episode;
      without_steps.steps.clear();
      return follower.episode(at, without_steps);
    }
    follower.step(at, *std::ranges::find(episode.steps, *change.step_number, &Step::step_number));
  }

  Status run_read(std::string_view namespace_name, const Work& work) override {
    const std::scoped_lock lock(mutex_);
    const auto found = partitions_.find(namespace_name);
    Partition nothing;
    InMemoryTransaction transaction(found == partitions_.end() ? nothing : found->second,
                                    next_position_, namespace_name);
    return work(transaction);
  }

  Status run_write(std::string_view namespace_name, const Work& work) override {
    const std::scoped_lock lock(mutex_);
    // Works on a copy, which replaces the original when all went well.
    const auto found = partitions_.find(namespace_name);
    Partition draft = found == partitions_.end() ? Partition{} : found->second;
    InMemoryTransaction transaction(draft, next_position_, namespace_name);
    TRY(work(transaction));
    if (draft.was_used) partitions_[std::string(namespace_name)] = std::move(draft);
    std::ranges::copy(transaction.changes(), std::back_inserter(changes_));
    for (const FiledText& text : transaction.forgotten_texts()) {
      if (is_described(text.description)) continue;
      std::erase_if(vectors_, [&](const auto& one) { return one.first.second == text.hash; });
    }
    return Done{};
  }

  std::mutex mutex_;
  std::map<std::string, Partition, std::less<>> partitions_;
  std::int64_t next_position_ = 0;
  std::vector<Change> changes_;
  std::map<std::string, std::string> settings_;
  Vectors vectors_;
};

}  // namespace

std::unique_ptr<Store> make_in_memory_store() { return std::make_unique<InMemoryStore>(); }

Result<std::unique_ptr<Store>> open_in_memory_store(std::string_view, const Clock&, Opening) {
  return make_in_memory_store();
}

}  // namespace memory_mcp
