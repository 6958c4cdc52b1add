#include "retention/retention_policy.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "model/text_rules.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t bytes_per_mb = std::int64_t{1} << 20U;
// A century; whoever means for ever leaves it out.
constexpr std::int64_t age_days_max = 36'500;
constexpr std::int64_t count_max = 1'000'000'000;

Error bad_policy(std::size_t index, const std::string& text, const std::string& why) {
  const std::string field = "retention[" + std::to_string(index) + "]";
  return invalid_argument(field, field + ": " + why + " in \"" +
                                     std::string(cut_to_bytes(text, 120)) +
                                     "\"; write NAMESPACE: max_episodes=N max_age_days=N max_mb=N");
}

// One of "max_episodes=1000"; says what is wrong with it, or nothing.
std::string take_limit(std::string_view word, RetentionPolicy& policy) {
  const std::size_t equals = word.find('=');
  const std::string name(word.substr(0, equals));
  std::int64_t number = 0;
  const std::string_view digits = equals == std::string_view::npos ? "" : word.substr(equals + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  const std::int64_t most = name == "max_age_days" ? age_days_max : count_max;
  std::optional<std::int64_t>* limit = nullptr;
  if (name == "max_episodes") limit = &policy.max_episodes;
  if (name == "max_age_days") limit = &policy.max_age_days;
  if (name == "max_mb") limit = &policy.max_mb;
  if (limit == nullptr) return "\"" + name + "\" is no limit";
  if (!is_number || number < 1 || number > most) {
    return name + " must be a number from 1 to " + std::to_string(most);
  }
  if (*limit) return name + " stands twice";
  *limit = number;
  return "";
}

bool oldest_first(const RetentionCandidate& a, const RetentionCandidate& b) {
  return std::pair(a.episode.time, a.episode.row) < std::pair(b.episode.time, b.episode.row);
}

// What is kept of a namespace while its episodes go.
class Remaining {
 public:
  explicit Remaining(const std::vector<RetentionCandidate>& all) {
    for (const auto& one : all) {
      ++episodes_;
      bytes_ += one.episode.bytes;
    }
  }
  void take(const RetentionCandidate& one) {
    --episodes_;
    bytes_ -= one.episode.bytes;
  }
  std::optional<RemovalReason> excess(const RetentionPolicy& policy) const {
    if (policy.max_episodes && episodes_ > *policy.max_episodes) return RemovalReason::episodes;
    if (policy.max_mb && bytes_ > *policy.max_mb * bytes_per_mb) return RemovalReason::size;
    return std::nullopt;
  }

 private:
  std::int64_t episodes_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace

const RetentionPolicy* RetentionPolicies::find(std::string_view namespace_name) const {
  const auto named = of.find(namespace_name);
  if (named != of.end()) return &named->second;
  return of_others ? &*of_others : nullptr;
}

Result<RetentionPolicies> retention_policies(const std::vector<std::string>& texts) {
  RetentionPolicies policies;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return bad_policy(i, text, "there is no \":\"");
    const std::string name(trimmed(std::string_view(text).substr(0, colon)));
    if (name.empty() || (name != "*" && !namespace_rule.accepts(name))) {
      return bad_policy(i, text, "\"" + name + "\" is no namespace");
    }
    const bool is_named_already =
        name == "*" ? policies.of_others.has_value() : policies.of.contains(name);
    if (is_named_already) return bad_policy(i, text, name + " has a policy already");
    RetentionPolicy policy;
    bool has_limits = false;
    std::string_view rest = std::string_view(text).substr(colon + 1);
    for (rest = trimmed(rest); !rest.empty(); rest = trimmed(rest)) {
      const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
      const std::string why = take_limit(word, policy);
      if (!why.empty()) return bad_policy(i, text, why);
      has_limits = true;
      rest.remove_prefix(word.size());
    }
    if (!has_limits) return bad_policy(i, text, "there is no limit");
    if (name == "*") policies.of_others = policy;
    if (name != "*") policies.of[name] = policy;
  }
  return policies;
}

std::vector<PlannedRemoval> planned_removals(std::vector<RetentionCandidate> candidates,
                                             const RetentionPolicy& policy, Timestamp now) {
  constexpr std::int64_t evidence_patience = 2;
  std::ranges::sort(candidates, oldest_first);
  Remaining remaining(candidates);
  std::vector<PlannedRemoval> removals;
  const auto take_all = [&](auto reason_for) {
    std::erase_if(candidates, [&](const RetentionCandidate& one) {
      const std::optional<RemovalReason> reason = reason_for(one);
      if (!reason) return false;
      removals.push_back({one.episode, *reason});
      remaining.take(one);
      return true;
    });
  };
  if (policy.max_age_days) {
    const std::int64_t age_max = *policy.max_age_days * day_ms;
    take_all([&](const RetentionCandidate& one) -> std::optional<RemovalReason> {
      const std::int64_t allowed = one.is_evidence ? evidence_patience * age_max : age_max;
      if (now.ms - one.episode.time.ms <= allowed) return std::nullopt;
      return RemovalReason::age;
    });
  }
  for (const bool evidence : {false, true}) {
    take_all([&](const RetentionCandidate& one) -> std::optional<RemovalReason> {
      if (!one.episode.is_completed || one.is_evidence != evidence) return std::nullopt;
      return remaining.excess(policy);
    });
  }
  return removals;
}

}  // namespace memory_mcp
