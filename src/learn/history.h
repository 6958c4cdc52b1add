// What was done in the episodes of one namespace and what came of it: all that learning looks at,
// kept small. A derived view: put() and remove() follow what is stored, in any order in which a
// step never comes before its episode.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learn/names.h"
#include "learn/next_tool_counts.h"
#include "learn/past_episode.h"
#include "model/episode.h"

namespace memory_mcp {

// Readers may run beside each other, and not beside a writer.
class History {
 public:
  using Row = EpisodeRow;

  // New, or changed; without its steps.
  void put(Row row, const Episode& episode);
  // Of an episode that was put; a step that is there already is told again.
  void put(Row row, const Step& step);
  void remove(Row row);

  // Counts what was completed since the last time. Until then it is not in what is told below, as
  // its steps may still be on their way.
  bool is_settled() const { return unsettled_.empty(); }
  void settle();

  // nullptr when there is none.
  const PastEpisode* find(std::string_view id) const;
  // By row; open ones too.
  const std::map<Row, PastEpisode>& episodes() const { return episodes_; }
  std::size_t completed() const { return counted_.size(); }

  const Names& tools() const { return tools_; }
  const Names& errors() const { return errors_; }
  // Which tool followed which, over all completed episodes.
  const NextToolCounts& next_tools() const { return next_tools_; }

 private:
  // Before it changes or goes.
  void uncount(Row row);

  Names tools_;
  Names errors_;
  std::map<Row, PastEpisode> episodes_;
  std::unordered_map<std::string, Row> row_of_id_;
  std::set<Row> unsettled_;
  std::set<Row> counted_;
  NextToolCounts next_tools_;
};

}  // namespace memory_mcp
