// resources/list, resources/templates/list and resources/read.
#include "base/base64.h"
#include "base/text.h"
#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

Json resource_to_json(const ResourceInfo& resource) {
  return {{"uri", resource.uri},
          {"name", resource.name},
          {"title", resource.title},
          {"description", resource.description},
          {"mimeType", resource.mime_type}};
}

Json template_to_json(const ResourceTemplate& one) {
  return {{"uriTemplate", one.uri_template},
          {"name", one.name},
          {"title", one.title},
          {"description", one.description},
          {"mimeType", one.mime_type}};
}

Json contents_to_json(const ResourceContents& contents) {
  Json json = {{"uri", contents.uri}, {"mimeType", contents.mime_type}};
  if (contents.is_text)
    json["text"] = contents.bytes;
  else
    json["blob"] = to_base64(contents.bytes);
  return json;
}

// Older revisions have a code of their own for what is not there.
RpcError unreadable(const Error& error, const std::string& uri, Revision revision) {
  constexpr int resource_not_found = -32002;
  const bool is_missing = error.fault == Fault::not_found;
  RpcError told = as_rpc_error(error);
  if (is_missing && !is_modern(revision)) told.code = resource_not_found;
  told.data = {{"uri", std::string(cut_to_bytes(uri, shown_name_bytes_max))}};
  return told;
}

}  // namespace

Reply McpServer::list_resources(const Request& request, CallContext& call) const {
  return list_page(request, call, features_.resources->resources(), "resources", resource_to_json);
}

Reply McpServer::list_resource_templates(const Request& request, CallContext& call) const {
  return list_page(request, call, features_.resources->templates(), "resourceTemplates",
                   template_to_json);
}

Result<std::vector<ResourceContents>> McpServer::contents_of(const std::string& uri,
                                                             CallContext& call) const {
  if (features_.skills == nullptr || !uri.starts_with(skill_scheme)) {
    return features_.resources->read(uri, call);
  }
  auto file = skill_file(TRY(features_.skills->skill_with(uri, call)), uri);
  if (!file) return no_such_skill(uri);
  return std::vector{*std::move(file)};
}

Reply McpServer::read_resource(const Request& request, CallContext& call) const {
  const auto uri = request.params.find("uri");
  if (uri == request.params.end() || !uri->is_string()) {
    return bad_params("\"params.uri\" must be the URI of a resource");
  }
  const auto read = contents_of(*uri, call);
  if (!read.ok()) return unreadable(read.error(), *uri, call.revision);
  Json contents = Json::array();
  for (const ResourceContents& one : *read) contents.push_back(contents_to_json(one));
  return finished_for_now({{"contents", std::move(contents)}}, call.revision);
}

}  // namespace memory_mcp
