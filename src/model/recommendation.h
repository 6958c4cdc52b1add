// What an agent was told to do, and what it said of it afterwards: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/describe.h"
#include "base/limits.h"
#include "model/outcome.h"
#include "model/text_rules.h"

namespace memory_mcp {

// What an agent says of a recommendation in so many words. The latest counts.
struct Feedback {
  Timestamp given_at;
  std::vector<std::string> applied;  // Patterns of the recommendation, by their ids.
  std::optional<OutcomeType> outcome;
  std::optional<double> rating;  // How much it helped, 0..1.

  bool operator==(const Feedback&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("given_at", &Feedback::given_at, "When."),
        required("applied", &Feedback::applied, "The patterns that were followed, by their ids.")
            .length(0, limits::recommended_patterns_max)
            .each_length(1, limits::pattern_id_bytes_max),
        optional("outcome", &Feedback::outcome, "How what followed ended."),
        optional("rating", &Feedback::rating, "How much it helped, 0..1.").between(0, 1),
    };
  }
};

struct AdvisedPattern {
  std::string id;
  // The tools to be used one after the other; none when the pattern names no way to go.
  std::vector<std::string> path;

  bool operator==(const AdvisedPattern&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &AdvisedPattern::id, "The pattern's.")
            .length(1, limits::pattern_id_bytes_max),
        required("path", &AdvisedPattern::path, "The tools to be used, in their order.")
            .each_length(1, limits::tool_name_bytes_max),
    };
  }
};

struct Recommendation {
  std::string id;
  std::optional<std::string> episode_id;  // None when it was not asked for an episode.
  Timestamp given_at;
  std::int64_t after_steps = 0;    // How many steps the episode had.
  std::vector<std::string> tools;  // That were advised for the next step.
  std::vector<AdvisedPattern> patterns;
  std::optional<Feedback> feedback;

  bool operator==(const Recommendation&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &Recommendation::id, "Its own.")
            .length(36, 36)
            .matching(recommendation_id_rule),
        optional("episode_id", &Recommendation::episode_id, "The episode it was given for.")
            .length(36, 36)
            .matching(uuid_rule),
        required("given_at", &Recommendation::given_at, "When."),
        required("after_steps", &Recommendation::after_steps, "How many steps the episode had.")
            .between(0, static_cast<double>(limits::steps_per_episode_max)),
        required("tools", &Recommendation::tools, "Advised for the next step.")
            .each_length(1, limits::tool_name_bytes_max),
        required("patterns", &Recommendation::patterns, "What was recommended.")
            .length(0, limits::recommended_patterns_max),
        optional("feedback", &Recommendation::feedback, "What was said of it."),
    };
  }
};

}  // namespace memory_mcp
