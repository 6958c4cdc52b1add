// The tools, resources and prompts that @modelcontextprotocol/conformance calls by name.
#pragma once

#include "mcp/features.h"

namespace memory_mcp {

ServerFeatures conformance_features();

// --- Its parts --------------------------------------------------------------------------------
std::vector<Tool> conformance_tools(Changes& changes);
std::vector<Tool> conformance_asking_tools();
std::vector<Prompt> conformance_prompts();
std::shared_ptr<const ResourceSource> conformance_resources();
std::shared_ptr<const CompletionSource> conformance_completions();

// A red dot, as PNG, and a moment of silence, as WAV; both as base64.
inline constexpr const char* red_dot_png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
inline constexpr const char* silence_wav =
    "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";

// A tool that answers content blocks; without a schema of its answer.
using ContentBody = std::function<Result<Json>(const Json& arguments, CallContext& call)>;
Tool content_tool(std::string name, std::string description, Json input_schema, ContentBody body);
Json no_arguments();

}  // namespace memory_mcp
