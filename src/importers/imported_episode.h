// A task of another program as an episode of ours.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "importers/imported_task.h"
#include "model/episode.h"

namespace memory_mcp {

// What was done to texts that could not be kept as they were.
struct Cleaning {
  std::int64_t secrets_redacted = 0;  // Texts that had some.
  std::int64_t texts_cut = 0;
};

struct EpisodeRules {
  std::string kind;  // "claude-code".
  std::optional<std::string> domain;
  TaskType task_type = TaskType::other;
  Timestamp recorded;  // For what does not say when it happened.
};

inline constexpr const char* outcome_inferred_key = "outcome_inferred";

// Without scores, which depend on what is in the store. Secrets stand as [redacted]; texts beyond
// their limit are cut, and end with how long they were. Its id follows from the kind and the
// source's own, so that it is the same whenever the task is imported. invalid_argument or exhausted
// for a task that no episode can be, such as one of more steps than an episode has.
Result<Episode> episode_of(const ImportedTask& task, const EpisodeRules& rules, Cleaning& cleaning);

// "0193…": the same for the same words, as unlikely to be another's as a hash of 122 bits.
std::string imported_episode_id(std::string_view kind, std::string_view source_id);

}  // namespace memory_mcp
