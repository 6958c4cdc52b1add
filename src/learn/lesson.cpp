#include "learn/lesson.h"

#include <algorithm>
#include <cmath>

#include "learn/plan_evidence.h"

namespace memory_mcp {
namespace {

// A tool that the past does not speak for is right so often, of what a skilled agent chooses.
constexpr double unforeseen_part = 0.6;
constexpr double surest = 0.98;
// A single forecast is held to have been no worse than this, or one surprise would decide.
constexpr double probability_min = 1e-4;

class Teacher {
 public:
  Teacher(const History& history, const PastEpisode& episode, std::span<const Alike> alike)
      : history_(history),
        episode_(episode),
        situation_{.text = episode.task_words,
                   .alike = {alike.begin(), alike.end()},
                   .path = {},
                   .misses = {},
                   .asker = episode.writer} {}

  // One walk along the steps: what is foretold changes only where a step brings the task forward.
  Lesson teach() && {
    Forecast foretold = forecast(history_, situation_);
    for (std::size_t i = 0; i < episode_.steps.size(); ++i) {
      const NameId tool = episode_.steps[i].tool;
      if (!judge(i, foretold)) continue;
      measure(foretold, tool);
      situation_.path.push_back(tool);
      foretold = forecast(history_, situation_);
    }
    if (shows_its_end(episode_)) measure(foretold, history_.tools().size());
    return std::move(lesson_);
  }

 private:
  // Whether the step brought the task forward.
  bool judge(std::size_t at, const Forecast& foretold) {
    const PastStep& step = episode_.steps[at];
    const bool ends_success = at + 1 == episode_.steps.size() && is_done(episode_);
    const double probability = probability_of_advance(at, foretold);
    Calibration& measured = lesson_.measured;
    if (ends_success && step.result) {  // The one result that is known to be a success.
      measured.labels += 1;
      measured.wrong_labels += step.failed() ? 1 : 0;
    }
    if (!step.was_advised) {
      measured.choices += 1;
      measured.right_choices += probability;
    }
    const bool advanced = probability > 0.5 || ends_success;
    lesson_.advanced.push_back(advanced);
    return advanced;
  }

  // By Bayes: what the past says of the tool here, what the outcome and the result say of the step.
  double probability_of_advance(std::size_t at, const Forecast& foretold) const {
    const PastStep& step = episode_.steps[at];
    const Calibration& known = history_.calibration();
    const double foreseen = foretold.of[static_cast<std::size_t>(Expert::plan)][step.tool];
    double yes =
        step.was_advised
            ? foreseen
            : std::min(surest, foreseen + (1 - foreseen) * unforeseen_part * known.skill());
    double no = 1 - yes;
    if (at + 1 == episode_.steps.size()) {
      yes *= is_done(episode_) ? outcome_sure : 1 - outcome_sure;
      no *= is_done(episode_) ? 1 - outcome_sure : outcome_sure;
    }
    if (step.result) {
      const double noise = known.label_noise();
      yes *= step.succeeded() ? 1 - noise : noise;
      no *= step.succeeded() ? noise : 1 - noise;
    }
    return yes / (yes + no);
  }

  // What the forecast was worth, now that it is known what came.
  void measure(const Forecast& foretold, std::size_t came) {
    Calibration& measured = lesson_.measured;
    const auto reach = static_cast<std::size_t>(foretold.reach);
    measured.forecasts[reach] += 1;
    for (std::size_t expert = 0; expert < expert_count; ++expert) {
      measured.loss[reach][expert] -=
          std::log(std::max(foretold.of[expert][came], probability_min));
    }
    for (std::size_t i = 0; i < foretold.cues.size(); ++i) {
      measured.cue_expected[foretold.cues[i]] += foretold.local_without_cues[i];
    }
    measured.cue_came[foretold.cues[came]] += 1;
    for (const auto& [cosine, next] : foretold.named) {
      const std::size_t bin = Calibration::bin_of(cosine);
      measured.named[bin] += 1;
      measured.named_right[bin] += next == came ? 1 : 0;
    }
  }

  const History& history_;
  const PastEpisode& episode_;
  Situation situation_;
  Lesson lesson_;
};

}  // namespace

namespace {

// Each step is compared with every walk along the past ones: the work grows with the third power of
// the steps. So long an episode is taken at its word.
constexpr std::size_t steps_compared_max = 100;

Lesson taken_at_its_word(const PastEpisode& episode) {
  Lesson lesson;
  for (const PastStep& step : episode.steps) lesson.advanced.push_back(!step.failed());
  return lesson;
}

}  // namespace

Lesson lesson_of(const History& history, const PastEpisode& episode, std::span<const Alike> alike) {
  if (episode.steps.size() > steps_compared_max) return taken_at_its_word(episode);
  return Teacher(history, episode, alike).teach();
}

}  // namespace memory_mcp
