#include "advice/consultation.h"

#include <algorithm>
#include <map>

#include "learn/agreed_forecast.h"

namespace memory_mcp {
namespace {

// Of the past: twenty to forty do equally well, more are slower and no better.
constexpr std::size_t alike_max = 40;
// Of one answer.
constexpr std::size_t next_max = 5;
// An agent that chooses by itself chooses better the more it knows to be wrong.
constexpr std::size_t avoided_max = 32;
constexpr std::size_t sources_max = 5;
// An agent is right about half of the time without advice: only what is surer helps it.
constexpr double worth_saying = 0.6;
// Below this a task is of another kind than all that is known: its cosine with the nearest, and a
// little of how much that stands out of the others. With this weight one bound serves three and
// twenty-five episodes of a kind (docs/learning.md).
constexpr double known_min = 0.44;
constexpr double standing_out_weight = 0.3;

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

double value_of(double probability) {
  const double room = probability >= worth_saying ? 1 - worth_saying : worth_saying;
  return (probability - worth_saying) / room;
}

// Every tenth question, always the same ones: what is known of a pattern must come from somewhere.
bool is_for_exploring(const Question& question, const History& history) {
  constexpr std::uint64_t one_in = 10;
  const std::uint64_t number =
      part_of_key(question.task_description.value_or(question.episode_id.value_or("")));
  return (number + history.completed()) % one_in == 0;
}

}  // namespace

std::vector<Alike> past_alike(const History& history, const std::vector<NearEpisode>& near,
                              const PastEpisode* before) {
  std::vector<Alike> alike;
  // Nobody fills the list with what they recorded a hundred times.
  const std::size_t of_one_max = history.is_shared() ? alike_max / 2 : alike_max;
  std::map<NameId, std::size_t> of_writer;
  for (const auto& [id, cosine] : near) {
    const PastEpisode* const past = history.find(id);
    if (past == nullptr || past == before || !past->is_completed() || past->steps.empty()) continue;
    if (before != nullptr && past->end_time.ms > before->end_time.ms) continue;
    if (alike.size() == alike_max) break;
    if (++of_writer[past->writer] <= of_one_max) alike.push_back({past, cosine});
  }
  return alike;
}

bool is_known_kind(const NearEpisodes& near, std::span<const Alike> alike) {
  if (alike.empty()) return false;
  return alike.front().cosine + standing_out_weight * near.standing_out >= known_min;
}

std::vector<LikeEpisode> like_episodes(const NearEpisodes& near, std::span<const Alike> alike) {
  // Quite as like as an episode can be told to be.
  constexpr double cosine_alike = 0.56;
  std::vector<LikeEpisode> like;
  if (!is_known_kind(near, alike)) return like;
  for (const auto& [episode, cosine] : alike) {
    if (cosine <= 0) continue;
    like.push_back({.row = episode->row, .likeness = std::min(1.0, cosine / cosine_alike)});
  }
  return like;
}

Consultation::Consultation(const History& history, const Question& question,
                           const NearEpisodes& near)
    : history_(history),
      question_(question),
      near_(near),
      tools_(history.tools().size()),
      own_(question.episode_id ? history.find(*question.episode_id) : nullptr) {
  if (question.task_description) {
    situation_.text = known_task_words(*question.task_description, history.words());
  } else if (own_ != nullptr) {
    situation_.text = own_->task_words;
  }
  situation_.asker = history.writers().find(question.asker);
  situation_.alike = past_alike(history, near.episodes, nullptr);
  if (question.last_tools) {
    take_path(*question.last_tools);
    if (own_ != nullptr) situation_.misses = misses_beside(situation_.path, *own_);
  } else if (own_ != nullptr) {
    take_own_steps();
  }
}

// The steps that did not fail are the path, and the others misses.
void Consultation::take_own_steps() {
  const auto take = [&](NameId tool, bool failed) {
    if (failed) {
      situation_.misses.push_back({situation_.path.size(), tool});
    } else {
      situation_.path.push_back(tool);
    }
  };
  for (const PastStep& step : own_->steps) take(step.tool, step.failed());
  if (!question_.step_to_come) return;
  const auto& [number, tool, failed] = *question_.step_to_come;
  const bool is_there =
      std::ranges::find(own_->steps, number, &PastStep::step_number) != own_->steps.end();
  const NameId name = history_.tools().find(tool);
  if (!is_there && name != no_name) take(name, failed);
}

// A tool that nobody ever used says nothing about what follows it.
void Consultation::take_path(const std::vector<std::string>& tools) {
  for (const std::string& tool : tools) {
    const NameId number = history_.tools().find(tool);
    if (number != no_name) situation_.path.push_back(number);
  }
}

Advice Consultation::advise() const {
  Advice advice;
  Situation agreed = situation_;
  const Forecast foretold = agreed_forecast(history_, agreed);
  advice.basis = basis(foretold, agreed.alike);
  if (question_.patterns_max > 0) advice.patterns = patterns();
  std::vector<std::size_t> order(tools_ + 1);
  for (std::size_t i = 0; i <= tools_; ++i) order[i] = i;
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return foretold.probability[i]; });
  if (history_.completed() == 0) return advice;
  for (const std::size_t one : order) {
    if (advice.next.size() == next_max) break;
    advice.next.push_back(action(one, foretold));
  }
  if (advice.basis.kind == BasisKind::none) {
    // What is usual in other tasks is no evidence for anything here. What it never is stands: an
    // agent that has to guess does so better without.
    for (NextAction& one : advice.next) one.value = 0;
  }
  if (foretold.reach == Reach::none) return advice;
  for (const std::size_t tool : avoided(foretold)) advice.avoid.push_back(action(tool, foretold));
  return advice;
}

