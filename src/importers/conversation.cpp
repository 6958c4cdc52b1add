#include "importers/conversation.h"

#include <map>

#include "base/text.h"
#include "importers/json_members.h"
#include "importers/recorded_call.h"

namespace memory_mcp {
namespace {

// Arguments are JSON in a text; what is none stays as it is.
Json arguments_of(const Json& function) {
  const Json* const arguments = member(function, "arguments");
  if (arguments == nullptr) return {};
  if (arguments->is_object()) return *arguments;
  if (!arguments->is_string()) return Json{{"arguments", *arguments}};
  const auto& text = arguments->get_ref<const std::string&>();
  if (is_blank(text)) return {};
  auto json = parse_json(text, std::string::npos, limits::json_depth_max);
  if (json.ok() && json->is_object()) return *std::move(json);
  return Json{{"arguments", text}};
}

std::optional<Timestamp> time_of(const Json& message) {
  for (const std::string_view name : {"timestamp", "created_at", "created"}) {
    if (const auto time = time_member(message, name)) return time;
  }
  return std::nullopt;
}

class Conversation {
 public:
  Status read(const Json& message) {
    const std::string role = text_member(message, "role");
    const auto time = time_of(message);
    if (time) {
      if (!task_.start_time) task_.start_time = time;
      task_.end_time = time;
    }
    if (role == "user" && is_blank(task_.task_description)) {
      const Json* const content = member(message, "content");
      if (content != nullptr) task_.task_description = text_of_content(*content);
    }
    if (role == "assistant") return read_calls(message, time);
    if (role == "tool" || role == "function") return read_result(message, time);
    if (role == "user" || role == "system" || role == "developer") return Done{};
    return invalid_argument("role", "is none of system, developer, user, assistant and tool: \"" +
                                        std::string(cut_to_bytes(role, 40)) + "\"");
  }

  ImportedTask task() && { return std::move(task_); }

 private:
  Status read_calls(const Json& message, std::optional<Timestamp> time) {
    // The older form has one call, and its answer names the function.
    if (const Json* const call = member(message, "function_call"); call && call->is_object()) {
      TRY(add_call(*call, text_member(*call, "name"), time));
    }
    const Json* const calls = member(message, "tool_calls");
    if (calls == nullptr || calls->is_null()) return Done{};
    if (!calls->is_array()) return invalid_argument("tool_calls", "is no list");
    for (const Json& call : *calls) {
      const Json* function = member(call, "function");
      // A custom tool takes one text.
      if (function == nullptr) function = member(call, "custom");
      if (function == nullptr) return invalid_argument("tool_calls", "has a call of no function");
      TRY(add_call(*function, text_member(call, "id"), time));
    }
    return Done{};
  }

  Status add_call(const Json& function, const std::string& id, std::optional<Timestamp> time) {
    const std::string name = text_member(function, "name");
    if (name.empty()) return invalid_argument("tool_calls", "has a function without a name");
    Json arguments = arguments_of(function);
    if (const Json* const input = member(function, "input")) arguments = Json{{"input", *input}};
    ImportedStep step = recorded_call(name, std::move(arguments));
    step.timestamp = time;
    unanswered_[id] = task_.steps.size();
    task_.steps.push_back(std::move(step));
    return Done{};
  }

  Status read_result(const Json& message, std::optional<Timestamp> time) {
    std::string id = text_member(message, "tool_call_id");
    if (id.empty()) id = text_member(message, "name");
    const auto found = unanswered_.find(id);
    if (found == unanswered_.end()) {
      return invalid_argument("tool_call_id",
                              "answers no call: \"" + std::string(cut_to_bytes(id, 100)) + "\"");
    }
    ImportedStep& step = task_.steps[found->second];
    unanswered_.erase(found);
    const Json* const content = member(message, "content");
    step.result =
        recorded_result(content == nullptr ? "" : text_of_content(*content), ToldResult::unknown);
    if (step.timestamp && time && *time >= *step.timestamp) {
      step.latency_ms = static_cast<double>(time->ms - step.timestamp->ms);
    }
    return Done{};
  }

  ImportedTask task_;
  std::map<std::string, std::size_t> unanswered_;  // Steps by the ids of their calls.
};

}  // namespace

Result<ImportedTask> task_of_conversation(const Json& messages) {
  Conversation conversation;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Status read = conversation.read(messages[i]);
    if (!read.ok()) return std::move(read).error().below("messages[" + std::to_string(i) + "]");
  }
  return std::move(conversation).task();
}

std::optional<std::string> final_answer(const Json& messages, const ImportedTask& task) {
  if (messages.empty() || text_member(messages.back(), "role") != "assistant") return std::nullopt;
  for (const ImportedStep& step : task.steps) {
    if (!step.result) return std::nullopt;
  }
  const Json* const content = member(messages.back(), "content");
  std::string answer = content == nullptr ? "" : text_of_content(*content);
  if (is_blank(answer)) answer = text_member(messages.back(), "refusal");
  return is_blank(answer) ? std::nullopt : std::optional(std::move(answer));
}

}  // namespace memory_mcp
