#include "mcp/skills/skill.h"

#include <set>

#include "base/sha256.h"
#include "base/text.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

constexpr const char* markdown_type = "text/markdown";
constexpr const char* folder_type = "inode/directory";
constexpr std::string_view manifest_path = "SKILL.md";

std::string name_of(const Skill& skill) { return skill.uri.substr(skill.uri.rfind('/') + 1); }

Json frontmatter_of(const Skill& skill) {
  return {{"name", name_of(skill)}, {"description", skill.description}};
}

// JSON strings are YAML strings, too, whatever is in them.
SkillFile manifest_of(const Skill& skill) {
  std::string text = "---\n";
  const Json frontmatter = frontmatter_of(skill);
  for (const auto& [key, value] : frontmatter.items()) {
    text += key + ": " + to_line(value) + "\n";
  }
  return {.path = std::string(manifest_path), .text = text + "---\n\n" + skill.instructions};
}

std::vector<SkillFile> files_of(const Skill& skill) {
  std::vector<SkillFile> files{manifest_of(skill)};
  files.insert(files.end(), skill.references.begin(), skill.references.end());
  return files;
}

}  // namespace

Error no_such_skill(std::string_view uri) {
  return not_found("there is no skill at " + std::string(cut_to_bytes(uri, shown_name_bytes_max)) +
                   "; skills/list names those there are");
}

std::string manifest_uri(const Skill& skill) {
  return skill.uri + "/" + std::string(manifest_path);
}

Json skill_entry(const Skill& skill) {
  Json resources = Json::array();
  for (const SkillFile& file : files_of(skill)) {
    resources.push_back({{"uri", skill.uri + "/" + file.path},
                         {"digest", "sha256:" + sha256_hex(file.text)},
                         {"size", file.text.size()}});
  }
  return {{"uri", manifest_uri(skill)},
          {"frontmatter", frontmatter_of(skill)},
          {"resources", std::move(resources)}};
}

std::optional<ResourceContents> skill_file(const Skill& skill, std::string_view uri) {
  for (SkillFile& file : files_of(skill)) {
    std::string at = skill.uri + "/" + file.path;
    if (at == uri) return ResourceContents{std::move(at), markdown_type, std::move(file.text)};
  }
  return std::nullopt;
}

std::optional<std::vector<Json>> skill_folder(const Skill& skill, std::string_view uri) {
  const std::string folder = std::string(uri) + "/";
  std::vector<Json> children;
  std::set<std::string> folders;
  for (const SkillFile& file : files_of(skill)) {
    const std::string at = skill.uri + "/" + file.path;
    if (!at.starts_with(folder)) continue;
    const std::string rest = at.substr(folder.size());
    const std::string name = rest.substr(0, rest.find('/'));
    if (name == rest) {
      children.push_back({{"uri", at}, {"name", name}, {"mimeType", markdown_type}});
    } else if (folders.insert(name).second) {
      children.push_back({{"uri", folder + name}, {"name", name}, {"mimeType", folder_type}});
    }
  }
  const bool is_folder = uri.starts_with(skill.uri) && !children.empty();
  return is_folder ? std::optional(std::move(children)) : std::nullopt;
}

}  // namespace memory_mcp
