// Transcripts of Claude Code: a line for each message. A prompt of the user begins a task, which
// goes on to the next one; what a subagent was told is a task of its own.
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "importers/importer.h"
#include "importers/json_members.h"
#include "importers/recorded_call.h"

namespace memory_mcp {
namespace {

constexpr std::string_view interruption = "[Request interrupted by user";

// What stands between two tags of its own; empty when they are not there.
std::string between_tags(std::string_view text, const std::string& tag) {
  const std::string opening = "<" + tag + ">";
  const std::size_t start = text.find(opening);
  const std::size_t end = text.find("</" + tag + ">");
  if (start == std::string_view::npos || end == std::string_view::npos || end < start) return "";
  return std::string(trimmed(text.substr(start + opening.size(), end - start - opening.size())));
}

// What a person asked for. Blocks that the program itself put there are none of it; a command is
// told by its name and its arguments.
std::string prompt_of(const Json& content) {
  if (content.is_string()) {
    const auto& text = content.get_ref<const std::string&>();
    const std::string command = between_tags(text, "command-name");
    if (!command.empty()) {
      return std::string(trimmed(command + " " + between_tags(text, "command-args")));
    }
    const bool is_output = text.starts_with("<local-command-") || text.starts_with("<bash-") ||
                           text.starts_with("Caveat: ");
    return is_output ? "" : text;
  }
  std::string prompt;
  for (const Json& block : content) {
    if (text_member(block, "type") != "text") continue;
    const std::string text = text_member(block, "text");
    if (text.starts_with("<system-reminder>") || text.starts_with("<ide_")) continue;
    if (!prompt.empty()) prompt += '\n';
    prompt += text;
  }
  return prompt;
}

bool has_result(const Json& content) {
  if (!content.is_array()) return false;
  for (const Json& block : content) {
    if (text_member(block, "type") == "tool_result") return true;
  }
  return false;
}

// The last folder of a path of either kind of system.
std::string folder_of(const std::string& path) {
  const std::string_view rest = trimmed(path);
  const std::size_t end = rest.find_last_not_of("/\\");
  if (end == std::string_view::npos) return "";
  const std::size_t slash = rest.substr(0, end + 1).find_last_of("/\\");
  return std::string(rest.substr(slash + 1, end - slash));
}

class Transcript {
 public:
  explicit Transcript(TaskSink& sink) : sink_(sink) {}

  Status read(const Json& entry, std::int64_t line) {
    const std::string type = text_member(entry, "type");
    if (type != "user" && type != "assistant") return Done{};  // Notes of the program to itself.
    const Json* const message = member(entry, "message");
    const Json* const content = message == nullptr ? nullptr : member(*message, "content");
    if (content == nullptr || !(content->is_string() || content->is_array())) {
      sink_.refuse(line, "a message of type \"" + type + "\" without a \"message.content\"");
      return Done{};
    }
    const std::string chain = chain_of(entry);
    if (type == "assistant") {
      read_answer(chain, entry, *message, *content, line);
    } else if (has_result(*content)) {
      read_results(chain, entry, *content, line);
    } else {
      TRY(read_prompt(chain, entry, *content, line));
    }
    return Done{};
  }

  Status finish() {
    for (auto& [chain, current] : current_) TRY(end(current, false));
    return Done{};
  }

 private:
  struct Current {
    ImportedTask task;
    std::int64_t line = 0;
    std::map<std::string, std::size_t> unanswered;  // Steps by the ids of their calls.
    std::set<std::string> calls;                    // All of them.
    std::set<std::string> counted;                  // Messages whose tokens a step has.
    std::string answer;  // What the agent said last, if it called nothing behind it.
    bool was_interrupted = false;
    bool had_api_error = false;
  };

  // Messages of one agent follow each other; those of several agents may be mixed. Older releases
  // tell subagents apart only by the message that each one answers.
  std::string chain_of(const Json& entry) {
    std::string agent = text_member(entry, "agentId");
    if (!agent.empty() || !is_true(entry, "isSidechain")) return agent;
    const std::string own = text_member(entry, "uuid");
    const auto parent = chains_.find(text_member(entry, "parentUuid"));
    std::string chain = parent == chains_.end() ? own : parent->second;
    chains_[own] = chain;
    return chain;
  }

  Status read_prompt(const std::string& chain, const Json& entry, const Json& content,
                     std::int64_t line) {
    const std::string prompt = prompt_of(content);
    if (prompt.starts_with(interruption)) {
      const auto found = current_.find(chain);
      if (found != current_.end()) found->second.was_interrupted = true;
      return Done{};
    }
    if (is_blank(prompt) || is_true(entry, "isMeta") || is_true(entry, "isCompactSummary")) {
      return Done{};
    }
    if (const auto found = current_.find(chain); found != current_.end()) {
      TRY(end(found->second, true));
    }
    current_[chain] = begin(entry, prompt, line);
    return Done{};
  }

  static Current begin(const Json& entry, const std::string& prompt, std::int64_t line) {
    Current current;
    current.line = line;
    ImportedTask& task = current.task;
    task.task_description = prompt;
    task.start_time = time_member(entry, "timestamp");
    task.source_id = text_member(entry, "uuid");
    if (task.source_id.empty()) {
      task.source_id = text_member(entry, "sessionId") + "/" + text_member(entry, "timestamp");
    }
    task.domain = folder_of(text_member(entry, "cwd"));
    if (task.domain.empty()) task.domain = "claude-code";
    constexpr std::array kept{
        std::pair{"session", "sessionId"}, std::pair{"git_branch", "gitBranch"},
        std::pair{"claude_code_version", "version"}, std::pair{"agent", "agentId"}};
    for (const auto& [name, source] : kept) {
      if (std::string value = text_member(entry, source); !value.empty()) {
        task.metadata[name] = std::move(value);
      }
    }
    return current;
  }

