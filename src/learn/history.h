// What was done in the episodes of one namespace and what came of it: all that learning looks at,
// kept small. A derived view: put() and remove() follow what is stored, in any order in which a
// step never comes before its episode.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learn/calibration.h"
#include "learn/given_advice.h"
#include "learn/name_cues.h"
#include "learn/names.h"
#include "learn/next_tool_counts.h"
#include "learn/past_episode.h"
#include "learn/patterns/pattern_book.h"
#include "learn/peer_habits.h"
#include "model/episode.h"

namespace memory_mcp {

struct Lesson;

using ErrorsOfWord = std::unordered_map<NameId, std::vector<NameId>>;

// Readers may run beside each other, and not beside a writer.
class History {
 public:
  using Row = HistoryRow;

  // New, or changed; without its steps.
  void put(Row row, const Episode& episode);
  // Of an episode that was put; a step that is there already is told again.
  void put(Row row, const Step& step);
  // That was given for an episode that was put, or for none: row 0.
  void put(Row row, const Recommendation& recommendation);
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

  // nullptr when there is none.
  const PastEpisode* find(std::string_view id) const;
  const PastEpisode* find(Row row) const;
  // By row; open ones too.
  const std::map<Row, PastEpisode>& episodes() const { return episodes_; }
  std::size_t completed() const { return counted_.size(); }

  const Names& tools() const { return tools_; }
  const Names& errors() const { return errors_; }
  const Names& words() const { return words_; }
  const Names& writers() const { return writers_; }
  // Whether completed episodes of several are there: then they have to agree (corroboration.h).
  bool is_shared() const { return patterns_.is_shared(); }
  const ToolWords& tool_words() const { return tool_words_; }
  // The errors that have a word.
  const ErrorsOfWord& errors_of_word() const { return errors_of_word_; }
  const Calibration& calibration() const { return calibration_; }
  // Of completed episodes.
  const PatternBook& patterns() const { return patterns_; }
  const PeerHabits& habits() const { return habits_; }
  const GivenAdvice& advice() const { return advice_; }
  // Which tool followed which, over all completed episodes.
  const NextToolCounts& next_tools() const { return next_tools_; }

 private:
  void count(Row row, PastEpisode& episode);
  // Before it changes or goes.
  void uncount(Row row);

  NameId tool_number(const std::string& tool);
  NameId error_number(const std::string& message);

  Names tools_;
  Names errors_;
  Names words_;
  Names writers_;
  ToolWords tool_words_;
  ErrorsOfWord errors_of_word_;
  std::map<Row, PastEpisode> episodes_;
  std::unordered_map<std::string, Row> row_of_id_;
  std::set<Row> unsettled_;
  std::set<Row> counted_;
  std::map<Row, Calibration> taught_;  // What each of them measured.
  Calibration calibration_;            // The sum of these.
  NextToolCounts next_tools_;
  PatternBook patterns_;
  PeerHabits habits_;
  GivenAdvice advice_;
};

}  // namespace memory_mcp
