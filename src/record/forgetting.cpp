#include "record/forgetting.h"

#include <algorithm>
#include <span>

#include "analysis/folding.h"
#include "base/relation_limits.h"
#include "base/sha256.h"
#include "record/removal.h"

namespace memory_mcp {
namespace {

std::string confirmation_of(const std::string& namespace_name,
                            const std::vector<Episode>& episodes) {
  constexpr std::size_t digits = 16;
  std::string all = namespace_name;
  for (const Episode& episode : episodes) all += "\n" + episode.id;
  return sha256_hex(all).substr(0, digits);
}

Result<Forgotten> forget_some(Transaction& transaction, std::span<const Episode> episodes,
                              const ForgetFilter& filter) {
  Forgotten some;
  for (const Episode& one : episodes) {
    const auto episode = transaction.episode_without_steps(one.id);
    const bool is_gone = !episode.ok() && episode.error().fault == Fault::not_found;
    if (is_gone || (episode.ok() && !fits(*episode, filter))) continue;
    some.steps += TRY(remove_episode(transaction, one.id)).steps;
    some.ids.push_back(one.id);
  }
  return some;
}

}  // namespace

bool fits(const Episode& episode, const ForgetFilter& filter) {
  const auto has = [&](const std::string& tag) {
    return std::ranges::find(episode.context.tags, tag) != episode.context.tags.end();
  };
  return (!filter.before || episode.start_time < *filter.before) &&
         (!filter.domain || folded(episode.context.domain) == folded(*filter.domain)) &&
         (!filter.task_type || episode.task_type == *filter.task_type) &&
         std::ranges::all_of(filter.tags, has) &&
         (!filter.outcome || (episode.outcome && episode.outcome->type == *filter.outcome)) &&
         (!filter.status || episode.status == *filter.status) &&
         (!filter.writer || writer_of(episode) == *filter.writer);
}

Result<Forgettable> find_forgettable(Store& store, const std::string& namespace_name,
                                     const ForgetFilter& filter, std::size_t limit,
                                     const AfterSome& after_some) {
  Forgettable found;
  std::optional<std::int64_t> from = 0;
  for (std::int64_t looked_at = 0; from;) {
    EpisodePage page = TRY(store.read(namespace_name, [&](Transaction& transaction) {
      return transaction.episodes(Order::oldest_first, *from, limits::episodes_per_page_max);
    }));
    for (Episode& episode : page.episodes) {
      if (!fits(episode, filter)) continue;
      ++found.matched;
      if (found.episodes.size() < limit) found.episodes.push_back(std::move(episode));
    }
    from = page.next;
    looked_at += std::ssize(page.episodes);
    TRY(after_some(looked_at));
  }
  found.steps = TRY(store.read(namespace_name, [&](Transaction& transaction) {
    std::int64_t steps = 0;
    for (const Episode& episode : found.episodes) {
      const auto count = transaction.step_count(episode.id);
      if (count.ok()) steps += *count;  // Else it was deleted meanwhile.
    }
    return Result<std::int64_t>(steps);
  }));
  found.confirmation = confirmation_of(namespace_name, found.episodes);
  return found;
}

Result<Forgotten> forget_episodes(Store& store, const std::string& namespace_name,
                                  const std::vector<Episode>& episodes, const ForgetFilter& filter,
                                  const std::function<Status(const Forgotten&)>& after_each) {
  Forgotten all;
  const std::span<const Episode> wanted(episodes);
  for (std::size_t at = 0; at < wanted.size(); at += limits::forgotten_at_once) {
    const auto part = wanted.subspan(at, std::min(limits::forgotten_at_once, wanted.size() - at));
    auto some = store.write(namespace_name, [&](Transaction& transaction) {
      return forget_some(transaction, part, filter);
    });
    Status done = some.ok() ? after_each(*some) : Status(some.error());
    if (some.ok()) {
      all.steps += some->steps;
      all.ids.insert(all.ids.end(), some->ids.begin(), some->ids.end());
    }
    if (!done.ok()) {
      return std::move(done).error().while_doing(
          "stopped after " + std::to_string(all.ids.size()) +
          " episodes, which are deleted; call again to go on with the others");
    }
  }
  return all;
}

}  // namespace memory_mcp
