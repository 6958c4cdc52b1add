#include "advice/advisor.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "learn/forecast.h"
#include "learn/lesson.h"

namespace memory_mcp {
namespace {

// Of the past: twenty to forty do equally well, more are slower and no better.
constexpr std::size_t alike_max = 40;
// Of one answer.
constexpr std::size_t next_max = 5;
// An agent that chooses by itself chooses better the more it knows to be wrong.
constexpr std::size_t avoided_max = 32;
constexpr std::size_t sources_max = 5;
constexpr std::size_t fed_max = 5;
// An agent is right about half of the time without advice: only what is surer helps it.
constexpr double worth_saying = 0.6;
// Below this a task is of another kind than all that is known: its cosine with the nearest, and how
// much that stands out of the others.
constexpr double standing_min = 0.28;
// What one question may spend on episodes that were completed since the last one.
constexpr std::size_t taught_at_once = 16;

// Past episodes that are complete and older than `before`, nearest first.
std::vector<Alike> past_alike(const History& history, const std::vector<NearEpisode>& near,
                              const PastEpisode* before) {
  std::vector<Alike> alike;
  for (const auto& [id, cosine] : near) {
    const PastEpisode* const past = history.find(id);
    if (past == nullptr || past == before || !past->is_completed()) continue;
    if (before != nullptr && past->end_time.ms > before->end_time.ms) continue;
    if (alike.size() < alike_max) alike.push_back({past, cosine});
  }
  return alike;
}

// The steps that did not fail are the path, and the others misses.
void take_steps(const PastEpisode& episode, Situation& situation) {
  for (const PastStep& step : episode.steps) {
    if (step.failed()) {
      situation.misses.push_back({situation.path.size(), step.tool});
    } else {
      situation.path.push_back(step.tool);
    }
  }
}

// The steps that are no part of a path that is known. None when the path is not among them: then
// they say nothing.
std::vector<Miss> misses_beside(std::span<const NameId> path, const PastEpisode& episode) {
  std::vector<Miss> misses;
  std::size_t done = 0;
  for (const PastStep& step : episode.steps) {
    if (done < path.size() && path[done] == step.tool) {
      ++done;
    } else {
      misses.push_back({done, step.tool});
    }
  }
  return done == path.size() ? misses : std::vector<Miss>();
}

ReflectionFacts facts_of(const PastEpisode& own, const PeerHabits& others, const Names& names) {
  const auto [successes, median] = others.steps_of_successes(own.domain, own.task_type);
  ReflectionFacts facts{.similar_successes = successes, .median_steps = median};
  if (!others.knows(own.domain)) return facts;
  std::set<NameId> tools;
  for (const PastStep& step : own.steps) tools.insert(step.tool);
  for (const NameId tool : tools) {
    if (others.uses(own.domain, tool) == 0) facts.first_used.push_back(names.text(tool));
  }
  return facts;
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

double value_of(double probability) {
  const double room = probability >= worth_saying ? 1 - worth_saying : worth_saying;
  return (probability - worth_saying) / room;
}

class Consultation {
 public:
  Consultation(const History& history, const Question& question, const NearEpisodes& near)
      : history_(history), tools_(history.tools().size()), standing_out_(near.standing_out) {
    const PastEpisode* const own =
        question.episode_id ? history.find(*question.episode_id) : nullptr;
    if (question.task_description) {
      situation_.text = known_task_words(*question.task_description, history.words());
    } else if (own != nullptr) {
      situation_.text = own->task_words;
    }
    situation_.alike = past_alike(history, near.episodes, nullptr);
    if (question.last_tools) {
      take_path(*question.last_tools);
      if (own != nullptr) situation_.misses = misses_beside(situation_.path, *own);
    } else if (own != nullptr) {
      take_steps(*own, situation_);
    }
  }

  Advice advise() {
    Advice advice;
    const Forecast foretold = forecast(history_, situation_);
    advice.basis = basis(foretold);
    std::vector<std::size_t> order(tools_ + 1);
    for (std::size_t i = 0; i <= tools_; ++i) order[i] = i;
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t i) { return foretold.probability[i]; });
    if (history_.completed() == 0) return advice;
    for (const std::size_t one : order) {
      if (advice.next.size() == next_max) break;
      advice.next.push_back(action(one, foretold));
    }
    if (foretold.reach == Reach::none) return advice;
    for (const std::size_t tool : avoided(foretold)) advice.avoid.push_back(action(tool, foretold));
    return advice;
  }

 private:
  // A tool that nobody ever used says nothing about what follows it.
  void take_path(const std::vector<std::string>& tools) {
    for (const std::string& tool : tools) {
      const NameId number = history_.tools().find(tool);
      if (number != no_name) situation_.path.push_back(number);
    }
  }

