#include "embeddings/unrelated_cosine.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace memory_mcp {
namespace {

// Tasks, as descriptions of episodes are, each of another kind.
const std::array<std::string, 6> unrelated_tasks{
    "Fix the login page so that it works in every browser.",
    "Write a report about last quarter's sales for the board.",
    "Speed up the query that counts orders by country.",
    "Bake the bread at a low heat until it is brown.",
    "Move the unit tests to the new version of the compiler.",
    "Translate the letter to the landlord into Polish.",
};

// More would leave nothing to tell apart, and no model that is of use has it.
constexpr double believed_max = 0.9;

}  // namespace

Result<double> measure_unrelated_cosine(Embedder& embedder, const std::stop_token& cancelled) {
  const auto queries = TRY(embedder.embed(unrelated_tasks, TextRole::query, cancelled));
  const auto documents = TRY(embedder.embed(unrelated_tasks, TextRole::document, cancelled));
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    for (std::size_t j = 0; j < documents.size(); ++j) {
      if (i == j) continue;
      sum += std::inner_product(queries[i].begin(), queries[i].end(), documents[j].begin(), 0.0);
      ++pairs;
    }
  }
  return std::clamp(sum / pairs, 0.0, believed_max);
}

}  // namespace memory_mcp
