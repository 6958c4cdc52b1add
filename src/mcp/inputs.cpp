#include "mcp/inputs.h"

namespace memory_mcp {
namespace {

const Json* member_of(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(std::string(name));
  return found == object.end() || !found->is_object() ? nullptr : &*found;
}

}  // namespace

// Elicitation without modes is the form, the only one there was.
bool ClientCapabilities::answers(std::string_view method, const Json& params) const {
  if (method == "sampling/createMessage") return member_of(said_, "sampling") != nullptr;
  if (method == "roots/list") return member_of(said_, "roots") != nullptr;
  if (method != "elicitation/create") return false;
  const Json* const elicitation = member_of(said_, "elicitation");
  if (elicitation == nullptr) return false;
  const bool by_url = params.is_object() && params.value("mode", Json("form")) == "url";
  if (by_url) return member_of(*elicitation, "url") != nullptr;
  return elicitation->empty() || member_of(*elicitation, "form") != nullptr;
}

bool ClientCapabilities::has_extension(const std::string& id) const {
  const Json* const extensions = member_of(said_, "extensions");
  return extensions != nullptr && extensions->contains(id);
}

Json capabilities_for(std::string_view method) {
  if (method == "sampling/createMessage") return {{"sampling", Json::object()}};
  if (method == "roots/list") return {{"roots", Json::object()}};
  return {{"elicitation", Json::object()}};
}

const Json* Inputs::answer(const std::string& key) const {
  const auto found = answers_.find(key);
  return found == answers_.end() ? nullptr : &found->second;
}

}  // namespace memory_mcp