  // Its task, or nothing when the agent speaks before anybody asked.
  Current* current(const std::string& chain) {
    const auto found = current_.find(chain);
    return found == current_.end() ? nullptr : &found->second;
  }

  void read_answer(const std::string& chain, const Json& entry, const Json& message,
                   const Json& content, std::int64_t line) {
    Current* const now = current(chain);
    if (now == nullptr) return;
    now->task.end_time = time_member(entry, "timestamp");
    if (std::string model = text_member(message, "model"); !model.empty()) {
      now->task.metadata["model"] = std::move(model);
    }
    const std::string said = text_of_content(content);
    now->had_api_error = is_true(entry, "isApiErrorMessage");
    if (!is_blank(said)) now->answer = said;
    if (!content.is_array()) return;
    for (const Json& block : content) {
      if (text_member(block, "type") != "tool_use") continue;
      now->answer.clear();
      add_call(*now, entry, message, block, line);
    }
  }

  void add_call(Current& now, const Json& entry, const Json& message, const Json& block,
                std::int64_t line) {
    const std::string id = text_member(block, "id");
    const std::string name = text_member(block, "name");
    if (id.empty() || name.empty()) {
      sink_.refuse(line, "a call without an \"id\" or a \"name\"");
      return;
    }
    if (!now.calls.insert(id).second) return;  // A message may be written twice as it grows.
    const Json* const input = member(block, "input");
    ImportedStep step = recorded_call(name, input == nullptr ? Json() : *input);
    step.timestamp = time_member(entry, "timestamp");
    const Json* const usage = member(message, "usage");
    if (usage != nullptr && now.counted.insert(text_member(message, "id")).second) {
      if (const auto tokens = number_member(*usage, "output_tokens"); tokens && *tokens >= 0) {
        step.tokens_used = static_cast<std::int64_t>(*tokens);
      }
    }
    now.unanswered[id] = now.task.steps.size();
    now.task.steps.push_back(std::move(step));
  }

  void read_results(const std::string& chain, const Json& entry, const Json& content,
                    std::int64_t line) {
    Current* const now = current(chain);
    for (const Json& block : content) {
      if (text_member(block, "type") == "text" && now != nullptr &&
          text_member(block, "text").starts_with(interruption)) {
        now->was_interrupted = true;
      }
      if (text_member(block, "type") != "tool_result") continue;
      const std::string id = text_member(block, "tool_use_id");
      const bool is_known = now != nullptr && now->unanswered.contains(id);
      if (!is_known) {
        if (now == nullptr || !now->calls.contains(id)) {
          sink_.refuse(line, "the result of a call that is not in this file: \"" +
                                 std::string(cut_to_bytes(id, 100)) + "\"");
        }
        continue;
      }
      ImportedStep& step = now->task.steps[now->unanswered[id]];
      now->unanswered.erase(id);
      set_result(step, entry, block);
      now->task.end_time = time_member(entry, "timestamp");
    }
  }

  static void set_result(ImportedStep& step, const Json& entry, const Json& block) {
    const Json* const content = member(block, "content");
    step.result =
        recorded_result(content == nullptr ? "" : text_of_content(*content),
                        is_true(block, "is_error") ? ToldResult::error : ToldResult::success);
    // Some tools say how long they took; of others the time of the answer tells.
    const Json* const told = member(entry, "toolUseResult");
    const double unknown = -1;
    double duration_ms = unknown;
    if (told != nullptr) duration_ms = number_member(*told, "durationMs").value_or(unknown);
    const auto answered = time_member(entry, "timestamp");
    if (duration_ms < 0 && answered && step.timestamp && *answered >= *step.timestamp) {
      duration_ms = static_cast<double>(answered->ms - step.timestamp->ms);
    }
    if (duration_ms >= 0) step.latency_ms = duration_ms;
  }

  // The rules by which an end is told: docs/import.md states them.
  Status end(Current& now, bool was_followed) {
    if (now.was_interrupted) {
      now.task.outcome = failure_of("interrupted by the user");
      now.task.outcome_rule = "interrupted";
    } else if (now.had_api_error) {
      now.task.outcome = failure_of(now.answer);
      now.task.outcome_rule = "api_error";
    } else if (!now.answer.empty() && now.unanswered.empty()) {
      conclude(now.task, now.answer);
    } else if (was_followed) {
      now.task.outcome = failure_of("another prompt came before an answer");
      now.task.outcome_rule = "abandoned";
    }
    return sink_.take(std::move(now.task), now.line);
  }

  TaskSink& sink_;
  std::map<std::string, Current> current_;     // By chain; the user's own is "".
  std::map<std::string, std::string> chains_;  // Of messages of subagents without an id.
};

}  // namespace

Status read_claude_code(JsonSource& source, TaskSink& sink) {
  Transcript transcript(sink);
  TRY(source.each(
      "", [&](const Json& entry, std::int64_t line) { return transcript.read(entry, line); },
      [&](std::int64_t line, std::string why) { sink.refuse(line, std::move(why)); }));
  return transcript.finish();
}

}  // namespace memory_mcp
