#include "recall/vector_match.h"

#include <algorithm>
#include <numeric>

#include "recall/embedding/embedded_text.h"
#include "recall/weights.h"

namespace memory_mcp {
namespace {

constexpr std::size_t looked_at = 100;

float mean_cosine(std::span<const Neighbour> neighbours) {
  if (neighbours.empty()) return 0;
  const float sum =
      std::accumulate(neighbours.begin(), neighbours.end(), 0.0F,
                      [](float all, const Neighbour& one) { return all + one.cosine; });
  return sum / static_cast<float>(neighbours.size());
}

// What is near anything: the cosines far down the list, drawn to a usual value when they are few.
// What says the same in nearly the same words is no background, however much of it there is: a task
// that was done a hundred times is not less known for that.
float background(std::span<const Neighbour> nearest) {
  constexpr std::size_t far_down = 25;
  constexpr float usual = 0.05F;
  constexpr float usual_counts = 5;
  constexpr float the_same = 0.5F;
  const auto others =
      std::ranges::find_if(nearest, [](const Neighbour& one) { return one.cosine < the_same; });
  const auto alike = static_cast<std::size_t>(others - nearest.begin());
  const auto far = nearest.subspan(std::max(alike, std::min(far_down, nearest.size() / 2)));
  const auto count = static_cast<float>(far.size());
  return (mean_cosine(far) * count + usual * usual_counts) / (count + usual_counts);
}

std::vector<Neighbour> nearest_to(const NamespaceIndex& index, const Vector& vector,
                                  std::size_t count, const AcceptsEpisode& accepts,
                                  float unrelated_cosine) {
  std::vector<Neighbour> found = index.vectors().search(vector, count, accepts);
  for (Neighbour& near : found) near.cosine = above_unrelated(near.cosine, unrelated_cosine);
  return found;
}

std::vector<Neighbour> nearest_others(const NamespaceIndex& index, EpisodeNumber own,
                                      std::size_t count, float unrelated_cosine) {
  const auto vector = index.vectors().vector(own);
  if (!vector) return {};
  const auto is_other = [own](EpisodeNumber other) { return other != own; };
  return nearest_to(index, *vector, count, is_other, unrelated_cosine);
}

}  // namespace

std::vector<Neighbour> nearest_others(const NamespaceIndex& index, EpisodeNumber own,
                                      float unrelated_cosine) {
  return nearest_others(index, own, looked_at, unrelated_cosine);
}

VectorMatch::VectorMatch(const NamespaceIndex& index, std::optional<Vector> query,
                         const AcceptsEpisode& accepts, float unrelated_cosine)
    : index_(index), query_(std::move(query)), unrelated_cosine_(unrelated_cosine) {
  if (!query_) return;
  nearest_ = nearest_to(index_, *query_, looked_at, nullptr, unrelated_cosine_);
  if (!nearest_.empty()) highest_ = nearest_.front().cosine;
  standing_out_ = measure_standing_out();
  if (accepts) nearest_ = nearest_to(index_, *query_, looked_at, accepts, unrelated_cosine_);
}

std::vector<std::optional<float>> VectorMatch::cosines(
    std::span<const EpisodeNumber> episodes) const {
  if (!query_) return std::vector<std::optional<float>>(episodes.size());
  auto cosines = index_.vectors().cosines(episodes, *query_);
  for (auto& cosine : cosines) {
    if (cosine) cosine = above_unrelated(*cosine, unrelated_cosine_);
  }
  return cosines;
}

// Found on the intents of CLINC150, where it tells known from unknown ones best (docs/recall.md).
float VectorMatch::measure_standing_out() const {
  if (nearest_.empty()) return 0;
  constexpr float density_weight = 0.7F;
  constexpr float background_weight = 2.8F;
  const std::span<const Neighbour> first(nearest_.data(),
                                         std::min(weights::first_few, nearest_.size()));
  // Not those of the query's nearest that are near to the best: where the query is about something
  // else, the best has neighbours of its own, far from the query.
  const auto around =
      nearest_others(index_, first.front().id, weights::first_few, unrelated_cosine_);
  std::vector<EpisodeNumber> others;
  others.reserve(around.size());
  for (const Neighbour& one : around) others.push_back(one.id);
  float to_query = 0;
  for (const auto& cosine : cosines(others)) to_query += cosine.value_or(0);
  if (!others.empty()) to_query /= static_cast<float>(others.size());
  return mean_cosine(first) + to_query - density_weight * mean_cosine(around) -
         background_weight * background(nearest_);
}

}  // namespace memory_mcp
