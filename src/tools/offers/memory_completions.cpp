#include <algorithm>
#include <map>

#include "analysis/folding.h"
#include "base/log.h"
#include "tools/all_tools.h"
#include "tools/offers/offers.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

using Values = std::vector<std::string>;

// The most frequent first.
Values by_frequency(const std::map<std::string, std::size_t>& counts) {
  std::vector<std::pair<std::string, std::size_t>> all(counts.begin(), counts.end());
  std::ranges::stable_sort(all, std::ranges::greater{},
                           &std::pair<std::string, std::size_t>::second);
  Values values;
  for (auto& [value, count] : all) values.push_back(std::move(value));
  return values;
}

// From what is stored in the default namespace: the protocol has no place to name another one.
class MemoryCompletions final : public CompletionSource {
 public:
  explicit MemoryCompletions(Services& services) : services_(services) {}

  Suggestions complete(const CompletionQuestion& question, const CallContext& call) const override {
    if (!call.caller.may_use(default_namespace)) return {};
    auto values = values_for(question);
    if (!values.ok()) {
      // Whoever types can go on without.
      log_warning("not_completed", {{"why", values.error().message}});
      return {};
    }
    Suggestions found{.values = *std::move(values), .total = std::nullopt};
    found.total = found.values.size();
    return found;
  }

 private:
  Result<Values> values_for(const CompletionQuestion& question) const {
    using Of = CompletionQuestion::Of;
    const std::string& typed = question.typed;
    if (question.of == Of::prompt) {
      if (question.argument == "domain") return domains(typed);
      if (question.argument == "episode_id") return episode_ids(typed);
    } else if (question.argument == "id") {
      if (question.name == episode_template) return episode_ids(typed);
      if (question.name == pattern_template) return pattern_ids(typed);
    }
    return Values();
  }

  Result<std::vector<Episode>> newest_episodes() const {
    EpisodePage page = TRY(services_.store.read(default_namespace, [](Transaction& transaction) {
      return transaction.episodes(Order::newest_first, std::nullopt, suggested_from_episodes_max);
    }));
    return std::move(page.episodes);
  }

  // Newest first.
  Result<Values> episode_ids(const std::string& typed) const {
    Values ids;
    for (Episode& episode : TRY(newest_episodes())) {
      if (episode.id.starts_with(typed)) ids.push_back(std::move(episode.id));
    }
    return ids;
  }

  // In any case, as everywhere.
  Result<Values> domains(const std::string& typed) const {
    const std::string start = folded(typed);
    std::map<std::string, std::size_t> counts;
    for (Episode& episode : TRY(newest_episodes())) {
      std::string& domain = episode.context.domain;
      if (folded(domain).starts_with(start)) ++counts[std::move(domain)];
    }
    return by_frequency(counts);
  }

  // Best first.
  Result<Values> pattern_ids(const std::string& typed) const {
    const FoundPatterns found = TRY(services_.advisor.patterns(
        default_namespace, {.patterns_max = limits::patterns_looked_at_max, .evidence_max = 0}));
    Values ids;
    for (const Pattern& pattern : found.patterns) {
      std::string id = pattern.name.to_id();
      if (id.starts_with(typed)) ids.push_back(std::move(id));
    }
    return ids;
  }

  Services& services_;
};

}  // namespace

std::shared_ptr<const CompletionSource> memory_completions(Services& services) {
  return std::make_shared<MemoryCompletions>(services);
}

}  // namespace memory_mcp
