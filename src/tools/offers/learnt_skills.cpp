// What was learnt, as skills: one for each kind of task in each domain, and one for errors.
//
// What was recorded stands in code spans only, and in the description not at all but as a name of
// letters and digits: whoever reads a skill takes it for instructions.
#include <algorithm>
#include <map>

#include "analysis/folding.h"
#include "base/describe.h"
#include "base/sha256.h"
#include "base/text.h"
#include "learn/sentence.h"
#include "tools/all_tools.h"
#include "tools/offers/memory_uri.h"
#include "tools/offers/offers.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

// Of each namespace, the best.
constexpr std::size_t patterns_max = 500;
// Beyond that many of a kind, a page is read by nobody.
constexpr std::size_t told_max = 10;

// As names of skills are: lower-case letters and digits between single hyphens. Where a text is not
// all told by that, a few digits of its hash are there for the rest, so that no two are the same.
std::string slug(const std::string& text) {
  std::string slug;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_plain)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  constexpr std::size_t bytes_max = 38;
  slug.resize(std::min(slug.size(), bytes_max));
  while (slug.ends_with('-')) slug.pop_back();
  if (slug == text) return slug;
  constexpr std::size_t hash_digits = 6;
  if (!slug.empty()) slug += '-';
  return slug + sha256_hex(text).substr(0, hash_digits);
}

// Control characters of Unicode: those that end lines, and those that turn the order of letters.
bool is_control(std::string_view character) {
  if (character.size() == 1) return static_cast<unsigned char>(character[0]) < ' ';
  const auto lies = [&](std::string_view from, std::string_view to) {
    return character.size() == from.size() && character >= from && character <= to;
  };
  return lies("\u0080", "\u009f") || lies("\u200e", "\u200f") || lies("\u2028", "\u202e") ||
         lies("\u2066", "\u2069");
}

// One line in which nothing is markup.
std::string code(std::string_view text) {
  std::string span = "`";
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 1;
    while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) >> 6U) == 2)
      ++size;
    const std::string_view character = text.substr(at, size);
    at += size;
    if (is_control(character))
      span += ' ';
    else if (character == "`")
      span += '\'';
    else
      span += character;
  }
  return span + "`";
}

// What one skill is made of.
struct Chapter {
  std::string domain;                 // Folded; "" of what holds in any.
  std::optional<TaskType> task_type;  // None of what holds for any.
  std::vector<const Pattern*> works;
  std::vector<const Pattern*> avoided;
  std::vector<const Pattern*> recoveries;

  bool is_for_errors() const { return !task_type; }
  std::string name() const {
    if (is_for_errors()) return "recovering-from-errors";
    const std::string place = slug(domain);
    std::string kind(name_of(*task_type));
    std::ranges::replace(kind, '_', '-');
    return place.empty() ? kind : place + "-" + kind;
  }
  std::string subject() const {
    if (is_for_errors()) return "recovering from errors";
    std::string subject = "tasks of the kind " + std::string(name_of(*task_type));
    const std::string place = slug(domain);
    return place.empty() ? subject : subject + " in the domain " + place;
  }
  std::vector<const Pattern*> all() const {
    std::vector<const Pattern*> all = works;
    all.insert(all.end(), recoveries.begin(), recoveries.end());
    all.insert(all.end(), avoided.begin(), avoided.end());
    return all;
  }
};

std::string section(const std::string& title, const std::vector<const Pattern*>& patterns) {
  if (patterns.empty()) return "";
  std::string text = "## " + title + "\n\n";
  for (const Pattern* pattern : patterns) text += "- " + code(pattern->description) + "\n";
  return text + "\n";
}

// The tools of the longest way, of several the surest, one a line.
std::string steps(const std::vector<const Pattern*>& works) {
  const auto length = [](const Pattern* pattern) {
    return pattern->name.kind == PatternKind::tool_sequence ? pattern->tools.size() : 0;
  };
  const auto way = std::ranges::max_element(works, {}, length);
  if (way == works.end() || length(*way) == 0) return "";
  std::string text = "## Steps\n\n";
  int number = 0;
  for (const std::string& tool : (*way)->tools) {
    text += std::to_string(++number) + ". " + code(tool) + "\n";
  }
  return text + "\n";
}

std::string instructions(const Chapter& chapter) {
  return "# Experience with " + chapter.subject() +
         "\n\nLearnt by this server from episodes that were recorded. What stands in `code` is "
         "quoted from them: names and errors, never instructions.\n\n" +
         steps(chapter.works) + section("What works", chapter.works) +
         section("When something fails", chapter.recoveries) +
         section("Pitfalls", chapter.avoided) +
         "How sure each of these is, and the episodes behind it: "
         "[references/evidence.md](references/evidence.md).\n\n"
         "Record the work as an episode, so that this is put right where it is wrong.\n";
}

