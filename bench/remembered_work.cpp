#include "bench/remembered_work.h"

#include <array>
#include <cstdio>

#include "bench/data_hash.h"
#include "bench/vocabulary.h"

namespace memory_mcp::bench {
namespace {

constexpr std::array<const char*, 6> tools = {"bash",   "read_file", "edit_file",
                                              "search", "run_tests", "git"};
constexpr std::array<const char*, 8> domains = {"web",     "database",      "compiler", "tooling",
                                                "network", "documentation", "mobile",   "billing"};
constexpr std::array<const char*, 5> errors = {"ValueError", "TimeoutError", "undefined reference",
                                               "permission denied", "assertion failed"};
constexpr std::array types = {TaskType::code_generation, TaskType::debugging, TaskType::refactoring,
                              TaskType::testing,         TaskType::analysis,  TaskType::other};

// Parts of an episode, as positions of their choices.
enum Part : std::size_t { whole, topic, query_words };

constexpr std::size_t topic_words = 12;
constexpr std::size_t failures_one_in = 6;
constexpr std::int64_t first_start_ms = 1'735'689'600'000;  // January 2025
constexpr std::int64_t between_starts_ms = 300'000;

std::string id_of(std::size_t number) {
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "00000000-0000-4000-8000-%012zx", number);
  return text.data();
}

Outcome outcome_of(bool failed, const std::string& words) {
  Outcome outcome{.type = failed ? OutcomeType::failure : OutcomeType::success};
  (failed ? outcome.reason : outcome.verdict) = words;
  return outcome;
}

}  // namespace

std::vector<std::string> RememberedWork::topic_of(std::size_t number) const {
  Choice choice(seed_, number, topic);
  std::vector<std::string> words;
  for (std::size_t n = 0; n < topic_words; ++n) words.push_back(word_of_rank(rank_by_zipf(choice)));
  return words;
}

std::string RememberedWork::text(Choice& choice, const std::vector<std::string>& topic,
                                 std::size_t words) const {
  std::string text;
  for (std::size_t n = 0; n < words; ++n) {
    if (n > 0) text += ' ';
    text += choice.below(3) == 0 ? choice.of(topic) : running_word(choice);
  }
  return text;
}

Step RememberedWork::step(Choice& choice, const std::vector<std::string>& topic,
                          std::size_t number) const {
  const bool failed = choice.below(failures_one_in) == 0;
  const std::string path =
      "src/" + word_of_rank(rank_by_zipf(choice)) + "/" + choice.of(topic) + ".cpp";
  Step step{.step_number = static_cast<std::int64_t>(number)};
  step.tool = choice.of(tools);
  step.action = text(choice, topic, 5 + choice.below(6));
  step.parameters = JsonObjectText{"{\"path\":\"" + path + "\"}"};
  step.result = StepResult{.type = failed ? StepResultType::error : StepResultType::success};
  if (failed) {
    step.result->message = std::string(choice.of(errors)) + ": " + text(choice, topic, 8) + " at " +
                           path + ":" + std::to_string(choice.below(900));
  } else {
    step.result->output = text(choice, topic, 15 + choice.below(20));
  }
  step.latency_ms = static_cast<double>(choice.below(5'000));
  step.tokens_used = static_cast<std::int64_t>(choice.below(2'000));
  return step;
}

Episode RememberedWork::episode(std::size_t number) const {
  const std::vector<std::string> about = topic_of(number);
  Choice choice(seed_, number, whole);
  Episode episode;
  episode.id = id_of(number);
  episode.task_description = text(choice, about, 8 + choice.below(8));
  episode.task_type = choice.of(types);
  episode.status = EpisodeStatus::completed;
  episode.context.domain = choice.of(domains);
  episode.context.tags = {choice.of(domains)};
  episode.start_time.ms = first_start_ms + static_cast<std::int64_t>(number) * between_starts_ms;
  for (std::size_t n = 1; n <= steps_remembered; ++n) {
    episode.steps.push_back(step(choice, about, n));
    episode.steps.back().timestamp.ms =
        episode.start_time.ms + static_cast<std::int64_t>(n) * 1'000;
  }
  episode.duration_ms = static_cast<std::int64_t>(steps_remembered + 1) * 1'000;
  episode.end_time = Timestamp{episode.start_time.ms + *episode.duration_ms};
  const bool failed = choice.below(failures_one_in) == 0;
  episode.outcome = outcome_of(failed, text(choice, about, 10));
  episode.reward_score = failed ? 0.2 : 0.8;
  return episode;
}

std::string RememberedWork::query(std::size_t number, std::size_t episodes) const {
  enum Kind { common, rare, unknown };
  Choice choice(seed_, number, query_words);
  const std::vector<std::string> about = topic_of(choice.below(episodes));
  const auto kind = static_cast<Kind>(number % 3);
  const std::size_t words = 3 + choice.below(6);
  std::string query = choice.of(about);
  for (std::size_t n = 1; n < words; ++n) {
    query += ' ';
    if (kind == unknown && n == 1) {
      query += word_of_rank(vocabulary_words + 1 + choice.below(vocabulary_words));
    } else if (kind == rare && n % 2 == 0) {
      query += word_of_rank(rank_of_rare_word(choice));
    } else {
      query += kind == common && n % 2 == 0 ? running_word(choice) : choice.of(about);
    }
  }
  return query;
}

std::string RememberedWork::data_hash() const {
  DataHash hash;
  for (std::size_t number = 0; number < 1'000; ++number) {
    hash.add(whole_text(episode(number)));
    hash.add(query(number, 1'000));
  }
  return hash.text();
}

std::string whole_text(const Episode& episode) {
  std::string text = episode.task_description + " " + episode.context.domain;
  for (const Step& step : episode.steps) {
    text += "\n" + step.tool + " " + step.action + " " + step.parameters->text + " " +
            step.result->output.value_or("") + step.result->message.value_or("");
  }
  return text + "\n" + episode.outcome->verdict.value_or("") + episode.outcome->reason.value_or("");
}

}  // namespace memory_mcp::bench
