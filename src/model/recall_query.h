// What memory is asked, and what it finds: values only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/episode.h"
#include "model/recall_place.h"

namespace memory_mcp {

enum class Granularity { episode, step };

constexpr auto names_of(Granularity) {
  using namespace std::literals;
  return std::array{std::pair{Granularity::episode, "episode"sv},
                    std::pair{Granularity::step, "step"sv}};
}

enum class RecallOrder { relevance, newest, oldest, duration, success };

constexpr auto names_of(RecallOrder) {
  using namespace std::literals;
  return std::array{
      std::pair{RecallOrder::relevance, "relevance"sv}, std::pair{RecallOrder::newest, "newest"sv},
      std::pair{RecallOrder::oldest, "oldest"sv}, std::pair{RecallOrder::duration, "duration"sv},
      std::pair{RecallOrder::success, "success"sv}};
}

// Which episodes may be found at all.
struct RecallFilter {
  std::optional<std::string> domain;  // In any case.
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;  // All of them.
  std::optional<OutcomeType> outcome;
  std::optional<Timestamp> since;  // When the episode started.
  std::optional<Timestamp> until;
};

struct RecallQuery {
  std::string text;
  RecallFilter filter;
  // Preferred: a match raises the rank a little.
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  Granularity granularity = Granularity::episode;
  RecallOrder order = RecallOrder::relevance;
  double min_relevance = 0;
  std::optional<RecallPlace> after;  // Goes on behind it.
  std::size_t limit = 10;
  bool wants_explanation = false;
  bool wants_whole_episodes = false;
};

// What one signal said of a hit.
struct SignalReading {
  std::string signal;     // A word of signal_list.def.
  double score = 0;       // In the signal's own unit.
  std::int64_t rank = 0;  // Among what was looked at, from 1.
  double share = 0;       // What it added to the score by which hits are ordered.

  static constexpr auto fields() {
    return std::tuple{
        required("signal", &SignalReading::signal, "Which signal."),
        required("score", &SignalReading::score, "What it said, in its own unit."),
        required("rank", &SignalReading::rank, "Its rank by this signal alone, from 1.")
            .between(1, static_cast<double>(limits::recall_candidates_max)),
        required("share", &SignalReading::share, "What it added to the score that orders hits."),
    };
  }
};

// Why a hit stands where it does.
struct Explanation {
  double score = 0;
  std::vector<SignalReading> signals;
  std::vector<std::string> matched_words;
  std::vector<std::string> missing_words;

  static constexpr auto fields() {
    return std::tuple{
        required("score", &Explanation::score, "The sum of the shares: hits are in its order."),
        required("signals", &Explanation::signals, "What each signal said."),
        required("matched_words", &Explanation::matched_words,
                 "Words of the query that stand in the episode, or a form of them."),
        required("missing_words", &Explanation::missing_words, "Words of the query that do not."),
    };
  }
};

// A step that speaks for its episode.
struct FoundMatch {
  std::int64_t step_number = 0;
  double score = 0;
  std::string snippet;

  static constexpr auto fields() {
    return std::tuple{
        required("step_number", &FoundMatch::step_number, "Which step."),
        required("score", &FoundMatch::score, "How well it matches; comparable within an answer."),
        required("snippet", &FoundMatch::snippet, "The passage of it that matches best."),
    };
  }
};

struct FoundEpisode {
  std::string id;
  std::string task_description;
  TaskType task_type = TaskType::other;
  std::string domain;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;
  std::optional<double> reward_score;
  double relevance = 0;
  Timestamp start_time;
  std::optional<std::string> lesson;
  std::string snippet;
  std::vector<FoundMatch> matches;
  std::optional<Explanation> explanation;
  std::optional<Episode> episode;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &FoundEpisode::id, "For get_episode."),
        required("task_description", &FoundEpisode::task_description, "What was to be done."),
        required("task_type", &FoundEpisode::task_type, "The kind of task."),
        required("domain", &FoundEpisode::domain, "The area of work."),
        required("tags", &FoundEpisode::tags, "Labels."),
        optional("outcome", &FoundEpisode::outcome, "How it ended; absent while it is open."),
        optional("reward_score", &FoundEpisode::reward_score, "How well it went, 0..1."),
        required("relevance", &FoundEpisode::relevance,
                 "0..1: how sure it is that this belongs to the query, whatever else was found.")
            .between(0, 1),
        required("start_time", &FoundEpisode::start_time, "When it was created."),
        optional("lesson", &FoundEpisode::lesson, "What came of it, in a sentence."),
        required("snippet", &FoundEpisode::snippet, "The passage that matches best."),
        required("matches", &FoundEpisode::matches, "Its steps that match best."),
        optional("explanation", &FoundEpisode::explanation, "Why it stands where it does."),
        optional("episode", &FoundEpisode::episode, "The whole record, with detail full."),
    };
  }
};

struct FoundStep {
  std::string episode_id;
  std::int64_t step_number = 0;
  std::string tool;
  std::string action;
  std::string snippet;
  double relevance = 0;
  std::optional<Explanation> explanation;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &FoundStep::episode_id, "For get_episode."),
        required("step_number", &FoundStep::step_number, "Which step of it."),
        required("tool", &FoundStep::tool, "The tool that was used."),
        required("action", &FoundStep::action, "What was done with it."),
        required("snippet", &FoundStep::snippet, "The passage that matches best."),
        required("relevance", &FoundStep::relevance,
                 "0..1: how sure it is that this belongs to the query, whatever else was found.")
            .between(0, 1),
        optional("explanation", &FoundStep::explanation, "Why it stands where it does."),
    };
  }
};

struct ToolCount {
  std::string tool;
  std::int64_t count = 0;
  static constexpr auto fields() {
    return std::tuple{
        required("tool", &ToolCount::tool, "The tool."),
        required("count", &ToolCount::count, "How many steps."),
    };
  }
};

// Over all that was found relevant, also beyond the limit.
struct RecallInsights {
  std::int64_t total_episodes = 0;
  std::int64_t relevant_episodes = 0;
  std::optional<double> success_rate;
  std::vector<ToolCount> common_tools;
  std::vector<ToolCount> common_failures;
  std::optional<std::string> degraded;

  static constexpr auto fields() {
    return std::tuple{
        required("total_episodes", &RecallInsights::total_episodes, "In this namespace."),
        required("relevant_episodes", &RecallInsights::relevant_episodes,
                 "That belong to the query, also beyond the limit."),
        optional("success_rate", &RecallInsights::success_rate,
                 "Of those that are completed, the part that succeeded.")
            .between(0, 1),
        required("common_tools", &RecallInsights::common_tools,
                 "Tools that they used most, by steps."),
        required("common_failures", &RecallInsights::common_failures,
                 "Tools that failed most often in them, by failed steps."),
        optional("degraded", &RecallInsights::degraded,
                 "Why a signal is missing from this answer, and what to do about it."),
    };
  }
};

// Of either kind.
struct RecallAnswer {
  std::vector<FoundEpisode> episodes;
  std::vector<FoundStep> steps;
  RecallInsights insights;
  std::size_t begin = 0;  // How many stand before this page.
  bool is_last_page = true;
  std::optional<double> likeness;  // Of the nearest task there is, 0..1; none when not known.
};

}  // namespace memory_mcp
