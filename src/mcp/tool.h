// What a tool is, to the protocol: a name, schemas, and something to call.
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/from_json.h"
#include "json/project.h"
#include "json/schema.h"
#include "mcp/call_context.h"
#include "model/principal.h"
#include "model/tool_listing.h"

namespace memory_mcp {

// What calling a tool does to the world, from which the four annotation hints follow.
enum class Effect {
  reads,          // Changes nothing that anyone can see.
  writes,         // Adds something new with every call.
  writes_once,    // Adds something; the same call again changes nothing more.
  destroys_once,  // Takes something away for good; the same call again changes nothing more.
};

// Whether calls of a tool may go on after their request was answered, for clients that follow
// tasks.
enum class TaskUse {
  never,
  when_long,
  always,  // Clients that follow none are refused.
};

struct ToolInfo {
  std::string name;
  std::string title;
  std::string description;
  // Other words for what it is good for: find_tools looks at them, clients are not told.
  std::string keywords = {};
  Effect effect = Effect::reads;
  // What its caller must be allowed to do, where that does not follow from the effect.
  std::optional<Scope> scope = {};
  // Waits for something else than the store: its calls get a thread of their own, so that others
  // need not wait behind them.
  bool runs_apart = false;
  // The shortest list that has it.
  ToolListing listed_from = ToolListing::standard;
  // Reaches things beyond this server.
  bool is_open_world = false;
  // Its calls may ask the user. In older revisions they wait for the answer, and so get a thread of
  // their own; scripts and batches call it like any other, and are never asked.
  bool asks_user = false;
  TaskUse as_task = TaskUse::never;
  // Takes an "idempotency_key" and keeps the answer with what it writes.
  bool takes_idempotency_key = false;
};

struct ToolReply {
  std::string json;     // An object that the output schema describes, as compact JSON.
  std::string drawing;  // The same for a person to look at; empty when the JSON is all there is.
  bool is_failure = false;  // The answer tells of something that went wrong.
  Json content;  // Content blocks instead of the text of all that; null for tools with a schema.
};

struct Tool {
  ToolInfo info;
  Json input_schema;
  Json output_schema;  // Null when the answer is content for people and models alone.
  std::function<Result<ToolReply>(const Json& arguments, CallContext& call)> run;
};

// What an answer holds instead of everything else when the call failed: clients check it against
// the output schema too.
Json error_schema();
Json error_to_json(const Error& error);

// Arguments that may ask for parts of the answer only.
template <typename Arguments>
concept Projecting = requires(const Arguments arguments) {
  arguments.fields_wanted;
};

// Answers some of whose parts say how to read the rest: `always_told` are their dotted paths.
template <typename Answer>
concept AlwaysTelling = requires {
  Answer::always_told;
};

// The wanted parts of an answer, and those of `always_told` that it has; all of it when none is
// wanted.
Result<Json> projected(Json answer, const Json& schema, std::vector<std::string> wanted,
                       std::span<const std::string_view> always_told);

template <Described Answer>
Result<Json> projected(const Answer& answer, const Json& schema,
                       const std::vector<std::string>& wanted) {
  if constexpr (AlwaysTelling<Answer>) {
    return projected(to_json(answer), schema, wanted, Answer::always_told);
  } else {
    return projected(to_json(answer), schema, wanted, {});
  }
}

// Answers that may tell of something that went wrong.
template <typename Answer>
concept Failing = requires(const Answer answer) {
  { answer.is_failure() } -> std::same_as<bool>;
};

// A tool over typed arguments and a typed answer.
// `body` is Result<Answer>(const Arguments&, CallContext&); `draw`, when given, makes the text.
template <Described Arguments, Described Answer, typename Body>
Tool typed_tool(const ToolInfo& info, Body body, std::string (*draw)(const Answer&) = nullptr) {
  Json output_schema = schema_of<Answer>(SchemaUse::output);
  auto run = [body = std::move(body), draw, output_schema](const Json& json,
                                                           CallContext& call) -> Result<ToolReply> {
    const auto arguments = TRY(from_json<Arguments>(json, "arguments"));
    auto result = body(arguments, call);
    if (!result.ok()) return std::move(result).error().below("arguments");
    const Answer answer = *std::move(result);
    std::vector<std::string> wanted;
    if constexpr (Projecting<Arguments>) wanted = arguments.fields_wanted;
    const auto told = projected(answer, output_schema, wanted);
    if (!told.ok()) return Error(told.error()).below("arguments");
    ToolReply reply{.json = to_line(*told), .drawing = draw == nullptr ? "" : draw(answer)};
    if constexpr (Failing<Answer>) reply.is_failure = answer.is_failure();
    return reply;
  };
  output_schema["properties"]["error"] = error_schema();
  return {.info = info,
          .input_schema = schema_of<Arguments>(SchemaUse::input),
          .output_schema = std::move(output_schema),
          .run = std::move(run)};
}

}  // namespace memory_mcp