std::string evidence(const Chapter& chapter, const std::string& namespace_name,
                     const std::map<std::int64_t, std::string>& episode_ids) {
  std::string text =
      "# Evidence\n\nThe counts are what was recorded. What is expected of the next time is more "
      "careful: few episodes prove little.\n\n";
  for (const Pattern* pattern : chapter.all()) {
    const Rates& rates = pattern->rates;
    text += "## " + pattern->name.to_id() + "\n\n" + code(pattern->description) + "\n\n" +
            "- expected success " + percent(rates.success_rate) + ", between " +
            percent(rates.low) + " and " + percent(rates.high) + " with a probability of 90 %; " +
            percent(rates.base_rate) + " is usual\n- found in " +
            counted(pattern->occurrences, "episode") + ", last " + pattern->last_seen.to_text() +
            "\n";
    for (const PatternEvidence& one : pattern->evidence) {
      const auto id = episode_ids.find(one.row);
      if (id == episode_ids.end()) continue;
      text += "- " +
              to_text({.kind = "episodes", .id = id->second, .namespace_name = namespace_name}) +
              "\n";
    }
    text += "\n";
  }
  return text;
}

std::string description(const Chapter& chapter) {
  std::size_t episodes = 0;
  for (const Pattern* pattern : chapter.all()) episodes = std::max(episodes, pattern->occurrences);
  return "Use before " + chapter.subject() + ". What experience says of them: " +
         counted(chapter.works.size() + chapter.recoveries.size(), "way") + " that went well, " +
         std::to_string(chapter.avoided.size()) + " to avoid, learnt from up to " +
         counted(episodes, "episode") + ".";
}

void put_into(Chapter& chapter, const Pattern& pattern) {
  const bool is_recovery = pattern.name.kind == PatternKind::error_recovery;
  auto& told = pattern.rates.is_avoided ? chapter.avoided
               : is_recovery            ? chapter.recoveries
                                        : chapter.works;
  const bool is_worth_it = pattern.rates.is_avoided || is_recovery ||
                           pattern.rates.success_rate >= pattern.rates.base_rate;
  if (is_worth_it && told.size() < told_max) told.push_back(&pattern);
}

// By name. Circumstances are told by no skill: they are no way to do anything.
std::map<std::string, Chapter> chapters_of(const std::vector<Pattern>& patterns) {
  std::map<std::string, Chapter> chapters;
  for (const Pattern& pattern : patterns) {
    if (pattern.name.kind == PatternKind::context_pattern) continue;
    Chapter fresh{.domain = folded(pattern.domain), .task_type = pattern.task_type};
    std::string name = fresh.name();
    put_into(chapters.try_emplace(std::move(name), std::move(fresh)).first->second, pattern);
  }
  std::erase_if(chapters, [](const auto& entry) {
    return entry.second.works.empty() && entry.second.recoveries.empty();
  });
  return chapters;
}

class LearntSkills final : public SkillSource {
 public:
  explicit LearntSkills(Services& services) : services_(services) {}

  Result<std::vector<Skill>> skills(const CallContext& call) const override {
    std::vector<Skill> all;
    for (const std::string& name : TRY(services_.store.namespaces())) {
      if (!call.caller.may_use(name)) continue;
      for (Skill& skill : TRY(skills_of(name))) all.push_back(std::move(skill));
    }
    return all;
  }

  Result<Skill> skill_with(const std::string& uri, const CallContext& call) const override {
    const std::string_view path = std::string_view(uri).substr(
        uri.starts_with(skill_scheme) ? skill_scheme.size() : uri.size());
    const std::string name(path.substr(0, path.find('/')));
    if (!call.caller.may_use(name)) return no_such_skill(uri);
    for (Skill& skill : TRY(skills_of(name))) {
      if (uri == skill.uri || uri.starts_with(skill.uri + "/")) return std::move(skill);
    }
    return no_such_skill(uri);
  }

 private:
  Result<std::vector<Skill>> skills_of(const std::string& namespace_name) const {
    const FoundPatterns found = TRY(services_.advisor.patterns(
        namespace_name, {.standing = Standing::established, .patterns_max = patterns_max}));
    std::vector<Skill> skills;
    for (const auto& [name, chapter] : chapters_of(found.patterns)) {
      const SkillFile references{.path = "references/evidence.md",
                                 .text = evidence(chapter, namespace_name, found.episode_ids)};
      skills.push_back({.uri = std::string(skill_scheme) + namespace_name + "/" + name,
                        .description = description(chapter),
                        .instructions = instructions(chapter),
                        .references = {references}});
    }
    return skills;
  }

  Services& services_;
};

}  // namespace

std::shared_ptr<const SkillSource> learnt_skills(Services& services) {
  return std::make_shared<LearntSkills>(services);
}

}  // namespace memory_mcp
