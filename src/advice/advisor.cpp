#include "advice/advisor.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include "advice/consultation.h"
#include "base/log.h"
#include "learn/lesson.h"
#include "learn/sentence.h"

namespace memory_mcp {
namespace {

constexpr std::size_t fed_max = 5;

// What one question may spend on episodes that were completed since the last one: each costs a
// search, and searches grow with the store.
std::size_t taught_at_once(std::size_t episodes) {
  constexpr std::size_t most = 16;
  constexpr std::size_t small_store = 10'000;
  return std::max<std::size_t>(1, most * small_store / std::max(episodes, small_store));
}

// Whether something of the task is done: then it does not matter any more whether its kind is
// known.
bool is_under_way(const PastEpisode& episode, const Question& question) {
  if (question.last_tools) return !question.last_tools->empty();
  if (question.step_to_come && !question.step_to_come->failed) return true;
  return !std::ranges::all_of(episode.steps, &PastStep::failed);
}

// What was recommended in an episode.
ShownAdvice shown_in(const PastEpisode& own, const History& history) {
  ShownAdvice advice;
  for (const auto& [name, path, was_followed] : history.advice().shown(own.row)) {
    advice.patterns.push_back({name.kind, texts_of(path, history.tools()), was_followed});
  }
  for (const PastStep& step : own.steps) {
    if (!step.had_advice) continue;
    (step.was_advised ? advice.followed_steps : advice.different_steps).push_back(step.step_number);
  }
  return advice;
}

ReflectionFacts facts_of(const PastEpisode& own, const History& history) {
  const PeerHabits others = history.habits().beside(own);
  const auto [successes, median] = others.steps_of_successes(own.domain, own.task_type);
  ReflectionFacts facts{.similar_successes = successes,
                        .median_steps = median,
                        .first_used = {},
                        .advice = shown_in(own, history)};
  if (!others.knows(own.domain)) return facts;
  std::set<NameId> tools;
  for (const PastStep& step : own.steps) tools.insert(step.tool);
  for (const NameId tool : tools) {
    if (others.uses(own.domain, tool) == 0) facts.first_used.push_back(history.tools().text(tool));
  }
  return facts;
}

void add_evidence(const Pattern& pattern, const History& history,
                  std::map<std::int64_t, std::string>& episode_ids) {
  for (const PatternEvidence& evidence : pattern.evidence) {
    const PastEpisode* const episode = history.find(evidence.row);
    if (episode != nullptr) episode_ids.try_emplace(evidence.row, episode->id);
  }
}

double share_done(const History& history, const PatternQuery& query) {
  double sum = 0;
  std::size_t count = 0;
  for (const auto& [row, episode] : history.episodes()) {
    const bool fits = episode.is_completed() &&
                      (!query.domain || *query.domain == episode.domain) &&
                      (!query.task_type || *query.task_type == episode.task_type);
    if (!fits) continue;
    sum += episode.success;
    ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace

Result<Advice> Advisor::advise(const std::string& namespace_name, const Question& question,
                               const Patience& patience) {
  TRY(recall_.catch_up());
  TRY(learn(namespace_name));
  const NearEpisodes near = TRY(alike(namespace_name, question, patience));
  return histories_.read(namespace_name, [&](const History& history) -> Result<Advice> {
    return Consultation(history, question, near).advise();
  });
}

Result<NearEpisodes> Advisor::alike(const std::string& namespace_name, const Question& question,
                                    const Patience& patience) {
  struct Own {
    History::Row row = 0;
    bool is_under_way = false;
  };
  std::optional<Own> own;
  if (question.episode_id) {
    own = histories_.read(namespace_name, [&](const History& history) -> std::optional<Own> {
      const PastEpisode* const episode = history.find(*question.episode_id);
      if (episode == nullptr) return std::nullopt;
      return Own{.row = episode->row, .is_under_way = is_under_way(*episode, question)};
    });
    if (!own) {
      return Error{Fault::not_found, "there is no episode " + *question.episode_id, "episode_id"};
    }
  }
  if (question.task_description) {
    return near_text(namespace_name, *question.task_description, patience);
  }
  const auto& [row, is_under_way] = own.value();
  if (!is_under_way) return recall_.nearest_to(namespace_name, row);
  return NearEpisodes{.episodes = TRY(recall_.others_like(namespace_name, row))};
}

// Without vectors there is still what is known of all tasks.
Result<NearEpisodes> Advisor::near_text(const std::string& namespace_name, const std::string& text,
                                        const Patience& patience) {
  auto near = recall_.nearest(namespace_name, text, patience);
  if (near.ok() || near.error().fault == Fault::cancelled) return near;
  log_warning("advice_without_vectors", {{"why", near.error().message}});
  return NearEpisodes{};
}

Result<ReflectionFacts> Advisor::facts_besides(const std::string& namespace_name,
                                               const std::string& id) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<ReflectionFacts> {
    const PastEpisode* const own = history.find(id);
    if (own == nullptr) return ReflectionFacts{};
    return facts_of(*own, history);
  });
}

Result<FedPatterns> Advisor::fed_by(const std::string& namespace_name, const std::string& id) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<FedPatterns> {
    const PastEpisode* const own = history.find(id);
    if (own == nullptr) return FedPatterns{};
    return history.patterns().fed_by(own->row, history, fed_max);
  });
}

