// A namespace to search, filled by hand, and a question put to it: what the parts of recall take.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "recall/rank.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {

// An open episode that says nothing but this.
inline Episode episode_about(int number, std::string description) {
  return {.id = sample_id(number),
          .task_description = std::move(description),
          .context = {.domain = "d"},
          .start_time = sample_time};
}

inline Step step_of(std::int64_t number, std::string action, std::string tool = "t") {
  return {.step_number = number,
          .timestamp = sample_time,
          .tool = std::move(tool),
          .action = std::move(action)};
}

inline Episode with_steps(Episode episode, const std::vector<std::string>& actions) {
  for (const std::string& action : actions) {
    episode.steps.push_back(step_of(std::ssize(episode.steps) + 1, action));
  }
  return episode;
}

// Vectors have three dimensions, so that a test can write them down.
class SearchedNamespace {
 public:
  // Row and number of the first are 0, and so on.
  EpisodeNumber add(const Episode& episode) {
    index.put(rows_, episode);
    for (const Step& step : episode.steps) index.put(rows_, step);
    return index.number_of(rows_++);
  }
  EpisodeNumber add(const std::string& description, const std::vector<std::string>& actions = {}) {
    return add(with_steps(episode_about(static_cast<int>(rows_) + 1, description), actions));
  }

  DocumentId step(EpisodeNumber episode, std::size_t place) const {
    return index.episode(episode).steps.at(place);
  }

  NamespaceIndex index{
      {.provider = "tests", .model = "none", .dimensions = 3, .preprocessing = "1"}};

 private:
  std::int64_t rows_ = 0;
};

inline bool accepts_all(EpisodeNumber) { return true; }

struct Question {
  explicit Question(const NamespaceIndex& index, RecallQuery asked,
                    std::optional<Vector> direction = std::nullopt,
                    const AcceptsEpisode& accepts = accepts_all)
      : query(std::move(asked)),
        query_words(words_of_query(query.text, index.lexicon())),
        words(index, query_words, accepts),
        vector(index, std::move(direction), accepts),
        sought{
            .query = query, .index = index, .words = words, .vector = vector, .now = sample_time} {}
  Question(const NamespaceIndex& index, const std::string& text)
      : Question(index, RecallQuery{.text = text}) {}
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  RecallQuery query;
  std::vector<QueryWord> query_words;
  KeywordMatch words;
  VectorMatch vector;
  Sought sought;
};

// An episode, with what search() would know of it.
inline Candidate candidate_of(const Question& question, EpisodeNumber episode) {
  Candidate one{.episode = episode,
                .step = {},
                .best_steps = {},
                .cosine = question.vector.cosines(std::vector{episode}).front()};
  for (const DocumentId step : question.words.matching_steps(episode, 100)) {
    one.best_steps.emplace_back(question.words.step_score(step), step);
  }
  std::ranges::sort(one.best_steps, std::ranges::greater{});
  return one;
}

inline std::vector<Candidate> candidates_of(const Question& question) {
  std::vector<Candidate> all;
  for (EpisodeNumber i = 0; i < question.sought.index.episodes_end(); ++i) {
    all.push_back(candidate_of(question, i));
  }
  return all;
}

}  // namespace memory_mcp
