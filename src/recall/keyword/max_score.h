// The documents with the highest sums of points, where each of several lists gives points to some.
//
// MaxScore (Turtle and Flood 1995), a list at a time: lists are gone through in the order of the
// most that they can give. Once all that are left cannot bring a new document among the best, what
// they give is looked up, for those documents only that may still become one of the best. Nothing
// is estimated: the result is that of going through all lists.
#pragma once

#include <algorithm>
#include <concepts>
#include <limits>
#include <numeric>
#include <vector>

#include "recall/keyword/accumulators.h"

namespace memory_mcp {

// What is evaluated. Points are above 0; a document that is refused gets `refused_points` first.
template <typename Lists>
concept ScoredLists = requires(Lists lists, std::size_t list, std::uint32_t document,
                               Accumulators<float> scores) {
  { lists.size() } -> std::same_as<std::size_t>;
  // How many points a document can get at most.
  { lists.most(list) } -> std::same_as<float>;
  // How many entries are gone through by a scan.
  { lists.length(list) } -> std::same_as<std::size_t>;
  { lists.scan(list, scores) } -> std::same_as<void>;
  // For documents one after another, fast when ascending. 0 when it gives none.
  { lists.points(list, document) } -> std::same_as<float>;
  // A look-up takes as long as so many entries of a scan.
  { Lists::entries_per_lookup } -> std::convertible_to<std::size_t>;
};

inline constexpr float refused_points = -std::numeric_limits<float>::infinity();

// The `count`-th highest score; 0 when there are fewer. Leaves them in another order.
inline float kth_score(std::vector<float>& scores, std::size_t count) {
  if (count == 0 || scores.size() < count) return 0;
  const auto kth = scores.begin() + static_cast<std::ptrdiff_t>(count) - 1;
  std::ranges::nth_element(scores, kth, std::ranges::greater{});
  return *kth;
}

template <ScoredLists Lists>
class MaxScore {
 public:
  MaxScore(Lists& lists, std::size_t count, Accumulators<float>& scores)
      : lists_(lists),
        count_(count),
        scores_(scores),
        order_(lists.size()),
        left_(lists.size() + 1) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, std::ranges::greater{},
                             [&](std::size_t list) { return lists.most(list); });
    for (std::size_t i = order_.size(); i-- > 0;) left_[i] = left_[i + 1] + lists.most(order_[i]);
  }

  std::vector<std::uint32_t> best() {
    std::size_t done = 0;
    while (done < order_.size() && !may_look_up(done)) lists_.scan(order_[done++], scores_);
    std::vector<ScoredDocument> found = promising(done);
    if (done < order_.size()) std::ranges::sort(found, {}, &ScoredDocument::document);
    for (; done < order_.size(); ++done) {
      for (auto& [score, document] : found) score += lists_.points(order_[done], document);
      keep_promising(found, done + 1);
    }
    if (found.size() > count_) {
      std::ranges::nth_element(found, found.begin() + static_cast<std::ptrdiff_t>(count_),
                               is_better);
      found.resize(count_);
    }
    std::vector<std::uint32_t> best;
    best.reserve(found.size());
    for (const ScoredDocument& one : found) best.push_back(one.document);
    return best;
  }

 private:
  struct ScoredDocument {
    float score = 0;
    std::uint32_t document = 0;
  };

  // Of equals, the newer.
  static bool is_better(const ScoredDocument& a, const ScoredDocument& b) {
    return a.score != b.score ? a.score > b.score : a.document > b.document;
  }

  // What a score must reach with all that lists from there on can give, lest rounding decides.
  float needed(float threshold, std::size_t done) const {
    constexpr float rounding = 1e-5F;
    return threshold - left_[done] - rounding * (threshold + left_[done]);
  }

  // Whether no document is missing, and looking up what is left is less work than the next scan.
  bool may_look_up(std::size_t done) {
    const std::size_t next_length = lists_.length(order_[done]);
    // Finding the threshold is work, too.
    if (scores_.documents().size() < count_ || next_length < scores_.documents().size() / 2) {
      return false;
    }
    std::vector<float> scores;
    scores.reserve(scores_.documents().size());
    for (const std::uint32_t document : scores_.documents()) {
      if (scores_.of(document) > 0) scores.push_back(scores_.of(document));
    }
    threshold_ = kth_score(scores, count_);
    const float least = needed(threshold_, done);
    if (least <= 0) return false;
    const auto looked_up = static_cast<std::size_t>(
        std::ranges::count_if(scores, [&](float s) { return s >= least; }));
    return looked_up * Lists::entries_per_lookup <= next_length;
  }

  std::vector<ScoredDocument> promising(std::size_t done) const {
    const float least = needed(threshold_, done);
    std::vector<ScoredDocument> found;
    for (const std::uint32_t document : scores_.documents()) {
      const float score = scores_.of(document);
      if (score > 0 && score >= least) found.push_back({score, document});
    }
    return found;
  }

  void keep_promising(std::vector<ScoredDocument>& found, std::size_t done) {
    std::vector<float> scores;
    scores.reserve(found.size());
    for (const ScoredDocument& one : found) scores.push_back(one.score);
    const float least = needed(kth_score(scores, count_), done);
    std::erase_if(found, [&](const ScoredDocument& one) { return one.score < least; });
  }

  Lists& lists_;
  std::size_t count_;
  Accumulators<float>& scores_;
  std::vector<std::size_t> order_;  // Of lists: what can give most comes first.
  std::vector<float> left_;         // By place in it: what all lists from there on can give.
  float threshold_ = 0;             // The lowest of the best so far.
};

// The best documents, at most `count`, in no order. `scores` is for as many documents as there are,
// each 0.
template <ScoredLists Lists>
std::vector<std::uint32_t> best_by_max_score(Lists& lists, std::size_t count,
                                             Accumulators<float>& scores) {
  return MaxScore<Lists>(lists, count, scores).best();
}

}  // namespace memory_mcp
