// A whole way through a task, step by step, as far as past tasks like it agree; what went wrong in
// them; and what all that rests on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advice/advisor.h"
#include "storage/store.h"

namespace memory_mcp {

// Where a past success did the same.
struct StepExample {
  std::string episode_id;
  std::int64_t step_number = 0;
  std::string action;
};

struct PlaybookStep {
  NextAction action;
  std::vector<NextAction> otherwise;  // What else it may be, most probable first.
  std::optional<StepExample> example;
};

enum class PlaybookEnd {
  task_is_done,  // Past tasks ended here.
  unsure,        // From here on they went different ways.
  as_long_as_asked,
  nothing_known,  // No past task is like it.
};

constexpr auto names_of(PlaybookEnd) {
  using namespace std::literals;
  return std::array{std::pair{PlaybookEnd::task_is_done, "task_is_done"sv},
                    std::pair{PlaybookEnd::unsure, "unsure"sv},
                    std::pair{PlaybookEnd::as_long_as_asked, "as_long_as_asked"sv},
                    std::pair{PlaybookEnd::nothing_known, "nothing_known"sv}};
}

enum class PitfallKind { way_to_avoid, known_error, past_failure };

constexpr auto names_of(PitfallKind) {
  using namespace std::literals;
  return std::array{std::pair{PitfallKind::way_to_avoid, "way_to_avoid"sv},
                    std::pair{PitfallKind::known_error, "known_error"sv},
                    std::pair{PitfallKind::past_failure, "past_failure"sv}};
}

// What went wrong before; with the pattern, or the episode, that says so.
struct Pitfall {
  PitfallKind kind = PitfallKind::past_failure;
  std::string description;
  std::string pattern_id;
  std::string episode_id;
};

struct Playbook {
  std::vector<PlaybookStep> steps;
  PlaybookEnd ends = PlaybookEnd::nothing_known;
  std::vector<NextAction> unsure_about;  // What may come behind the last step, when it is unsure.
  std::vector<Pitfall> pitfalls;
  std::vector<FittingPattern> patterns;  // Worth following.
  Basis basis;
  std::size_t similar_succeeded = 0;  // Of the episodes of the basis.
};

// Of the tools that brought the task forward until now, those of the question; without them those
// of its episode's steps that did not fail. not_found when it has an episode that is not there.
Result<Playbook> make_playbook(Advisor& advisor, Store& store, const std::string& namespace_name,
                               Question question, std::size_t steps_max, const Patience& patience);

// What is to be kept of it, one for each step: that agents do what they were told is no sign of its
// being right.
std::vector<Recommendation> recommendations_of(const Playbook& playbook);

}  // namespace memory_mcp
