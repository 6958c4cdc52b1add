#include "importers/recorded_call.h"

#include "audit/redaction.h"
#include "base/text.h"
#include "importers/import_limits.h"
#include "importers/json_members.h"

namespace memory_mcp {
namespace {

// A text that says nothing is none.
std::string or_instead(std::string text, std::string_view instead) {
  return is_blank(text) ? std::string(instead) : std::move(text);
}

// As it may be kept: what stands under the name of a secret is one, whatever it looks like. Looks a
// little further than an action goes, or a secret at the end would be cut and no longer known.
std::string first_text(const Json& arguments) {
  constexpr std::size_t looked_at =
      limits::import_action_bytes_max + limits::import_secret_margin_bytes;
  if (!arguments.is_object()) return "";
  for (const auto& [name, value] : arguments.items()) {
    if (!value.is_string() || is_blank(value.get_ref<const std::string&>())) continue;
    const std::string_view text = cut_to_bytes(value.get_ref<const std::string&>(), looked_at);
    return without_secrets(Json{{name, text}}).at(name).get<std::string>();
  }
  return "";
}

std::string action_of(const std::string& tool, const Json& arguments) {
  const std::string description = text_member(arguments, "description");
  if (!is_blank(description)) return description;
  const std::string text = first_text(arguments);
  if (text.empty()) return tool;
  return tool + " " + std::string(cut_to_bytes(text, limits::import_action_bytes_max));
}

bool tells_an_error(const std::string& text) {
  constexpr std::string_view word = "error";
  const std::string_view start = trimmed(text);
  if (to_lower(start.substr(0, word.size())) == word) return true;
  if (!start.starts_with('{')) return false;
  const auto json = parse_json(start, std::string::npos, limits::document_depth_max);
  if (!json.ok()) return false;
  const Json* const error = member(*json, word);
  return error != nullptr && !error->is_null() && !(error->is_boolean() && !error->get<bool>()) &&
         !(error->is_string() && error->get_ref<const std::string&>().empty());
}

bool tells_a_timeout(const std::string& text) {
  const std::string lower = to_lower(text);
  return lower.find("timed out") != std::string::npos || lower.find("timeout") != std::string::npos;
}

}  // namespace

ImportedStep recorded_call(std::string tool, Json arguments) {
  ImportedStep step;
  step.action = action_of(tool, arguments);
  step.tool = std::move(tool);
  step.arguments = std::move(arguments);
  return step;
}

StepResult recorded_result(std::string text, ToldResult told) {
  const bool is_error =
      told == ToldResult::error || (told == ToldResult::unknown && tells_an_error(text));
  if (!is_error) return {.type = StepResultType::success, .output = std::move(text)};
  return {.type = tells_a_timeout(text) ? StepResultType::timeout : StepResultType::error,
          .message = std::move(text)};
}

Outcome success_of(std::string verdict) {
  return {.type = OutcomeType::success, .verdict = or_instead(std::move(verdict), "done")};
}

Outcome failure_of(std::string reason) {
  return {.type = OutcomeType::failure, .reason = or_instead(std::move(reason), "failed")};
}

void conclude(ImportedTask& task, std::string answer) {
  const auto* const last = task.steps.empty() ? nullptr : &task.steps.back();
  if (last != nullptr && last->result && last->result->type != StepResultType::success) {
    task.outcome = failure_of(last->result->message.value_or(""));
    task.outcome_rule = "last_call_failed";
    return;
  }
  task.outcome = success_of(std::move(answer));
  task.outcome_rule = "answered";
}

}  // namespace memory_mcp
