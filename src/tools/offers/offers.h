// What the server offers besides tools: resources to read, prompts to begin with, and what may come
// next where a person types an argument of either.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "mcp/completion.h"
#include "mcp/prompt.h"
#include "mcp/resource.h"
#include "mcp/skills/skill.h"

namespace memory_mcp {

struct Services;

// `services` must outlive what these return.
std::shared_ptr<const ResourceSource> memory_resources(Services& services);
std::shared_ptr<const SkillSource> learnt_skills(Services& services);
std::shared_ptr<const CompletionSource> memory_completions(Services& services);
std::vector<Prompt> memory_prompts();

inline constexpr const char* episode_template = "memory://episodes/{id}";
inline constexpr const char* pattern_template = "memory://patterns/{id}";

// Suggestions are made of so many episodes, the newest: reading them takes about 10 ms.
inline constexpr std::size_t suggested_from_episodes_max = 1'000;

// src/zygote/realm/api.d.ts: what agent code can use, as types.
std::string_view agent_code_api();

}  // namespace memory_mcp
