#include "tools/nothing_found.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace memory_mcp {
namespace {

// "web (12 episodes), game (3)", the most worked in first.
std::string most_completed(const CompletedEpisodes& completed) {
  constexpr std::size_t told_max = 5;
  std::vector<std::pair<std::string, std::size_t>> domains(completed.begin(), completed.end());
  std::ranges::stable_sort(domains, std::ranges::greater{},
                           &std::pair<std::string, std::size_t>::second);
  std::vector<std::string> told;
  for (const auto& [domain, episodes] : domains) {
    if (told.size() == told_max) break;
    told.push_back("\"" + domain + "\" (" + std::to_string(episodes) + ")");
  }
  const std::size_t others = domains.size() - told.size();
  return joined(told, ", ") + (others == 0 ? "" : " and " + std::to_string(others) + " more");
}

}  // namespace

std::optional<std::string> nothing_completed(const CompletedEpisodes& completed,
                                             const std::optional<std::string>& domain) {
  if (completed.empty()) {
    return "No such episode is completed yet; patterns are learnt when complete_episode is called.";
  }
  if (!domain || completed.contains(*domain)) return std::nullopt;
  std::vector<std::string_view> names;
  for (const auto& [name, episodes] : completed) names.push_back(name);
  const std::string_view meant = nearest(*domain, names);
  return "No completed episode is of the area of work \"" + *domain + "\"" +
         (meant.empty() ? "" : "; did you mean \"" + std::string(meant) + "\"?") +
         (meant.empty() ? "; there are " : " There are ") + most_completed(completed) + ".";
}

}  // namespace memory_mcp
