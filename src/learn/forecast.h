// Which tool comes next: what the episodes most like the task went on with, how tools follow each
// other anywhere, and whose name the task's text says; mixed by what each was worth until now.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "learn/calibration.h"
#include "learn/distribution.h"
#include "learn/history.h"

namespace memory_mcp {

// A past episode, and how like its task is.
struct Alike {
  const PastEpisode* episode = nullptr;
  double cosine = 0;
};

// Used when so much of the path was done, without bringing the task forward.
struct Miss {
  std::size_t done = 0;
  NameId tool = no_name;
};

struct Situation {
  std::vector<NameId> text;  // task_words() of the task.
  std::vector<Alike> alike;  // Nearest first.
  std::vector<NameId> path;  // The tools that brought it forward until now.
  std::vector<Miss> misses;
  NameId asker = no_name;  // Who wants to know.
};

struct Forecast {
  Distribution probability;
  std::array<Distribution, expert_count> of;
  Distribution local_without_cues;
  std::vector<std::size_t> cues;
  struct Named {
    double cosine = 0;
    std::size_t next = 0;  // A tool's number, or the end's.
  };
  std::vector<Named> named;  // What each past episode that got as far went on with.
  Reach reach = Reach::none;
  double support = 0;  // How many past episodes, counted by their trust, got as far as this one;
  double success = 0;  // and what they achieved of their tasks, summed likewise.
};

Forecast forecast(const History& history, const Situation& situation);

}  // namespace memory_mcp
