#include "record/outcome_rules.h"

#include <array>

#include "base/text.h"

namespace memory_mcp {
namespace {

enum class Need { none, may, must };

struct Member {
  std::string_view name;
  bool given;
  Need success;
  Need partial_success;
  Need failure;

  Need needed_by(OutcomeType type) const {
    switch (type) {
      case OutcomeType::success:
        return success;
      case OutcomeType::partial_success:
        return partial_success;
      case OutcomeType::failure:
        return failure;
    }
    return Need::none;
  }
};

bool says_something(const std::optional<std::string>& text) { return text && !is_blank(*text); }

Error complaint(std::string_view member, std::string_view what, OutcomeType type) {
  std::string message(what);
  message += name_of(type);
  return invalid_argument(std::string(member), std::move(message));
}

}  // namespace

Status check_outcome(const Outcome& outcome) {
  const std::array members{
      Member{"verdict", says_something(outcome.verdict), Need::must, Need::must, Need::none},
      Member{"artifacts", outcome.artifacts.has_value(), Need::may, Need::none, Need::none},
      Member{"completed", outcome.completed.has_value(), Need::none, Need::must, Need::none},
      Member{"failed", outcome.failed.has_value(), Need::none, Need::must, Need::none},
      Member{"reason", says_something(outcome.reason), Need::none, Need::none, Need::must},
      Member{"error_details", outcome.error_details.has_value(), Need::none, Need::none, Need::may},
  };
  for (const Member& member : members) {
    const Need need = member.needed_by(outcome.type);
    if (need == Need::must && !member.given) {
      return complaint(member.name, "is required when outcome_type is ", outcome.type);
    }
    if (need == Need::none && member.given) {
      return complaint(member.name, "must be left out when outcome_type is ", outcome.type);
    }
  }
  return Done{};
}

}  // namespace memory_mcp