Result<FoundPatterns> Advisor::patterns(const std::string& namespace_name,
                                        const PatternQuery& query) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<FoundPatterns> {
    FoundPatterns found{.patterns = history.patterns().find(query, history),
                        .uses = {},
                        .episode_ids = {},
                        .base_rate = share_done(history, query)};
    for (const Pattern& pattern : found.patterns) {
      found.uses.push_back(history.advice().of(pattern.name));
      add_evidence(pattern, history, found.episode_ids);
    }
    return found;
  });
}

Result<FoundPattern> Advisor::pattern(const std::string& namespace_name, const std::string& id,
                                      std::size_t evidence_max) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<FoundPattern> {
    auto pattern = history.patterns().find(id, history, evidence_max);
    if (!pattern) {
      return Error{Fault::not_found,
                   "there is no pattern " + id + " in namespace \"" + namespace_name +
                       "\"; ids are those that search_patterns and analyze_patterns tell, and a "
                       "pattern goes with its last episode",
                   "pattern_id"};
    }
    FoundPattern found{.pattern = *std::move(pattern), .use = {}, .episode_ids = {}};
    found.use = history.advice().of(found.pattern.name);
    add_evidence(found.pattern, history, found.episode_ids);
    return found;
  });
}

Result<std::map<std::string, std::size_t>> Advisor::completed(const std::string& namespace_name,
                                                              std::optional<TaskType> task_type) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) {
    std::map<std::string, std::size_t> count;
    for (const auto& [row, episode] : history.episodes()) {
      if (!episode.is_completed() || (task_type && episode.task_type != *task_type)) continue;
      ++count[episode.domain];
    }
    return Result(std::move(count));
  });
}

Result<PatternFinds> Advisor::search(const std::string& namespace_name, const PatternSearch& search,
                                     const Patience& patience) {
  TRY(recall_.catch_up());
  const NearEpisodes near = TRY(near_text(namespace_name, search.query, patience));
  return histories_.read(namespace_name, [&](const History& history) -> Result<PatternFinds> {
    const auto alike = like_episodes(near, past_alike(history, near.episodes, nullptr));
    return search_patterns(history,
                           {.text = search.query,
                            .alike = alike,
                            .domain = search.domain,
                            .task_type = std::nullopt,
                            .tags = search.tags,
                            .kind = search.kind,
                            .only_domain = search.only_domain},
                           search.score_min, search.limit);
  });
}

Result<EpisodeSeries> Advisor::series(const std::string& namespace_name,
                                      const Measurement& measurement, const PastFilter& filter) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<EpisodeSeries> {
    return series_of(history, measurement, filter);
  });
}

Result<std::vector<CurvePoint>> Advisor::learning_curve(const std::string& namespace_name,
                                                        const PastFilter& filter,
                                                        std::size_t points_max) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name,
                         [&](const History& history) -> Result<std::vector<CurvePoint>> {
                           return learning_curve_of(history, filter, points_max);
                         });
}

Result<PastListing> Advisor::listing(const std::string& namespace_name, const ListingFilter& filter,
                                     std::optional<HistoryRow> from, std::size_t limit) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<PastListing> {
    return list_past(history, filter, from, limit);
  });
}

LearningReport Advisor::report() {
  LearningReport report;
  for (const std::string& name : histories_.namespaces()) {
    histories_.read(name, [&](const History& history) {
      report.completed += history.completed();
      report.untaught += history.untaught().size();
      report.patterns += history.patterns().size();
      return true;
    });
  }
  return report;
}

void Advisor::warm_up() {
  if (teacher_.joinable()) return;
  teacher_ = std::jthread([this](const std::stop_token& stop) {
    constexpr std::chrono::milliseconds pause{100};
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!recall_.is_ready()) {
      stopped.wait_for(lock, stop, pause, [] { return false; });
      if (stop.stop_requested()) return;
    }
    for (const std::string& name : histories_.namespaces()) {
      Result<std::size_t> taught = std::size_t{1};
      while (taught.ok() && *taught > 0 && !stop.stop_requested()) taught = learn(name);
      if (!taught.ok()) log_warning("not_learnt", {{"why", taught.error().message}});
    }
  });
}

// Who completes an episode does not wait for this; who asks next does.
Result<std::size_t> Advisor::learn(const std::string& namespace_name) {
  std::size_t at_once = 0;
  const auto rows = histories_.read(namespace_name, [&](const History& history) {
    at_once = taught_at_once(history.completed());
    std::vector<History::Row> untaught;
    for (const PastEpisode* one : history.untaught()) untaught.push_back(one->row);
    return untaught;
  });
  const std::size_t count = std::min(rows.size(), at_once);
  for (std::size_t i = 0; i < count; ++i) {
    const auto near = TRY(recall_.others_like(namespace_name, rows[i]));
    histories_.teach(namespace_name, rows[i],
                     [&](const History& history, const PastEpisode& episode) {
                       return lesson_of(history, episode, past_alike(history, near, &episode));
                     });
  }
  return count;
}

}  // namespace memory_mcp
