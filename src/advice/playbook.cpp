#include "advice/playbook.h"

#include <algorithm>
#include <set>

#include "recall/lesson.h"

namespace memory_mcp {
namespace {

// A step that half of the past tasks took another way around is no step of a playbook.
constexpr double step_probability_min = 0.5;
constexpr std::size_t otherwise_max = 2;
constexpr std::size_t unsure_about_max = 3;
constexpr std::size_t pitfalls_of_kind_max = 5;
constexpr std::size_t patterns_max = 3;

Result<std::vector<std::string>> done_in(Store& store, const std::string& namespace_name,
                                         const std::string& id) {
  const Episode episode = TRY(store.read(
      namespace_name, [&](Transaction& transaction) { return transaction.episode(id); }));
  std::vector<std::string> tools;
  for (const Step& step : episode.steps) {
    const bool failed = step.result && step.result->type != StepResultType::success;
    if (!failed) tools.push_back(step.tool);
  }
  return tools;
}

std::vector<NextAction> first_of(const std::vector<NextAction>& actions, std::size_t from,
                                 std::size_t count) {
  std::vector<NextAction> some;
  for (std::size_t i = from; i < actions.size() && some.size() < count; ++i) {
    some.push_back(actions[i]);
  }
  return some;
}

// Why the playbook ends before this step, if it does.
std::optional<PlaybookEnd> end_before(const Advice& advice) {
  if (advice.basis.kind != BasisKind::similar || advice.next.empty()) return PlaybookEnd::unsure;
  if (advice.next.front().probability < step_probability_min) return PlaybookEnd::unsure;
  if (advice.next.front().tool == end_of_task) return PlaybookEnd::task_is_done;
  return std::nullopt;
}

// The episodes of the basis that are still there, with their steps.
Result<std::vector<Episode>> read_basis(Store& store, const std::string& namespace_name,
                                        const Basis& basis) {
  using Episodes = std::vector<Episode>;
  return store.read(namespace_name, [&](Transaction& transaction) -> Result<Episodes> {
    Episodes episodes;
    for (const std::string& id : basis.episode_ids) {
      auto episode = transaction.episode(id);
      if (episode.ok()) episodes.push_back(*std::move(episode));
    }
    return episodes;
  });
}

std::optional<StepExample> example_of(const std::string& tool, const std::vector<Episode>& past) {
  for (const Episode& episode : past) {
    if (!episode.outcome || episode.outcome->type != OutcomeType::success) continue;
    for (const Step& step : episode.steps) {
      const bool failed = step.result && step.result->type != StepResultType::success;
      if (step.tool != tool || failed) continue;
      return StepExample{episode.id, step.step_number, step.action};
    }
  }
  return std::nullopt;
}

bool names(const Playbook& playbook, const std::string& pattern_id) {
  return std::ranges::any_of(
      playbook.pitfalls, [&](const Pitfall& pitfall) { return pitfall.pattern_id == pattern_id; });
}

Status add_known_errors(Advisor& advisor, const std::string& namespace_name,
                        const Question& question, Playbook& playbook) {
  std::set<std::string> tools;
  for (const PlaybookStep& step : playbook.steps) tools.insert(step.action.tool);
  std::size_t told = 0;
  for (const std::string& tool : tools) {
    const FoundPatterns found =
        TRY(advisor.patterns(namespace_name, {.domain = question.domain,
                                              .task_type = question.task_type,
                                              .kind = PatternKind::error_recovery,
                                              .tools = {tool}}));
    for (const Pattern& pattern : found.patterns) {
      // The tool that failed stands first; the others are the way out.
      if (pattern.tools.empty() || pattern.tools.front() != tool) continue;
      if (names(playbook, pattern.name.to_id())) continue;
      if (told++ == pitfalls_of_kind_max) return Done{};
      playbook.pitfalls.push_back({.kind = PitfallKind::known_error,
                                   .description = pattern.description,
                                   .pattern_id = pattern.name.to_id()});
    }
  }
  return Done{};
}

void add_past_failures(const std::vector<Episode>& past, Playbook& playbook) {
  for (const Episode& episode : past) {
    if (!episode.outcome || episode.outcome->type == OutcomeType::success) continue;
    const auto lesson = lesson_of(episode);
    const bool is_told = std::ranges::any_of(
        playbook.pitfalls, [&](const Pitfall& pitfall) { return pitfall.description == lesson; });
    if (lesson && !is_told) {
      playbook.pitfalls.push_back({.kind = PitfallKind::past_failure,
                                   .description = *lesson,
                                   .pattern_id = {},
                                   .episode_id = episode.id});
    }
  }
}

}  // namespace

Result<Playbook> make_playbook(Advisor& advisor, Store& store, const std::string& namespace_name,
                               Question question, std::size_t steps_max, const Patience& patience) {
  if (!question.last_tools) {
    question.last_tools.emplace();
    if (question.episode_id) {
      question.last_tools = TRY(done_in(store, namespace_name, *question.episode_id));
    }
  }
  question.patterns_max = patterns_max;
  Advice advice = TRY(advisor.advise(namespace_name, question, patience));
  Playbook playbook{.basis = advice.basis};
  if (advice.basis.kind != BasisKind::similar) return playbook;
  playbook.patterns = advice.patterns.follow;
  for (const FittingPattern& one : advice.patterns.avoid) {
    playbook.pitfalls.push_back({.kind = PitfallKind::way_to_avoid,
                                 .description = one.pattern.description,
                                 .pattern_id = one.pattern.name.to_id()});
  }
  const std::vector<Episode> past = TRY(read_basis(store, namespace_name, advice.basis));
  playbook.similar_succeeded =
      static_cast<std::size_t>(std::ranges::count_if(past, [](const Episode& one) {
        return one.outcome && one.outcome->type == OutcomeType::success;
      }));
  question.patterns_max = 0;
  playbook.ends = PlaybookEnd::as_long_as_asked;
  while (playbook.steps.size() < steps_max) {
    if (const auto end = end_before(advice)) {
      playbook.ends = *end;
      if (*end == PlaybookEnd::unsure) {
        playbook.unsure_about = first_of(advice.next, 0, unsure_about_max);
      }
      break;
    }
    const NextAction& next = advice.next.front();
    playbook.steps.push_back({.action = next,
                              .otherwise = first_of(advice.next, 1, otherwise_max),
                              .example = example_of(next.tool, past)});
    question.last_tools->push_back(next.tool);
    advice = TRY(advisor.advise(namespace_name, question, patience));
  }
  TRY(add_known_errors(advisor, namespace_name, question, playbook));
  add_past_failures(past, playbook);
  return playbook;
}

std::vector<Recommendation> recommendations_of(const Playbook& playbook) {
  std::vector<std::string> tools;
  for (const PlaybookStep& step : playbook.steps) {
    if (std::ranges::find(tools, step.action.tool) == tools.end()) {
      tools.push_back(step.action.tool);
    }
  }
  std::vector<Recommendation> all(playbook.steps.size(), Recommendation{.tools = tools});
  if (all.empty()) return all;
  Advice advised;
  advised.patterns.follow = playbook.patterns;
  all.front().patterns = recommendation_of(advised).patterns;
  return all;
}

}  // namespace memory_mcp