// Less probable than by chance; those that are used most otherwise, as they tempt most.
std::vector<std::size_t> Consultation::avoided(const Forecast& foretold) const {
  const double chance = 1.0 / static_cast<double>(tools_ + 1);
  std::vector<std::size_t> found;
  for (std::size_t tool = 0; tool < tools_; ++tool) {
    if (foretold.probability[tool] < chance) found.push_back(tool);
  }
  const Distribution usual = history_.next_tools().anywhere(tools_, situation_.asker);
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [&](std::size_t tool) { return usual[tool]; });
  found.resize(std::min(found.size(), avoided_max));
  return found;
}

NextAction Consultation::action(std::size_t tool, const Forecast& foretold) const {
  const double probability = foretold.probability[tool];
  return {.tool = tool == tools_ ? std::string(end_of_task)
                                 : history_.tools().text(static_cast<NameId>(tool)),
          .probability = probability,
          .value = value_of(probability),
          .support = foretold.support};
}

Basis Consultation::basis(const Forecast& foretold, const std::vector<Alike>& alike) const {
  Basis basis{.kind = BasisKind::none, .support = foretold.support};
  if (alike.empty()) return basis;
  basis.similarity = alike.front().cosine;
  if (situation_.path.empty() && !is_known_kind(near_, alike)) return basis;
  basis.kind = foretold.reach == Reach::none ? BasisKind::general : BasisKind::similar;
  for (const Alike& one : alike) {
    if (basis.episode_ids.size() == sources_max) break;
    basis.episode_ids.push_back(one.episode->id);
  }
  if (foretold.support > 0) basis.success_rate = foretold.success / foretold.support;
  return basis;
}

// What was done last, or that nothing was.
DecisionState Consultation::state() const {
  if (own_ != nullptr && !own_->steps.empty()) return state_after(own_->steps.back());
  if (situation_.path.empty()) return {};
  return {.tool = situation_.path.back(), .result = StepResultType::success};
}

RecommendedPatterns Consultation::patterns() const {
  const std::vector<LikeEpisode> alike = like_episodes(near_, situation_.alike);
  std::vector<std::string> done;
  for (const NameId tool : situation_.path) done.push_back(history_.tools().text(tool));
  const PatternQuestion task{.text = {},
                             .alike = alike,
                             .domain = question_.domain,
                             .task_type = question_.task_type,
                             .tags = question_.tags,
                             .state = state(),
                             .kind = std::nullopt};
  return patterns_for_task(history_, task, done, question_.patterns_max,
                           is_for_exploring(question_, history_));
}

}  // namespace memory_mcp
