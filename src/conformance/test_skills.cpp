#include "conformance/conformance_features.h"

namespace memory_mcp {
namespace {

class ConformanceSkills final : public SkillSource {
 public:
  Result<std::vector<Skill>> skills(const CallContext&) const override {
    return std::vector{conformance_skill()};
  }
  Result<Skill> skill_with(const std::string& uri, const CallContext&) const override {
    Skill skill = conformance_skill();
    if (uri == skill.uri || uri.starts_with(skill.uri + "/")) return skill;
    return no_such_skill(uri);
  }
};

}  // namespace

Skill conformance_skill() {
  return {.uri = "skill://conformance/greeting-people",
          .description = "How to greet people. Use it when somebody comes in.",
          .instructions = "# Greeting people\n\nSay hello, and then [who](references/names.md).\n",
          .references = {{.path = "references/names.md", .text = "# Names\n\nAda, Grace.\n"}}};
}

std::shared_ptr<const SkillSource> conformance_skills() {
  return std::make_shared<ConformanceSkills>();
}

}  // namespace memory_mcp