  // Less probable than by chance; those that are used most otherwise, as they tempt most.
  std::vector<std::size_t> avoided(const Forecast& foretold) const {
    const double chance = 1.0 / static_cast<double>(tools_ + 1);
    std::vector<std::size_t> found;
    for (std::size_t tool = 0; tool < tools_; ++tool) {
      if (foretold.probability[tool] < chance) found.push_back(tool);
    }
    const Distribution usual = history_.next_tools().anywhere(tools_);
    std::ranges::stable_sort(found, std::ranges::greater{},
                             [&](std::size_t tool) { return usual[tool]; });
    found.resize(std::min(found.size(), avoided_max));
    return found;
  }

  NextAction action(std::size_t tool, const Forecast& foretold) const {
    const double probability = foretold.probability[tool];
    return {.tool = tool == tools_ ? end_of_task : history_.tools().text(static_cast<NameId>(tool)),
            .probability = probability,
            .value = value_of(probability),
            .support = foretold.support};
  }

  Basis basis(const Forecast& foretold) const {
    Basis basis{.kind = BasisKind::none, .support = foretold.support};
    if (situation_.alike.empty()) return basis;
    basis.similarity = situation_.alike.front().cosine;
    if (situation_.path.empty() && basis.similarity + standing_out_ < standing_min) return basis;
    basis.kind = foretold.reach == Reach::none ? BasisKind::general : BasisKind::similar;
    for (const Alike& one : situation_.alike) {
      if (basis.episode_ids.size() == sources_max) break;
      basis.episode_ids.push_back(one.episode->id);
    }
    return basis;
  }

  const History& history_;
  const std::size_t tools_;
  const double standing_out_;
  Situation situation_;
};

}  // namespace

Result<Advice> Advisor::advise(const std::string& namespace_name, const Question& question,
                               const Patience& patience) {
  TRY(recall_.catch_up());
  TRY(learn(namespace_name));
  const NearEpisodes near = TRY(alike(namespace_name, question, patience));
  Advice advice = histories_.read(namespace_name, [&](const History& history) {
    return Consultation(history, question, near).advise();
  });
  if (question.episode_id) {
    std::vector<std::string> tools;
    for (const NextAction& one : advice.next) {
      if (one.value > 0) tools.push_back(one.tool);
    }
    histories_.note_advice(namespace_name, *question.episode_id, tools);
  }
  return advice;
}

Result<NearEpisodes> Advisor::alike(const std::string& namespace_name, const Question& question,
                                    const Patience& patience) {
  std::optional<History::Row> row;
  if (question.episode_id) {
    row = histories_.read(namespace_name, [&](const History& history) {
      const PastEpisode* const own = history.find(*question.episode_id);
      return own == nullptr ? std::nullopt : std::optional(own->row);
    });
    if (!row) return not_found("there is no episode " + *question.episode_id);
  }
  if (!question.task_description) return recall_.nearest_to(namespace_name, row.value());
  auto near = recall_.nearest(namespace_name, *question.task_description, patience);
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
    return facts_of(*own, history.habits().beside(*own), history.tools());
  });
}

Result<FedPatterns> Advisor::fed_by(const std::string& namespace_name, const std::string& id) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<FedPatterns> {
    FedPatterns fed;
    const PastEpisode* const own = history.find(id);
    if (own == nullptr) return fed;
    for (Pattern& pattern : history.patterns().fed_by(own->row, history)) {
      auto& list = pattern.occurrences == 1                     ? fed.begun
                   : own->success >= pattern.rates.success_rate ? fed.strengthened
                                                                : fed.weakened;
      if (list.size() < fed_max) list.push_back(std::move(pattern));
    }
    return fed;
  });
}

Result<FoundPatterns> Advisor::patterns(const std::string& namespace_name,
                                        const PatternQuery& query) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<FoundPatterns> {
    FoundPatterns found{.patterns = history.patterns().find(query, history),
                        .episode_ids = {},
                        .base_rate = share_done(history, query)};
    for (const Pattern& pattern : found.patterns) {
      for (const PatternEvidence& evidence : pattern.evidence) {
        const PastEpisode* const episode = history.find(evidence.row);
        if (episode != nullptr) found.episode_ids.try_emplace(evidence.row, episode->id);
      }
    }
    return found;
  });
}

Result<EpisodeSeries> Advisor::series(const std::string& namespace_name,
                                      const Measurement& measurement, const PastFilter& filter) {
  TRY(recall_.catch_up());
  return histories_.read(namespace_name, [&](const History& history) -> Result<EpisodeSeries> {
    return series_of(history, measurement, filter);
  });
}

// Who completes an episode does not wait for this; who asks next does.
Status Advisor::learn(const std::string& namespace_name) {
  const auto rows = histories_.read(namespace_name, [](const History& history) {
    std::vector<History::Row> untaught;
    for (const PastEpisode* one : history.untaught()) untaught.push_back(one->row);
    return untaught;
  });
  for (std::size_t i = 0; i < std::min(rows.size(), taught_at_once); ++i) {
    const auto near = TRY(recall_.nearest_to(namespace_name, rows[i]));
    histories_.teach(
        namespace_name, rows[i], [&](const History& history, const PastEpisode& episode) {
          return lesson_of(history, episode, past_alike(history, near.episodes, &episode));
        });
  }
  return Done{};
}

}  // namespace memory_mcp
