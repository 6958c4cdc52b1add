// Logs of OpenAI's chat completions: one conversation a line or a file, or one message a line.
#include "base/sha256.h"
#include "base/text.h"
#include "importers/conversation.h"
#include "importers/import_limits.h"
#include "importers/importer.h"
#include "importers/json_members.h"
#include "importers/recorded_call.h"

namespace memory_mcp {
namespace {

// What is logged beside the messages may stand in the record, or in the request or the response.
const Json* anywhere(const Json& record, std::string_view name) {
  if (const Json* const found = member(record, name)) return found;
  for (const std::string_view part : {"request", "response", "metadata"}) {
    const Json* const inner = member(record, part);
    if (inner == nullptr) continue;
    if (const Json* const found = member(*inner, name)) return found;
  }
  return nullptr;
}

// The messages that were sent, and the one that came back.
std::optional<Json> messages_of(const Json& record) {
  if (record.is_array()) return record;
  const Json* const sent = anywhere(record, "messages");
  if (sent == nullptr || !sent->is_array()) return std::nullopt;
  Json messages = *sent;
  const Json* const choices = anywhere(record, "choices");
  if (choices != nullptr && choices->is_array() && !choices->empty()) {
    if (const Json* const message = member(choices->front(), "message")) {
      messages.push_back(*message);
      messages.back()["role"] = "assistant";
    }
  }
  return messages;
}

// Why the answer ended before it was whole; empty when it did not.
std::string cut_off(const Json& record) {
  const Json* const choices = anywhere(record, "choices");
  if (choices == nullptr || !choices->is_array() || choices->empty()) return "";
  const std::string reason = text_member(choices->front(), "finish_reason");
  return reason == "length" || reason == "content_filter" ? reason : "";
}

// What the record itself says of the end: "outcome", "success" or "reward".
std::optional<Outcome> told_outcome(const Json& record, const std::string& answer) {
  if (const Json* const outcome = anywhere(record, "outcome"); outcome && outcome->is_string()) {
    const auto type = value_named<OutcomeType>(outcome->get_ref<const std::string&>());
    if (type == OutcomeType::success) return success_of(answer);
    if (type == OutcomeType::failure) return failure_of("the log tells a failure");
  }
  if (const Json* const success = anywhere(record, "success"); success && success->is_boolean()) {
    return success->get<bool>() ? success_of(answer) : failure_of("the log tells a failure");
  }
  const Json* const reward = anywhere(record, "reward");
  if (reward == nullptr || !reward->is_number()) return std::nullopt;
  constexpr double half = 0.5;
  const std::string told = "reward " + with_decimals(reward->get<double>(), 2);
  return reward->get<double>() >= half ? success_of(answer.empty() ? told : answer)
                                       : failure_of(told);
}

class Reader {
 public:
  explicit Reader(TaskSink& sink) : sink_(sink) {}

  Status read(const Json& record, std::int64_t line) {
    // A message of its own: the file is one conversation.
    if (member(record, "role") != nullptr && member(record, "messages") == nullptr) {
      add_message(record, line);
      return Done{};
    }
    return read_conversation(record, line);
  }

  Status finish() {
    if (messages_.empty()) return Done{};
    return read_conversation(messages_, first_line_);
  }

 private:
  void add_message(const Json& message, std::int64_t line) {
    if (messages_.empty()) first_line_ = line;
    bytes_ += to_line(message).size();
    if (bytes_ <= limits::import_conversation_bytes_max) {
      messages_.push_back(message);
    } else {
      sink_.refuse(line, "the messages of this file are one conversation of more than " +
                             std::to_string(limits::import_conversation_bytes_max >> 20U) +
                             " MiB; put one conversation on each line");
    }
  }

  Status read_conversation(const Json& record, std::int64_t line) {
    const auto messages = messages_of(record);
    if (!messages) {
      sink_.refuse(line, "no conversation: there is no list \"messages\"");
      return Done{};
    }
    auto read = task_of_conversation(*messages);
    if (!read.ok()) {
      sink_.refuse(line, read.error().message);
      return Done{};
    }
    ImportedTask task = *std::move(read);
    describe(task, record, *messages);
    return sink_.take(std::move(task), line);
  }

  static void describe(ImportedTask& task, const Json& record, const Json& messages) {
    const auto answer = final_answer(messages, task);
    const std::string reason = cut_off(record);
    if (auto told = told_outcome(record, answer.value_or(""))) {
      task.outcome = std::move(told);
    } else if (!reason.empty()) {
      task.outcome = failure_of("the answer was cut off: " + reason);
      task.outcome_rule = "cut_off";
    } else if (answer) {
      conclude(task, *answer);
    }
    task.domain = "openai";
    task.source_id = sha256_hex(to_line(messages));
    if (const Json* const model = anywhere(record, "model"); model && model->is_string()) {
      task.metadata["model"] = model->get<std::string>();
    }
    for (const std::string_view name : {"created", "created_at", "timestamp"}) {
      if (task.start_time) break;
      if (record.is_object()) task.start_time = time_member(record, name);
      const Json* const response = member(record, "response");
      if (!task.start_time && response) task.start_time = time_member(*response, name);
    }
  }

  TaskSink& sink_;
  Json messages_ = Json::array();
  std::int64_t first_line_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Status read_openai(JsonSource& source, TaskSink& sink) {
  Reader reader(sink);
  TRY(source.each(
      "", [&](const Json& value, std::int64_t line) { return reader.read(value, line); },
      [&](std::int64_t line, std::string why) { sink.refuse(line, std::move(why)); }));
  return reader.finish();
}

}  // namespace memory_mcp
