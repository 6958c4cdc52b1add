// Plain values: what an episode is. No behaviour, no I/O, no threads.
//
// Members are described as get_episode shows them, with the bounds that hold for every episode we
// keep, whether a tool recorded it, an import brought it, or it is read back from the disk.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/access_limits.h"
#include "base/clock.h"
#include "base/describe.h"
#include "base/limits.h"
#include "model/outcome.h"
#include "model/principal.h"
#include "model/step.h"
#include "model/text_rules.h"

namespace memory_mcp {

enum class TaskType {
  code_generation,
  debugging,
  refactoring,
  testing,
  analysis,
  documentation,
  other
};

constexpr auto names_of(TaskType) {
  using namespace std::literals;
  return std::array{std::pair{TaskType::code_generation, "code_generation"sv},
                    std::pair{TaskType::debugging, "debugging"sv},
                    std::pair{TaskType::refactoring, "refactoring"sv},
                    std::pair{TaskType::testing, "testing"sv},
                    std::pair{TaskType::analysis, "analysis"sv},
                    std::pair{TaskType::documentation, "documentation"sv},
                    std::pair{TaskType::other, "other"sv}};
}

enum class Complexity { simple, moderate, complex };

constexpr auto names_of(Complexity) {
  using namespace std::literals;
  return std::array{std::pair{Complexity::simple, "simple"sv},
                    std::pair{Complexity::moderate, "moderate"sv},
                    std::pair{Complexity::complex, "complex"sv}};
}

enum class EpisodeStatus { open, completed };

constexpr auto names_of(EpisodeStatus) {
  using namespace std::literals;
  return std::array{std::pair{EpisodeStatus::open, "open"sv},
                    std::pair{EpisodeStatus::completed, "completed"sv}};
}

struct EpisodeContext {
  std::string domain;
  std::optional<std::string> language;
  std::optional<std::string> framework;
  Complexity complexity = Complexity::moderate;
  std::vector<std::string> tags;  // Normalised, sorted, each once.

  bool operator==(const EpisodeContext&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("domain", &EpisodeContext::domain, "The area of work.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("language", &EpisodeContext::language, "Programming language.")
            .length(1, limits::language_bytes_max)
            .matching(label_rule),
        optional("framework", &EpisodeContext::framework, "Framework or library.")
            .length(1, limits::framework_bytes_max)
            .matching(label_rule),
        optional("complexity", &EpisodeContext::complexity, "How hard the task is."),
        optional("tags", &EpisodeContext::tags, "Labels.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
    };
  }
};

// The three parts of the reward, each 0..1.
struct RewardParts {
  double outcome = 0;
  double efficiency = 0;
  double quality = 0;

  bool operator==(const RewardParts&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("outcome", &RewardParts::outcome, "How much of the task was done.").between(0, 1),
        required("efficiency", &RewardParts::efficiency, "Effort compared with similar tasks.")
            .between(0, 1),
        required("quality", &RewardParts::quality, "How cleanly the steps went.").between(0, 1),
    };
  }
};

struct Episode {
  std::string id;
  std::string task_description;
  TaskType task_type = TaskType::other;
  EpisodeStatus status = EpisodeStatus::open;
  EpisodeContext context;
  std::map<std::string, std::string> metadata;
  Timestamp start_time;
  std::optional<Timestamp> end_time;
  std::optional<std::int64_t> duration_ms;
  std::vector<Step> steps;  // By step_number.
  std::optional<Outcome> outcome;
  std::optional<double> reward_score;
  std::optional<RewardParts> reward;
  std::optional<double> quality_score;
  std::optional<double> novelty;
  std::optional<std::string> writer;  // Never changes.
  std::vector<std::string> other_writers;

  bool operator==(const Episode&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &Episode::id, "The episode's id (UUID).").length(36, 36).matching(uuid_rule),
        required("task_description", &Episode::task_description, "What was to be done.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        required("task_type", &Episode::task_type, "The kind of task."),
        required("status", &Episode::status, "Whether it is still open."),
        required("context", &Episode::context, "Where the task belongs."),
        optional("metadata", &Episode::metadata, "Free-form labels and values.")
            .length(0, limits::metadata_keys_max)
            .each_key_length(1, limits::metadata_key_bytes_max)
            .each_length(0, limits::metadata_value_bytes_max),
        required("start_time", &Episode::start_time, "When it was created (RFC 3339, UTC)."),
        optional("end_time", &Episode::end_time, "When it was completed."),
        optional("duration_ms", &Episode::duration_ms, "From start to end, in milliseconds."),
        optional("steps", &Episode::steps, "What happened, by step number.")
            .length(0, static_cast<std::size_t>(limits::steps_per_episode_max)),
        optional("outcome", &Episode::outcome, "How it ended."),
        optional("reward_score", &Episode::reward_score, "How well it went, 0..1.").between(0, 1),
        optional("reward", &Episode::reward, "The parts of the reward."),
        optional("quality_score", &Episode::quality_score, "How much the record teaches, 0..1.")
            .between(0, 1),
        optional("novelty", &Episode::novelty,
                 "How unlike the most similar older task it was, 0..1.")
            .between(0, 1),
        optional("writer", &Episode::writer,
                 "Who opened it: the issuer and the name; absent: the local user.")
            .length(1, limits::writer_bytes_max),
        optional("other_writers", &Episode::other_writers,
                 "Who else recorded steps of it, or completed it.")
            .length(0, limits::other_writers_max)
            .each_length(1, limits::writer_bytes_max),
    };
  }
};

// Who opened it, by name.
inline std::string_view writer_of(const Episode& episode) {
  return episode.writer ? std::string_view(*episode.writer) : local_name;
}

}  // namespace memory_mcp
