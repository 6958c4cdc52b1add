#include "json/project.h"
#include "json/schema.h"

#include <map>
#include <vector>

#include "base/text.h"

namespace memory_mcp {
namespace {

// What to keep of a value: all of it, or these members.
struct Selection {
  bool whole = false;
  std::map<std::string, Selection, std::less<>> members;
};

// The schema of a list's items stands for each of them.
const Json& below_lists(const Json& schema) {
  return schema.contains("items") ? below_lists(schema["items"]) : schema;
}

void collect_paths(const Json& schema, const std::string& prefix, std::vector<std::string>& paths) {
  const Json& here = below_lists(schema);
  if (!here.contains("properties")) return;
  for (const auto& [name, property] : here["properties"].items()) {
    paths.push_back(prefix + name);
    collect_paths(property, prefix + name + ".", paths);
  }
}

Error unknown_path(const std::string& path, const Json& schema) {
  std::vector<std::string> known;
  collect_paths(schema, "", known);
  std::vector<std::string_view> choices(known.begin(), known.end());
  std::string_view meant = nearest(path, choices);
  if (meant.empty()) {
    // "task_description" for "episode.task_description": the same last word is the best guess.
    for (const auto choice : choices) {
      if (choice.substr(choice.rfind('.') + 1) == path.substr(path.rfind('.') + 1)) meant = choice;
    }
  }
  const std::string hint = meant.empty() ? "" : " (did you mean " + std::string(meant) + "?)";
  return invalid_argument(
      "fields", "the answer has no \"" + std::string(cut_to_bytes(path, 100)) + "\"" + hint);
}

// Whether `path` leads somewhere; members of a free-form object cannot be known beforehand.
bool leads_somewhere(std::string_view path, const Json& schema) {
  const Json& here = below_lists(schema);
  const auto dot = path.find('.');
  const std::string name(path.substr(0, dot));
  if (!here.contains("properties")) {
    return !name.empty() && type_of(here) == "object";
  }
  const auto found = here["properties"].find(name);
  if (found == here["properties"].end()) return false;
  return dot == std::string_view::npos || leads_somewhere(path.substr(dot + 1), *found);
}

void select(Selection& selection, std::string_view path) {
  const auto dot = path.find('.');
  Selection& below = selection.members[std::string(path.substr(0, dot))];
  if (dot == std::string_view::npos)
    below.whole = true;
  else
    select(below, path.substr(dot + 1));
}

Json keep(const Json& value, const Selection& selection) {
  if (selection.whole) return value;
  if (value.is_array()) {
    Json items = Json::array();
    for (const auto& item : value) items.push_back(keep(item, selection));
    return items;
  }
  if (!value.is_object()) return value;
  Json members = Json::object();
  for (const auto& [name, member] : value.items()) {
    const auto found = selection.members.find(name);
    if (found != selection.members.end()) members[name] = keep(member, found->second);
  }
  return members;
}

}  // namespace

Result<Json> project(const Json& answer, const Json& schema, std::span<const std::string> paths) {
  Selection selection;
  for (const auto& path : paths) {
    if (!leads_somewhere(path, schema)) return unknown_path(path, schema);
    select(selection, path);
  }
  return keep(answer, selection);
}

}  // namespace memory_mcp
