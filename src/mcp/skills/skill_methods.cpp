// skills/list, skills/get and resources/directory/read.
#include "mcp/server.h"

namespace memory_mcp {
namespace {

// The skill that the request names by a URI, and that URI.
using Named = std::pair<Skill, std::string>;

std::variant<Named, RpcError> named_skill(const Request& request, const CallContext& call,
                                          const SkillSource& source) {
  const auto uri = request.params.find("uri");
  if (uri == request.params.end() || !uri->is_string()) {
    return bad_params("\"params.uri\" must be the URI of a skill");
  }
  std::string name = *uri;
  if (name.ends_with('/')) name.pop_back();  // As folders are written as well.
  auto skill = source.skill_with(name, call);
  if (!skill.ok()) return as_rpc_error(skill.error());
  return Named(*std::move(skill), std::move(name));
}

}  // namespace

Reply McpServer::list_skills(const Request& request, CallContext& call) const {
  const auto skills = features_.skills->skills(call);
  if (!skills.ok()) return as_rpc_error(skills.error());
  const auto page = page_asked_for(request, skills->size(), list_page_);
  if (const auto* error = std::get_if<RpcError>(&page)) return *error;
  Json list = page_json(std::get<PageRange>(page), *skills, "skills", skill_entry);
  return finished_for_now(std::move(list), call.revision);
}

Reply McpServer::get_skill(const Request& request, CallContext& call) const {
  const auto named = named_skill(request, call, *features_.skills);
  if (const auto* error = std::get_if<RpcError>(&named)) return *error;
  const auto& [skill, uri] = std::get<Named>(named);
  if (uri != manifest_uri(skill)) {
    return bad_params("a skill is named by its SKILL.md: " + manifest_uri(skill));
  }
  return finished_for_now({{"skill", skill_entry(skill)}}, call.revision);
}

Reply McpServer::read_directory(const Request& request, CallContext& call) const {
  const auto named = named_skill(request, call, *features_.skills);
  if (const auto* error = std::get_if<RpcError>(&named)) return *error;
  const auto& [skill, uri] = std::get<Named>(named);
  const auto children = skill_folder(skill, uri);
  if (!children) return bad_params("\"params.uri\" must be the URI of a folder of a skill");
  const auto page = page_asked_for(request, children->size(), list_page_);
  if (const auto* error = std::get_if<RpcError>(&page)) return *error;
  Json list = page_json(std::get<PageRange>(page), *children, "resources",
                        [](const Json& child) { return child; });
  return finished_for_now(std::move(list), call.revision);
}

}  // namespace memory_mcp
