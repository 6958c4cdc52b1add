#include "recall/search.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "recall/explain.h"

namespace memory_mcp {
namespace {

constexpr std::size_t steps_looked_at = 400;
constexpr std::size_t episodes_looked_at = 200;
// Of each of those episodes, the steps whose score is worked out.
constexpr std::size_t steps_of_episode_looked_at = 100;

bool is_empty(const RecallFilter& filter) {
  return !filter.domain && !filter.task_type && filter.tags.empty() && !filter.outcome &&
         !filter.since && !filter.until;
}

std::vector<Candidate> step_candidates(const NamespaceIndex& index, const KeywordMatch& words,
                                       const VectorMatch& vector) {
  std::vector<Candidate> candidates;
  std::vector<EpisodeNumber> episodes;
  for (const DocumentId step : words.best_steps(steps_looked_at)) {
    episodes.push_back(index.episode_of_step(step));
    candidates.push_back(
        {.episode = episodes.back(), .step = step, .best_steps = {}, .cosine = {}});
  }
  const auto cosines = vector.cosines(episodes);
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i].cosine = cosines[i];
  return candidates;
}

std::vector<Candidate> episode_candidates(const NamespaceIndex& index, const KeywordMatch& words,
                                          const VectorMatch& vector) {
  std::set<EpisodeNumber> episodes;
  for (const EpisodeNumber episode : words.best_episodes(episodes_looked_at)) {
    episodes.insert(episode);
  }
  for (const DocumentId step : words.best_steps(episodes_looked_at)) {
    episodes.insert(index.episode_of_step(step));
  }
  for (const Neighbour& near : vector.nearest()) episodes.insert(near.id);
  const std::vector<EpisodeNumber> numbers(episodes.begin(), episodes.end());
  const auto cosines = vector.cosines(numbers);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const EpisodeNumber episode = numbers[i];
    Candidate candidate{.episode = episode, .step = {}, .best_steps = {}, .cosine = cosines[i]};
    for (const DocumentId step : words.matching_steps(episode, steps_of_episode_looked_at)) {
      candidate.best_steps.emplace_back(words.step_score(step), step);
    }
    std::ranges::sort(candidate.best_steps, std::ranges::greater{});
    if (candidate.best_steps.size() > weights::best_steps)
      candidate.best_steps.resize(weights::best_steps);
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

std::int64_t duration_of(const EpisodeFacts& facts) {
  return facts.duration_ms.value_or(std::numeric_limits<std::int64_t>::max());
}

// What is asked for in another order is all that belongs to the query, in that order.
void reorder(std::vector<Ranked>& ranking, const NamespaceIndex& index, RecallOrder order) {
  const auto by = [&](auto before) {
    std::ranges::stable_sort(ranking, [&](const Ranked& a, const Ranked& b) {
      return before(index.episode(a.candidate.episode), index.episode(b.candidate.episode));
    });
  };
  using Facts = const EpisodeFacts&;
  switch (order) {
    case RecallOrder::relevance:
      break;
    case RecallOrder::newest:
      by([](Facts a, Facts b) { return a.start_ms > b.start_ms; });
      break;
    case RecallOrder::oldest:
      by([](Facts a, Facts b) { return a.start_ms < b.start_ms; });
      break;
    case RecallOrder::duration:
      by([](Facts a, Facts b) { return duration_of(a) < duration_of(b); });
      break;
    case RecallOrder::success:
      by([](Facts a, Facts b) { return a.reward > b.reward; });
      break;
  }
}

// Behind the last of the page before, wherever that stands by now: what was recorded since then
// makes nothing come twice.
std::size_t begin_of_page(std::span<const Ranked> ranking, const NamespaceIndex& index,
                          const std::optional<RecallPlace>& after) {
  if (!after) return 0;
  const auto last = std::ranges::find_if(ranking, [&](const Ranked& one) {
    const auto step = one.candidate.step;
    return index.episode(one.candidate.episode).id == after->episode_id &&
           (step ? index.step(*step).step_number : 0) == after->step_number;
  });
  if (last != ranking.end()) return static_cast<std::size_t>(last - ranking.begin()) + 1;
  return std::min(after->rank, ranking.size());
}

std::vector<ToolCount> most_common(const std::map<std::uint32_t, std::int64_t>& counts,
                                   const NamespaceIndex& index) {
  constexpr std::size_t told = 5;
  std::vector<ToolCount> tools;
  tools.reserve(counts.size());
  for (const auto& [tool, count] : counts) tools.push_back({index.tools().name(tool), count});
  std::ranges::stable_sort(tools, std::ranges::greater{}, &ToolCount::count);
  if (tools.size() > told) tools.resize(told);
  return tools;
}

}  // namespace

bool accepts(const EpisodeFacts& facts, const RecallFilter& filter) {
  const auto has = [&](const std::string& tag) {
    return std::ranges::find(facts.tags, tag) != facts.tags.end();
  };
  return facts.is_there && (!filter.domain || facts.domain == *filter.domain) &&
         (!filter.task_type || facts.task_type == *filter.task_type) &&
         (!filter.outcome || facts.outcome == filter.outcome) &&
         (!filter.since || facts.start_ms >= filter.since->ms) &&
         (!filter.until || facts.start_ms <= filter.until->ms) &&
         std::ranges::all_of(filter.tags, has);
}

Findings search(const NamespaceIndex& index, const RecallQuery& query,
                const EmbeddedText& query_text, Timestamp now) {
  // Asked of each episode with a word of the query: nothing at all is quicker than yes.
  AcceptsEpisode is_accepted;
  if (!is_empty(query.filter)) {
    is_accepted = [&](EpisodeNumber episode) {
      return accepts(index.episode(episode), query.filter);
    };
  }
  Findings findings{.words = words_of_query(query.text, index.lexicon())};
  const KeywordMatch words(index, findings.words, is_accepted);
  const VectorMatch vector(index, query_text.vector, is_accepted, query_text.unrelated_cosine);
  if (query_text.vector) findings.highest_cosine = vector.highest();
  const Sought sought{.query = query, .index = index, .words = words, .vector = vector, .now = now};
  findings.ranking = rank(sought, query.granularity == Granularity::step
                                      ? step_candidates(index, words, vector)
                                      : episode_candidates(index, words, vector));
  if (findings.ranking.size() > limits::recall_candidates_max) {
    findings.ranking.resize(limits::recall_candidates_max);
  }
  reorder(findings.ranking, index, query.order);
  findings.begin = begin_of_page(findings.ranking, index, query.after);
  findings.end = std::min(findings.begin + query.limit, findings.ranking.size());
  if (!query.wants_explanation) return findings;
  for (std::size_t place = findings.begin; place < findings.end; ++place) {
    findings.explanations.push_back(explain(sought, findings.words, findings.ranking, place));
  }
  return findings;
}

RecallInsights insights_of(const NamespaceIndex& index, std::span<const Ranked> ranking) {
  std::set<EpisodeNumber> episodes;
  for (const Ranked& one : ranking) episodes.insert(one.candidate.episode);
  std::map<std::uint32_t, std::int64_t> used;
  std::map<std::uint32_t, std::int64_t> failed;
  std::int64_t completed = 0;
  std::int64_t succeeded = 0;
  for (const EpisodeNumber number : episodes) {
    const EpisodeFacts& facts = index.episode(number);
    completed += facts.outcome.has_value();
    succeeded += facts.outcome == OutcomeType::success;
    for (const DocumentId document : facts.steps) {
      const StepFacts& step = index.step(document);
      ++used[step.tool];
      if (step.has_failed) ++failed[step.tool];
    }
  }
  RecallInsights insights{.total_episodes = static_cast<std::int64_t>(index.episodes()),
                          .relevant_episodes = std::ssize(episodes),
                          .common_tools = most_common(used, index),
                          .common_failures = most_common(failed, index)};
  if (completed > 0) {
    insights.success_rate = static_cast<double>(succeeded) / static_cast<double>(completed);
  }
  return insights;
}

}  // namespace memory_mcp
