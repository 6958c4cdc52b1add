// The tools, resources and prompts that @modelcontextprotocol/conformance calls by name.
#pragma once

#include "mcp/features.h"

namespace memory_mcp {

// `tasks` keeps what goes on after its request was answered, and outlives the server.
ServerFeatures conformance_features(TaskStore& tasks);

// --- Its parts --------------------------------------------------------------------------------
std::vector<Tool> conformance_tools(Changes& changes);
std::vector<Tool> conformance_asking_tools();
std::vector<Tool> conformance_task_tools();
std::vector<Prompt> conformance_prompts();
std::shared_ptr<const ResourceSource> conformance_resources();
std::shared_ptr<const CompletionSource> conformance_completions();
std::shared_ptr<const SkillSource> conformance_skills();
Skill conformance_skill();

// A red dot, as PNG, and a moment of silence, as WAV; both as base64.
inline constexpr const char* red_dot_png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
inline constexpr const char* silence_wav =
    "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";

// A tool that answers content blocks; without a schema of its answer.
using ContentBody = std::function<Result<Json>(const Json& arguments, CallContext& call)>;
Tool content_tool(std::string name, std::string description, Json input_schema, ContentBody body);
Json no_arguments();

// --- Asking ------------------------------------------------------------------------------------

Inputs::Question form_of_one(const std::string& message, const std::string& field,
                             const char* type = "string");
// Asks what is not answered yet. True when nothing is.
bool has_all(CallContext& call, const std::map<std::string, Inputs::Question>& questions);
// What a client that cannot be asked is told.
Error needs_asking();
// One block of text.
Result<Json> said(const std::string& text);

}  // namespace memory_mcp
