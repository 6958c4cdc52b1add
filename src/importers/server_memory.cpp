// The graph of @modelcontextprotocol/server-memory: a line for each entity with its observations,
// and for each relation.
#include <set>

#include "base/text.h"
#include "importers/json_members.h"
#include "importers/knowledge.h"

namespace memory_mcp {
namespace {

struct Relation {
  std::string text;
  std::int64_t line;
};

class Graph {
 public:
  explicit Graph(TaskSink& sink) : sink_(sink) {}

  // Relations stand behind all entities, so the file is read for them first. Whatever is wrong is
  // told now, and passed over the second time.
  Status note(const Json& record, std::int64_t line) {
    const std::string type = text_member(record, "type");
    if (type == "relation") {
      const std::string from = text_member(record, "from");
      const std::string to = text_member(record, "to");
      const std::string relation = text_member(record, "relationType");
      if (from.empty() || to.empty() || relation.empty()) {
        sink_.refuse(line, "a relation needs the texts \"from\", \"to\" and \"relationType\"");
      } else {
        relations_[from].push_back({from + " " + relation + " " + to, line});
      }
    } else if (type == "entity") {
      if (const std::string why = flaw_of(record); !why.empty()) sink_.refuse(line, why);
    } else {
      sink_.refuse(line, "its \"type\" is neither \"entity\" nor \"relation\": \"" +
                             std::string(cut_to_bytes(type, 40)) + "\"");
    }
    return Done{};
  }

  Status take(const Json& record, std::int64_t line) {
    if (text_member(record, "type") != "entity" || !flaw_of(record).empty()) return Done{};
    Knowledge known;
    const std::string name = text_member(record, "name");
    const std::string type = text_member(record, "entityType");
    known.source_id = name;
    known.title = name + " (" + type + ")";
    known.tags = {type};
    known.metadata = {{"entity", name}, {"entity_type", type}};
    for (const Json& one : *member(record, "observations"))
      known.lines.push_back("- " + one.get<std::string>());
    if (const auto found = relations_.find(name); found != relations_.end()) {
      for (Relation& relation : found->second) known.lines.push_back(std::move(relation.text));
      relations_.erase(found);
    }
    return take_knowledge(std::move(known), line, sink_);
  }

  void finish() {
    for (const auto& [from, relations] : relations_) {
      for (const Relation& relation : relations) {
        sink_.refuse(relation.line, "a relation of \"" + std::string(cut_to_bytes(from, 100)) +
                                        "\", which is no entity of this file");
      }
    }
  }

 private:
  static std::string flaw_of(const Json& record) {
    if (is_blank(text_member(record, "name"))) return "an entity without a \"name\"";
    const Json* const observations = member(record, "observations");
    if (observations == nullptr || !observations->is_array()) {
      return "an entity without a list \"observations\"";
    }
    for (const Json& one : *observations) {
      if (!one.is_string()) return "an observation that is no text";
    }
    return "";
  }

  TaskSink& sink_;
  std::map<std::string, std::vector<Relation>> relations_;  // By where they start.
};

}  // namespace

Status read_server_memory(JsonSource& source, TaskSink& sink) {
  Graph graph(sink);
  TRY(source.each(
      "", [&](const Json& value, std::int64_t line) { return graph.note(value, line); },
      [&](std::int64_t line, std::string why) { sink.refuse(line, std::move(why)); }));
  TRY(source.each(
      "", [&](const Json& value, std::int64_t line) { return graph.take(value, line); },
      [](std::int64_t, const std::string&) {}));
  graph.finish();
  return Done{};
}

}  // namespace memory_mcp
