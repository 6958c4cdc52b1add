// Works out the advice on one question, from a history and the episodes that are like it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "advice/advice.h"
#include "learn/forecast.h"
#include "learn/history.h"
#include "recall/recall.h"

namespace memory_mcp {

// Past episodes that are complete and older than `before`, if there is one, nearest first.
std::vector<Alike> past_alike(const History& history, const std::vector<NearEpisode>& near,
                              const PastEpisode* before);

// Whether a task is of a kind that is known: `near` are the episodes nearest to it.
bool is_known_kind(const NearEpisodes& near, std::span<const Alike> alike);
// How like a task its nearest episodes are, for patterns; none when it is of another kind.
std::vector<LikeEpisode> like_episodes(const NearEpisodes& near, std::span<const Alike> alike);

// All that it is made with outlives it.
class Consultation {
 public:
  Consultation(const History& history, const Question& question, const NearEpisodes& near);

  Advice advise() const;

 private:
  void take_path(const std::vector<std::string>& tools);
  void take_own_steps();
  std::vector<std::size_t> avoided(const Forecast& foretold) const;
  NextAction action(std::size_t tool, const Forecast& foretold) const;
  Basis basis(const Forecast& foretold, const std::vector<Alike>& alike) const;
  DecisionState state() const;
  RecommendedPatterns patterns() const;

  const History& history_;
  const Question& question_;
  const NearEpisodes& near_;
  const std::size_t tools_;
  const PastEpisode* own_;
  Situation situation_;
};

}  // namespace memory_mcp
