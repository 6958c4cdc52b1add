#include "learn/domain_match.h"

#include "analysis/folding.h"

namespace memory_mcp {

DomainMatch::DomainMatch(const std::optional<std::string>& wanted) {
  if (wanted) wanted_ = folded(*wanted);
}

bool DomainMatch::operator()(const std::string& domain) {
  if (!wanted_) return true;
  const auto known = known_.find(domain);
  if (known != known_.end()) return known->second;
  return known_.emplace(domain, folded(domain) == *wanted_).first->second;
}

}  // namespace memory_mcp
