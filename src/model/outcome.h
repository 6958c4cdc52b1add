// How an episode ended, in the words of whoever completed it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/describe.h"
#include "base/limits.h"

namespace memory_mcp {

enum class OutcomeType { success, partial_success, failure };

constexpr auto names_of(OutcomeType) {
  using namespace std::literals;
  return std::array{std::pair{OutcomeType::success, "success"sv},
                    std::pair{OutcomeType::partial_success, "partial_success"sv},
                    std::pair{OutcomeType::failure, "failure"sv}};
}

struct Outcome {
  OutcomeType type = OutcomeType::success;
  std::optional<std::string> verdict;                 // Of success and partial success.
  std::optional<std::vector<std::string>> artifacts;  // Of success.
  std::optional<std::vector<std::string>> completed;  // Of partial success.
  std::optional<std::vector<std::string>> failed;     // Of partial success.
  std::optional<std::string> reason;                  // Of failure.
  std::optional<std::string> error_details;           // Of failure.

  bool operator==(const Outcome&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("type", &Outcome::type, "How the episode ended."),
        optional("verdict", &Outcome::verdict, "What was achieved.")
            .length(0, limits::outcome_text_bytes_max),
        optional("artifacts", &Outcome::artifacts, "What was produced.")
            .length(0, limits::outcome_items_max)
            .each_length(1, limits::outcome_item_bytes_max),
        optional("completed", &Outcome::completed, "What was completed.")
            .length(0, limits::outcome_items_max)
            .each_length(1, limits::outcome_item_bytes_max),
        optional("failed", &Outcome::failed, "What was not.")
            .length(0, limits::outcome_items_max)
            .each_length(1, limits::outcome_item_bytes_max),
        optional("reason", &Outcome::reason, "Why it failed.")
            .length(0, limits::outcome_text_bytes_max),
        optional("error_details", &Outcome::error_details, "Details of the failure.")
            .length(0, limits::outcome_text_bytes_max),
    };
  }
};

}  // namespace memory_mcp
