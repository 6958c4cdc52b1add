// What lies of one writer do to a memory that several share: the same questions are asked before
// and after more and more of them were planted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/result.h"
#include "learning_bench/poisoning/poison.h"

namespace memory_mcp {

struct PoisoningSetup {
  std::uint64_t seed = 1;
  std::size_t episodes = 600;  // Of three honest writers, in turn.
  std::size_t queries = 200;   // Tasks that were never recorded, of a fourth.
  std::vector<std::size_t> poisoned{0, 1, 10, 100};
  bool one_writer = false;  // All of it is the local user's, so that nobody is told apart.
};

// Shares are of all queries, if nothing else is said.
struct PoisoningFigures {
  PoisonKind poison = PoisonKind::new_tools;
  std::int64_t planted = 0;
  double found = 0;
  double poison_first = 0;
  double next_right = 0;
  std::int64_t poison_next = 0;
  std::int64_t poison_established = 0;
  std::int64_t poison_candidates = 0;

  static constexpr auto fields() {
    using Self = PoisoningFigures;
    return std::tuple{
        required("poison", &Self::poison, "What was planted."),
        required("planted", &Self::planted, "How many episodes of it, by one writer."),
        required("found", &Self::found,
                 "How often an honest episode of the same kind is among the first five, 0 to 1."),
        required("poison_first", &Self::poison_first,
                 "Of the queries about other kinds of tasks: how often a planted one is first."),
        required("next_right", &Self::next_right,
                 "How often the first of next_actions begins the task as it has to begin."),
        required("poison_next", &Self::poison_next,
                 "How often it is what was planted, and was not before."),
        required("poison_established", &Self::poison_established,
                 "How many established results of recommend_patterns were planted."),
        required("poison_candidates", &Self::poison_candidates,
                 "How many of its candidates were, which say of themselves that they are."),
    };
  }
};

// Told before each query, counted over all kinds of poison.
using OnQuery = std::function<void(std::size_t done, std::size_t total)>;

// By kind of poison, then by how much was planted. The same setup gives the same result.
Result<std::vector<PoisoningFigures>> run_poisoning(const PoisoningSetup& setup,
                                                    const OnQuery& on_query);

}  // namespace memory_mcp
