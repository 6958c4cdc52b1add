#include "storage/in_memory_transaction.h"

#include <algorithm>

#include "base/limits.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

}  // namespace

Result<Episode> InMemoryTransaction::episode_without_steps(const std::string& id) {
  Episode episode = TRY(row(id))->episode;
  episode.steps.clear();
  return episode;
}

Result<EpisodeStatus> InMemoryTransaction::status(const std::string& id) {
  return TRY(row(id))->episode.status;
}

Result<std::string> InMemoryTransaction::writer(const std::string& id) {
  return std::string(writer_of(TRY(row(id))->episode));
}

Result<std::optional<Step>> InMemoryTransaction::step(const std::string& id, std::int64_t number) {
  const auto& steps = TRY(row(id))->episode.steps;
  const auto found = std::ranges::find(steps, number, &Step::step_number);
  return found == steps.end() ? std::nullopt : std::optional(*found);
}

Result<std::int64_t> InMemoryTransaction::step_count(const std::string& id) {
  return std::ssize(TRY(row(id))->episode.steps);
}

Result<EpisodePage> InMemoryTransaction::episodes(Order order, std::optional<std::int64_t> from,
                                                  std::size_t limit) {
  std::vector<const InMemoryRow*> rows;
  for (const auto& [id, row] : partition_.rows) rows.push_back(&row);
  std::ranges::sort(rows, {}, &InMemoryRow::position);
  if (order == Order::newest_first) std::ranges::reverse(rows);
  const auto starts_here = [&](const InMemoryRow* row) {
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

Result<EpisodeIds> InMemoryTransaction::episode_ids(std::int64_t from, std::size_t limit) {
  const EpisodePage page = TRY(episodes(Order::oldest_first, from, limit));
  EpisodeIds ids{.ids = {}, .next = page.next};
  for (const auto& episode : page.episodes) ids.ids.push_back(episode.id);
  return ids;
}

Result<EpisodeCounts> InMemoryTransaction::counts(Timestamp now) {
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

Result<PeerRanks> InMemoryTransaction::ranks(const Effort& effort) {
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

Status InMemoryTransaction::insert(const Episode& episode) {
  if (partition_.rows.contains(episode.id)) return episode_exists(episode.id);
  InMemoryRow row{++next_position_, episode};
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

Status InMemoryTransaction::update(const Episode& episode) {
  InMemoryRow* stored = TRY(row(episode.id));
  const std::string_view writer = writer_of(stored->episode);
  if (writer != writer_of(episode)) return writer_stays(episode.id, writer);
  std::vector<Step> steps = std::move(stored->episode.steps);
  stored->episode = episode;
  stored->episode.steps = std::move(steps);
  note(*stored, std::nullopt);
  return Done{};
}

Status InMemoryTransaction::insert_step(const std::string& id, const Step& step) {
  InMemoryRow* const stored = TRY(row(id));
  auto& steps = stored->episode.steps;
  const auto at = std::ranges::lower_bound(steps, step.step_number, {}, &Step::step_number);
  if (at != steps.end() && at->step_number == step.step_number) {
    return step_exists(id, step.step_number);
  }
  steps.insert(at, step);
  note(*stored, step.step_number);
  return Done{};
}

Status InMemoryTransaction::remove(const std::string& id) {
  note(*TRY(row(id)), std::nullopt);
  partition_.rows.erase(id);
  std::erase_if(partition_.recommendations,
                [&](const Recommendation& one) { return one.episode_id == id; });
  std::erase_if(partition_.checkpoints,
                [&](const Checkpoint& one) { return one.episode_id == id; });
  std::erase_if(partition_.relations, [&](const auto& one) {
    return one.second.from_episode_id == id || one.second.to_episode_id == id;
  });
  return Done{};
}

Result<Recommendation> InMemoryTransaction::recommendation(const std::string& id) {
  return *TRY(recommendation_at(id));
}

Status InMemoryTransaction::insert_recommendation(const Recommendation& recommendation) {
  if (recommendation.episode_id) TRY(row(*recommendation.episode_id));
  if (recommendation_at(recommendation.id).ok()) return recommendation_exists(recommendation.id);
  partition_.recommendations.push_back(recommendation);
  partition_.was_used = true;
  note(recommendation);
  auto& all = partition_.recommendations;
  if (std::ranges::count_if(all, is_loose) > limits::loose_recommendations_max) {
    all.erase(std::ranges::find_if(all, is_loose));
  }
  return Done{};
}

Status InMemoryTransaction::set_feedback(const std::string& id, const Feedback& feedback) {
  Recommendation* const changed = TRY(recommendation_at(id));
  changed->feedback = feedback;
  note(*changed);
  return Done{};
}

Status InMemoryTransaction::forget_vectors(const FiledText& text) {
  forgotten_texts_.push_back(text);
  return Done{};
}

Result<std::optional<KeptAnswer>> InMemoryTransaction::kept_answer(const AnswerKey& key,
                                                                   Timestamp now) {
  const auto found = partition_.answers.find(key);
  if (found == partition_.answers.end() || found->second.kept_until <= now) {
    return std::optional<KeptAnswer>();
  }
  return std::optional(found->second);
}

Status InMemoryTransaction::keep_answer(const AnswerKey& key, const KeptAnswer& answer,
                                        Timestamp now) {
  if (TRY(kept_answer(key, now))) return idempotency_key_taken();
  partition_.answers[key] = answer;
  return Done{};
}

Status InMemoryTransaction::amend_answer(const AnswerKey& key, const std::string& answer) {
  const auto found = partition_.answers.find(key);
  if (found != partition_.answers.end()) found->second.answer = answer;
  return Done{};
}

void InMemoryTransaction::note(const InMemoryRow& row, std::optional<std::int64_t> step_number) {
  changes_.push_back({std::string(name_), row.episode.id, row.position, step_number});
}

void InMemoryTransaction::note(const Recommendation& one) {
  const std::int64_t position = one.episode_id ? partition_.rows.at(*one.episode_id).position : 0;
  changes_.push_back({std::string(name_), one.id, position, std::nullopt, true});
}

Result<Recommendation*> InMemoryTransaction::recommendation_at(const std::string& id) {
  const auto found = std::ranges::find(partition_.recommendations, id, &Recommendation::id);
  if (found == partition_.recommendations.end()) return no_such_recommendation(id);
  return &*found;
}

Result<InMemoryRow*> InMemoryTransaction::row(const std::string& id) {
  const auto found = partition_.rows.find(id);
  if (found == partition_.rows.end()) return no_such_episode(id, name_);
  return &found->second;
}

}  // namespace memory_mcp
