// What was done in the episodes of one namespace and what came of it: all that learning looks at,
// kept small. A derived view: put() and remove() follow what is stored, in any order in which a
// step never comes before its episode.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learn/calibration.h"
#include "learn/name_cues.h"
#include "learn/names.h"
#include "learn/next_tool_counts.h"
#include "model/episode.h"

namespace memory_mcp {

struct Lesson;

struct PastStep {
  std::int64_t step_number = 0;
  NameId tool = no_name;
  std::optional<StepResultType> result;  // None while it is pending.
  NameId error = no_name;                // Its error_signature(), when it failed and said why.
  bool was_advised = false;              // Its tool was, before it was used.
  // Whether it brought the task forward: as its result says, until something better is known.
  bool advanced = false;

  bool succeeded() const { return result == StepResultType::success; }
  bool failed() const { return result && *result != StepResultType::success; }
};

struct PastEpisode {
  std::int64_t row = 0;
  std::string id;
  std::string domain;  // As given.
  TaskType task_type = TaskType::other;
  Complexity complexity = Complexity::moderate;
  std::optional<std::string> language;
  std::optional<std::string> framework;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;  // None while it is open.
  double success = 0;                  // How much of the task was done, 0..1.
  double reward = 0;
  double quality = 0;
  Timestamp start_time;
  Timestamp end_time;
  std::vector<PastStep> steps;     // By step_number.
  std::vector<NameId> path;        // The tools of those that advanced; once it is completed.
  std::vector<NameId> task_words;  // name_cues.h

  bool is_completed() const { return outcome.has_value(); }
};

// Whether nothing was left to do after its last step.
bool is_done(const PastEpisode& episode);

// Readers may run beside each other, and not beside a writer.
class History {
 public:
  // `row` is the store's name of an episode, and never given again.
  using Row = std::int64_t;

  // New, or changed; without its steps.
  void put(Row row, const Episode& episode);
  // Of an episode that was put; a step that is there already is told again.
  void put(Row row, const Step& step);
  void remove(Row row);

  // Counts what was completed since the last time. Until then it is not in what is told below, as
  // its steps may still be on their way.
  bool is_settled() const { return unsettled_.empty(); }
  void settle();

  // The newest completed episodes that taught nothing yet but what their results say, oldest first.
  std::vector<const PastEpisode*> untaught() const;
  // Learns what make_lesson(*this, episode) finds of one of them, while it is not counted itself:
  // what is measured must be foretold by others. Nothing happens when it is no longer there.
  using MakeLesson = std::function<Lesson(const History&, const PastEpisode&)>;
  void teach(Row row, const MakeLesson& make_lesson);
  // The tools that were advised for the next step of an episode.
  void note_advice(const std::string& id, const std::vector<std::string>& tools);

  // nullptr when there is none.
  const PastEpisode* find(std::string_view id) const;
  const PastEpisode* find(Row row) const;
  // By row; open ones too.
  const std::map<Row, PastEpisode>& episodes() const { return episodes_; }
  std::size_t completed() const { return counted_.size(); }

  const Names& tools() const { return tools_; }
  const Names& errors() const { return errors_; }
  const Names& words() const { return words_; }
  const ToolWords& tool_words() const { return tool_words_; }
  const Calibration& calibration() const { return calibration_; }
  // Which tool followed which, over all completed episodes.
  const NextToolCounts& next_tools() const { return next_tools_; }

 private:
  void count(Row row, PastEpisode& episode);
  // Before it changes or goes.
  void uncount(Row row);

  NameId tool_number(const std::string& tool);

  Names tools_;
  Names errors_;
  Names words_;
  ToolWords tool_words_;
  std::map<Row, PastEpisode> episodes_;
  std::unordered_map<std::string, Row> row_of_id_;
  struct Shown {
    std::size_t steps = 0;
    std::vector<std::string> tools;
  };
  std::unordered_map<Row, Shown> advice_;  // The last of each open episode.
  std::set<Row> unsettled_;
  std::set<Row> counted_;
  std::map<Row, Calibration> taught_;  // What each of them measured.
  Calibration calibration_;            // The sum of these.
  NextToolCounts next_tools_;
};

}  // namespace memory_mcp
