// How often something went well, and how sure that is. Counted in whole numbers, so that the order
// in which episodes came and went leaves no trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>

namespace memory_mcp {

// Evidence for and against.
struct Mass {
  std::int64_t weight = 0;   // In tenths of an episode.
  std::int64_t success = 0;  // How much of it went well, in thousandths of that.

  auto operator<=>(const Mass&) const = default;
  Mass& operator+=(const Mass& other);
  Mass& operator-=(const Mass& other);

  // The share that went well; `without_evidence` of nothing.
  double share(double without_evidence) const;
  // What is expected of the next one, before anything is known of it: the share, drawn towards one
  // half by two unknown episodes, and so never 0 or 1.
  double base_rate() const;
  // And of a pattern that all of them have: the share, drawn towards the base by two more.
  double usual_rate() const;
};

// A record below this, from which little can be learnt, counts as this part of an episode.
inline constexpr double quality_threshold = 0.7;
inline constexpr double weight_below_threshold = 0.3;

// Of an episode with that success, 0..1.
Mass mass_of(double success, double quality);

// The same evidence, all of it in favour.
Mass whole(const Mass& mass);

struct Rates {
  double base_rate = 0.5;
  double success_rate = 0.5;  // Mean of the posterior.
  double low = 0;             // Where it is with a probability of 90 %.
  double high = 1;
  double lift = 1;              // In parts of what is expected of what they all have.
  bool is_established = false;  // Enough evidence; otherwise a candidate.
  bool is_avoided = false;      // Clearly below base, or never seen to go well in five episodes.
  // False: of one writer alone where several record. Then it is neither of the two above.
  bool is_corroborated = true;

  bool operator==(const Rates&) const = default;
};

// Remembers what it worked out: the same few masses come again and again.
class RatesTable {
 public:
  // `all` are those among which the pattern was found.
  const Rates& of(const Mass& mass, std::size_t episodes, const Mass& all);

 private:
  std::map<std::tuple<Mass, Mass, std::size_t>, Rates> known_;
};

}  // namespace memory_mcp
