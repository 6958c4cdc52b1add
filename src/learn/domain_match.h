// Whether an episode is of the area of work that was asked for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace memory_mcp {

// Any area of work without a name. Upper and lower case are the same. Remembers what it compared:
// there are few areas and many episodes. The names that it is asked of must outlive it.
class DomainMatch {
 public:
  explicit DomainMatch(const std::optional<std::string>& wanted);

  bool operator()(const std::string& domain);

 private:
  std::optional<std::string> wanted_;  // Folded.
  std::map<std::string_view, bool> known_;
};

}  // namespace memory_mcp
