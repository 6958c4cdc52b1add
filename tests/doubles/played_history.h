// Episodes written as scripts, put into a history and what is derived of it, and taken away again.
#pragma once

#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "learn/history.h"
#include "learn/patterns/pattern_book.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {

// Each word a tool and how it went: "cmake+ ctest-timeout_of_x run! wait?" succeeded, failed with
// that message (none when nothing follows), timed out, is pending.
inline std::vector<Step> played_steps(const std::string& script) {
  std::vector<Step> steps;
  std::istringstream words(script);
  for (std::string word; words >> word;) {
    const auto sign = word.find_first_of("+-!?");
    Step step = step_with_result(std::ssize(steps) + 1, word.substr(0, sign),
                                 word[sign] == '+'   ? StepResultType::success
                                 : word[sign] == '-' ? StepResultType::error
                                                     : StepResultType::timeout);
    const std::string message = word.substr(sign + 1);
    if (!message.empty()) step.result->message = message;
    if (word[sign] == '?') step.result.reset();
    steps.push_back(step);
  }
  return steps;
}

struct Played {
  std::string script;
  Outcome outcome = success();
  double done = -1;  // As the outcome says, when it is not given.
  EpisodeContext context = {.domain = "web"};
  TaskType task_type = TaskType::testing;
  double quality = 0.9;
  std::int64_t day = 0;
  std::optional<std::string> writer = {};
  std::vector<std::string> other_writers = {};

  Episode episode(int number) const {
    Episode made = completed(sample_episode(number), outcome);
    made.steps = played_steps(script);
    made.context = context;
    made.task_type = task_type;
    made.end_time = Timestamp{sample_time.ms + day * 24 * 3'600'000 + number};
    made.quality_score = quality;
    const double of_outcome = outcome.type == OutcomeType::success   ? 1
                              : outcome.type == OutcomeType::failure ? 0
                                                                     : 0.5;
    made.reward->outcome = done < 0 ? of_outcome : done;
    made.writer = writer;
    made.other_writers = other_writers;
    return made;
  }
};

// A history and its book.
class PlayedHistory {
 public:
  void play(HistoryRow row, const Played& played) {
    add(row, played.episode(static_cast<int>(row)));
  }
  void add(HistoryRow row, const Episode& episode) {
    history_.put(row, episode);
    for (const Step& step : episode.steps) history_.put(row, step);
    history_.settle();
    book_.put(row, history_.episodes().at(row), names());
  }
  void remove(HistoryRow row) {
    book_.remove(row, history_.episodes().at(row), names());
    history_.remove(row);
  }

  const History& history() const { return history_; }
  const PatternBook& book() const { return book_; }
  PastNames names() const { return {history_.tools(), history_.errors()}; }
  std::vector<Pattern> patterns(const PatternQuery& query = {}) const {
    return book_.find(query, history_);
  }
  // None when nothing says that.
  std::optional<Pattern> saying(const std::string& words) const {
    for (const Pattern& pattern : patterns({.patterns_max = 10'000})) {
      if (pattern.description.find(words) != std::string::npos) return pattern;
    }
    return std::nullopt;
  }

 private:
  History history_;
  PatternBook book_;
};

}  // namespace memory_mcp
