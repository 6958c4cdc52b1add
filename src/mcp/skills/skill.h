// Skills, to the protocol: folders of instructions that clients read as resources
// (io.modelcontextprotocol/skills).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/json.h"
#include "mcp/call_context.h"
#include "mcp/resource.h"

namespace memory_mcp {

inline constexpr const char* skills_extension = "io.modelcontextprotocol/skills";
inline constexpr std::string_view skill_scheme = "skill://";

// Markdown.
struct SkillFile {
  std::string path;  // Below the folder: "references/evidence.md".
  std::string text;
};

struct Skill {
  std::string uri;           // Of the folder; its last part is the skill's name.
  std::string description;   // What it is for, and when to use it.
  std::string instructions;  // What SKILL.md says.
  std::vector<SkillFile> references;
};

// Safe for concurrent use.
class SkillSource {
 public:
  virtual ~SkillSource() = default;
  // Those that the caller may read, in an order that stays; it need not be all there are.
  virtual Result<std::vector<Skill>> skills(const CallContext& call) const = 0;
  // The one whose folder, or a file in it, has that URI; not_found when there is none.
  virtual Result<Skill> skill_with(const std::string& uri, const CallContext& call) const = 0;
};

Error no_such_skill(std::string_view uri);

// Of the file that every skill has.
std::string manifest_uri(const Skill& skill);
// As skills/list tells it: its files with their sizes and digests.
Json skill_entry(const Skill& skill);
// What is read under that URI; nothing when it is no file of the skill.
std::optional<ResourceContents> skill_file(const Skill& skill, std::string_view uri);
// What is in that folder, as resources/list tells resources; nothing when it is no folder.
std::optional<std::vector<Json>> skill_folder(const Skill& skill, std::string_view uri);

}  // namespace memory_mcp
