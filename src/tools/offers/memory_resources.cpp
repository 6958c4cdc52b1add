#include "base/check.h"
#include "base/text.h"
#include "mcp/call_rights.h"
#include "model/text_rules.h"
#include "tools/all_tools.h"
#include "tools/offers/memory_uri.h"
#include "tools/offers/offers.h"
#include "tools/pattern_fields.h"

namespace memory_mcp {
namespace {

constexpr const char* json_type = "application/json";
constexpr const char* typescript_type = "application/typescript";
constexpr const char* stats_uri = "memory://stats";
constexpr const char* api_uri = "memory://sdk.d.ts";

// As search_patterns tells it, without what depends on a question, and with its evidence.
struct PatternContents {
  PatternTold pattern;
  std::int64_t times_recommended = 0;
  std::int64_t times_applied = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("pattern", &PatternContents::pattern, "The pattern."),
        required("times_recommended", &PatternContents::times_recommended,
                 "In how many completed episodes it was recommended."),
        required("times_applied", &PatternContents::times_applied,
                 "In how many of them it was followed."),
    };
  }
};

bool is_stats(const MemoryUri& at) { return at.kind == "stats" && at.id.empty(); }
bool is_episode(const MemoryUri& at) { return at.kind == "episodes" && !at.id.empty(); }
bool is_pattern(const MemoryUri& at) { return at.kind == "patterns" && !at.id.empty(); }

class MemoryResources final : public ResourceSource {
 public:
  explicit MemoryResources(Services& services) : services_(services) {}

  std::vector<ResourceInfo> resources() const override {
    return {{stats_uri, "stats", "What memory holds",
             "How many episodes, patterns and namespaces there are, and how the episodes ended; "
             "?namespace= counts another one's episodes.",
             json_type},
            {api_uri, "sdk.d.ts", "What agent code can use",
             "The globals of a program that execute_agent_code runs, as TypeScript types.",
             typescript_type}};
  }

  std::vector<ResourceTemplate> templates() const override {
    return {
        {episode_template, "episode", "An episode",
         "Everything recorded about it, as get_episode answers it; ?namespace= reads of "
         "another namespace.",
         json_type},
        {pattern_template, "pattern", "A learnt pattern",
         "What it says, and on what evidence; ?namespace= reads of another namespace.", json_type}};
  }

  bool may_follow(const std::string& uri, const Principal& caller) const override {
    if (!caller.may(Scope::read)) return false;
    const auto at = memory_uri_from(uri);
    // Nobody is told how a pattern changes: it does with every episode that is completed.
    return at.ok() && (is_stats(*at) || is_episode(*at)) && caller.may_use(at->namespace_name);
  }

  Result<std::vector<ResourceContents>> read(const std::string& uri,
                                             CallContext& call) const override {
    if (uri == api_uri) return one({uri, typescript_type, std::string(agent_code_api())});
    const MemoryUri at = TRY(memory_uri_from(uri));
    TRY(check_namespace("resources/read", Scope::read, at.namespace_name, call));
    if (is_stats(at)) return json(uri, stats(at, call));
    if (is_episode(at)) return json(uri, episode(at, call));
    if (is_pattern(at)) return json(uri, pattern(at));
    return no_such_resource(uri);
  }

 private:
  static std::vector<ResourceContents> one(ResourceContents contents) {
    return {std::move(contents)};
  }

  static Result<std::vector<ResourceContents>> json(const std::string& uri,
                                                    Result<std::string> text) {
    return one({uri, json_type, TRY(std::move(text))});
  }

  // What the tool answers.
  Result<std::string> answer(const char* name, const Json& arguments, CallContext& call) const {
    const Tool* const tool = services_.server->find_tool(name);
    CHECK(tool != nullptr);
    return TRY(tool->run(arguments, call)).json;
  }

  Result<std::string> stats(const MemoryUri& at, CallContext& call) const {
    Json all = Json::object();
    for (const char* part : {"episodes", "storage"}) {
      const Json arguments = {{"metric_type", part}, {"namespace", at.namespace_name}};
      all.update(TRY(parse_json(TRY(answer("get_metrics", arguments, call)))));
    }
    return to_line(all);
  }

  Result<std::string> episode(const MemoryUri& at, CallContext& call) const {
    const auto none = [&] { return no_such_episode(shown(at.id), at.namespace_name); };
    if (!uuid_rule.accepts(at.id)) return none();
    const Json arguments = {{"episode_id", at.id}, {"namespace", at.namespace_name}};
    auto found = answer("get_episode", arguments, call);
    // The tool speaks of its arguments, which whoever reads by a URI never saw.
    if (!found.ok() && found.error().fault == Fault::not_found) return none();
    return found;
  }

  Result<std::string> pattern(const MemoryUri& at) const {
    const FoundPattern found = TRY(services_.advisor.pattern(at.namespace_name, shown(at.id)));
    return to_line(to_json(PatternContents{.pattern = told(found.pattern, found.episode_ids),
                                           .times_recommended = found.use.recommended,
                                           .times_applied = found.use.applied}));
  }

  // So much of an id is more than any has, and fits into an error.
  static std::string shown(const std::string& id) {
    return std::string(cut_to_bytes(id, shown_name_bytes_max));
  }

  Services& services_;
};

}  // namespace

std::shared_ptr<const ResourceSource> memory_resources(Services& services) {
  return std::make_shared<MemoryResources>(services);
}

}  // namespace memory_mcp
