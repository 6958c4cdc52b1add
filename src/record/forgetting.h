// Deleting many episodes at once, by what they have in common.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store.h"

namespace memory_mcp {

// What is given must all hold.
struct ForgetFilter {
  std::optional<Timestamp> before;    // Started earlier.
  std::optional<std::string> domain;  // In any case.
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;  // All of them, normal.
  std::optional<OutcomeType> outcome;
  std::optional<EpisodeStatus> status;
  std::optional<std::string> writer;  // Who opened it, by name.

  bool is_empty() const {
    return !before && !domain && !task_type && tags.empty() && !outcome && !status && !writer;
  }
};

bool fits(const Episode& episode, const ForgetFilter& filter);

struct Forgettable {
  std::vector<Episode> episodes;  // Without their steps; stored first, first.
  std::int64_t matched = 0;       // Also those beyond the limit.
  std::int64_t steps = 0;         // Of `episodes`.
  // By which whoever confirms says that it is these that are meant: 16 hexadecimal digits.
  std::string confirmation;
};

// Told how many were looked at; its error ends the search, or the deleting.
using AfterSome = std::function<Status(std::int64_t done)>;

// Looks at all episodes of the namespace, a page at a time.
Result<Forgettable> find_forgettable(Store& store, const std::string& namespace_name,
                                     const ForgetFilter& filter, std::size_t limit,
                                     const AfterSome& after_some);

struct Forgotten {
  std::vector<std::string> ids;
  std::int64_t steps = 0;
};

// Takes away those of `episodes` that are still there and still fit, some in each transaction;
// `after_each` is told of those that are gone for good. An error says how many went before it.
Result<Forgotten> forget_episodes(Store& store, const std::string& namespace_name,
                                  const std::vector<Episode>& episodes, const ForgetFilter& filter,
                                  const std::function<Status(const Forgotten&)>& after_each);

}  // namespace memory_mcp
