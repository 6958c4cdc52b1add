// What agents were advised, whether they followed it, and what came of it: the counts of one
// namespace. A derived view; the order in which things are told leaves no trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/pattern_key.h"
#include "model/recommendation.h"

namespace memory_mcp {

// What came of recommending a pattern. An episode counts once, however often it was told.
struct PatternUse {
  std::int64_t recommended = 0;
  std::int64_t applied = 0;  // It was followed.
  std::int64_t helped = 0;   // And what was followed went well,
  std::int64_t hurt = 0;     // or not.
  // An episode's credit is shared by all that was followed in it: in parts of credit_whole.
  std::int64_t credit = 0;
  std::int64_t good_credit = 0;

  bool operator==(const PatternUse&) const = default;
  PatternUse& operator+=(const PatternUse& other);
  PatternUse& operator-=(const PatternUse& other);

  // How probably following it helps: the mean of a Beta posterior that starts at one half with the
  // weight of two episodes.
  double effectiveness() const;
};
inline constexpr std::int64_t credit_whole = 2'520;  // What one to ten can share without a rest.

class GivenAdvice {
 public:
  // Replaces what was told under the same id. All tools that it names are among `tools`.
  void put(HistoryRow episode, const Recommendation& recommendation, const Names& tools);
  // One that belongs to no episode counts by its feedback alone.
  void put_loose(const Recommendation& recommendation);
  void remove(HistoryRow episode);

  // Marks the steps whose tool had been advised.
  void mark(PastEpisode& episode) const;
  // A completed episode, until it changes or goes. What is needed for its marks is forgotten.
  void count(const PastEpisode& episode);
  void uncount(HistoryRow episode);

  PatternUse of(const PatternName& name) const;

  struct Shown {
    PatternName name;
    std::vector<NameId> path;
    bool was_followed = false;
  };
  // The patterns with a path that were recommended in a completed episode: those that were followed
  // first, and then by name.
  std::vector<Shown> shown(HistoryRow episode) const;

 private:
  struct Path {
    PatternName name;
    std::vector<NameId> tools;
  };
  struct Given {
    std::string id;
    std::size_t after_steps = 0;
    std::vector<NameId> tools;
    std::vector<Path> paths;
    std::optional<Feedback> feedback;
  };
  using Uses = std::map<PatternName, PatternUse>;

  static Uses uses_of(std::vector<const Given*> given, const PastEpisode& episode);
  void add(const Uses& uses);
  void subtract(const Uses& uses);

  std::map<HistoryRow, std::vector<Given>> given_;
  std::map<HistoryRow, Uses> counted_;
  std::map<std::string, Uses, std::less<>> loose_;
  Uses all_;
};

// Whether a path was gone: its tools were used in this order, without failing and with no more than
// one other between two of them, and the last of them behind the first `after_steps` steps.
bool was_followed(const std::vector<NameId>& path, const PastEpisode& episode,
                  std::size_t after_steps);

}  // namespace memory_mcp
