// Which tool follows which, over everything that was done: a Markov model of variable order.
// Additive: what was added can be taken away again, in any order.
//
// Where several did it, each follower counts without whoever did it most, of all but the one who
// asks: what one of them does alone, however often, is not what usually follows.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "learn/names.h"

namespace memory_mcp {

class NextToolCounts {
 public:
  // Tools in the order in which they brought the task forward. `is_done`: the task was done with
  // the last one; otherwise nothing is known of what had to follow it.
  void add(std::span<const NameId> tools, bool is_done, NameId writer = no_name);
  void remove(std::span<const NameId> tools, bool is_done, NameId writer = no_name);

  // How probable each of the tools 0..tool_count is after those, and, behind them, the end. What
  // was never seen has a little; the sum is 1.
  std::vector<double> after(std::span<const NameId> tools, std::size_t tool_count,
                            NameId asker = no_name) const;
  // The same whatever came before.
  std::vector<double> anywhere(std::size_t tool_count, NameId asker = no_name) const;

 private:
  static constexpr std::size_t order_max = 2;
  static constexpr NameId beginning = no_name;
  static constexpr NameId ending = no_name - 1;
  static constexpr NameId nothing = no_name - 2;  // Pads a context that is shorter.

  using Context = std::array<NameId, order_max>;
  struct Hash {
    std::size_t operator()(const Context& context) const;
  };
  struct Followers {
    std::unordered_map<NameId, int> counts;
    int sum = 0;
  };

  using Table = std::unordered_map<Context, Followers, Hash>;

  static void count(Table& table, std::span<const NameId> tools, bool is_done, int times);
  static void count(Table& table, std::span<const NameId> before, NameId next, int times);
  // The last `order` of what came before; none when there are fewer.
  static bool context_of(std::span<const NameId> before, std::size_t order, Context& context);
  static void mix_in(const Followers& followers, std::vector<double>& probabilities);
  void mix_in(const Context& context, NameId asker, std::vector<double>& probabilities) const;
  Followers agreed(const Context& context, NameId asker) const;

  std::map<NameId, Table> of_writer_;
};

}  // namespace memory_mcp
