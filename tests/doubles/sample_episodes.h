// Episodes and steps to test with: as the recorder would have made them, the same at every call.
#pragma once

#include <cstdio>
#include <string>

#include "model/checkpoint.h"
#include "model/episode.h"
#include "model/recommendation.h"
#include "model/relation.h"

namespace memory_mcp {

// 2026-11-22T15:04:05.678Z.
inline constexpr Timestamp sample_time{1'795'359'845'678};

// A valid id for each number; they sort as their numbers do.
inline std::string sample_id(int number) {
  char text[40];
  std::snprintf(text, sizeof text, "01900000-0000-7000-8000-%012d", number);
  return text;
}

inline Episode sample_episode(int number) {
  return {.id = sample_id(number),
          .task_description = "write the docs of part " + std::to_string(number),
          .task_type = TaskType::documentation,
          .context = {.domain = "web-api",
                      .language = "c++",
                      .complexity = Complexity::simple,
                      .tags = {"docs", "grün"}},
          .metadata = {{"ticket", "42"}, {"note", "kept as it is"}},
          .start_time = sample_time};
}

inline Step sample_step(std::int64_t number) {
  return {.step_number = number,
          .timestamp = {sample_time.ms + number},
          .tool = "editor",
          .action = "change \"part\" " + std::to_string(number) + "\n\tand look",
          .parameters = JsonObjectText{R"({"path":"a.md","lines":[1,2.5,null]})"},
          .result = StepResult{StepResultType::success, "done", std::nullopt},
          .latency_ms = 12.25,
          .tokens_used = 100};
}

// Of no episode, unless its number is given.
inline Recommendation sample_recommendation(int number, std::optional<int> episode = {}) {
  return {.id = sample_id(1'000'000 + number),
          .episode_id = episode ? std::optional(sample_id(*episode)) : std::nullopt,
          .given_at = sample_time,
          .after_steps = 1,
          .tools = {"editor"},
          .patterns = {{.id = "sequence-00c0ffee00c0ffee", .path = {"search", "editor"}}}};
}

inline Relation sample_relation(int from, int to, RelationType type = RelationType::depends_on) {
  return {.from_episode_id = sample_id(from),
          .to_episode_id = sample_id(to),
          .relation_type = type,
          .reason = "the grün one first",
          .created_at = sample_time};
}

inline Checkpoint sample_checkpoint(int number, int episode) {
  return {.id = sample_id(2'000'000 + number),
          .episode_id = sample_id(episode),
          .made_at = sample_time,
          .writer = "token ann",
          .after_steps = 1,
          .note = "half of it is done",
          .remaining = {"the other half"},
          .cautions = {"the old \"tool\" hangs"}};
}

inline Step step_with_result(std::int64_t number, const std::string& tool, StepResultType type) {
  return {.step_number = number, .tool = tool, .action = "act", .result = StepResult{.type = type}};
}

inline Outcome success() {
  return {.type = OutcomeType::success,
          .verdict = "the docs say what the code does",
          .artifacts = {{"docs/a.md"}}};
}

inline Outcome partial_success(int completed, int failed) {
  return {.type = OutcomeType::partial_success,
          .verdict = "some of it works",
          .completed = std::vector<std::string>(static_cast<std::size_t>(completed), "part"),
          .failed = std::vector<std::string>(static_cast<std::size_t>(failed), "part")};
}

inline Outcome failure() {
  return {.type = OutcomeType::failure, .reason = "the tool was missing"};
}

// As complete_episode would have left it, with a reward of the caller's choice.
inline Episode completed(Episode episode, Outcome outcome = success(), double reward = 0.875) {
  episode.status = EpisodeStatus::completed;
  episode.outcome = std::move(outcome);
  episode.end_time = Timestamp{episode.start_time.ms + 5'000};
  episode.duration_ms = 5'000;
  episode.reward = RewardParts{.outcome = 1, .efficiency = 0.5, .quality = 0.25};
  episode.reward_score = reward;
  episode.quality_score = 0.5;
  return episode;
}

}  // namespace memory_mcp
