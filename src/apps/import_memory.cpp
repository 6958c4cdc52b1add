// "memory-mcp import FILE": takes an archive in, all of it or nothing of what conflicts; with
// --from what another program recorded (import_tasks.h).
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <type_traits>

#include "apps/assemble.h"
#include "apps/command.h"
#include "apps/import_tasks.h"
#include "base/text.h"
#include "record/archive.h"
#include "record/relation_cycles.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string file;
  ImportKind from = ImportKind::memory_mcp;
  std::optional<std::string> namespace_name;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::optional<OutcomeChoice> outcome;
  bool replace = false;
  bool dry_run = false;

  static constexpr auto fields() {
    return std::tuple{
        required("file", &Arguments::file,
                 "What to take in. Other formats than our own: also a folder, whose .json and "
                 ".jsonl files are read.")
            .length(1, limits::path_bytes_max),
        optional("from", &Arguments::from, "Which program wrote it."),
        optional("namespace", &Arguments::namespace_name,
                 "Where it goes, when another program wrote it. Default: default.")
            .length(1, limits::namespace_bytes_max)
            .matching(namespace_rule),
        optional("domain", &Arguments::domain,
                 "The area of work of all that is taken in, instead of what the files tell.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "The kind of task of all that is taken in."),
        optional("outcome", &Arguments::outcome,
                 "How tasks ended: infer, from what the files tell (docs/import.md); success or "
                 "failure, all of them; or ask, for each. Default: infer."),
        optional("replace", &Arguments::replace,
                 "Replace what an earlier import took in where the files tell more by now."),
        optional("dry_run", &Arguments::dry_run, "Only say what would happen."),
    };
  }
};

struct Plan {
  std::int64_t new_episodes = 0;
  std::int64_t known_episodes = 0;     // Here already, the very same.
  std::int64_t new_links = 0;          // Relations and checkpoints.
  std::int64_t links_left_out = 0;     // Of episodes that are neither here nor in the file.
  std::vector<std::string> conflicts;  // Here already, but different.
};

enum class Standing { is_new, is_known, conflicts };

Result<Standing> standing_of(Transaction& transaction, const Episode& episode) {
  const auto stored = transaction.episode(episode.id);
  if (stored.ok()) return *stored == episode ? Standing::is_known : Standing::conflicts;
  if (stored.error().fault == Fault::not_found) return Standing::is_new;
  return stored.error();
}

// Nothing of an episode that is not here.
template <typename Read>
auto those_here(Read read) -> decltype(read()) {
  auto stored = read();
  if (!stored.ok() && stored.error().fault == Fault::not_found) {
    return typename decltype(read())::Value{};
  }
  return stored;
}

Result<Standing> standing_of(Transaction& transaction, const Relation& relation) {
  const auto stored =
      TRY(those_here([&] { return transaction.relations(relation.from_episode_id); }));
  for (const Relation& one : stored) {
    if (is_same_relation(one, relation)) {
      return one == relation ? Standing::is_known : Standing::conflicts;
    }
  }
  return Standing::is_new;
}

Result<Standing> standing_of(Transaction& transaction, const Checkpoint& checkpoint) {
  const auto stored =
      TRY(those_here([&] { return transaction.checkpoints(checkpoint.episode_id); }));
  for (const Checkpoint& one : stored) {
    if (one.id == checkpoint.id)
      return one == checkpoint ? Standing::is_known : Standing::conflicts;
  }
  return Standing::is_new;
}

const Episode& content(const ArchivedEpisode& one) { return one.episode; }
const Relation& content(const ArchivedRelation& one) { return one.relation; }
const Checkpoint& content(const ArchivedCheckpoint& one) { return one.checkpoint; }

// What it is told by when it conflicts, and known by within the file.
std::string name_of(const Episode& episode) { return episode.id; }
std::string name_of(const Relation& relation) {
  return relation.from_episode_id + " " + std::string(name_of(relation.relation_type)) + " " +
         relation.to_episode_id;
}
std::string name_of(const Checkpoint& checkpoint) {
  return checkpoint.episode_id + " checkpoint " + checkpoint.id;
}

Status read_file(const std::string& path, const std::function<Status(ArchiveRecord)>& on_record) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return invalid_argument("file", path + " is not a file; it is read twice, so save it as one");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return not_found("cannot read " + path);
  Status status = read_archive(file, on_record);
  if (!status.ok()) return std::move(status).error().while_doing(path);
  return Done{};
}

// Reads the whole file before anything is written: a damaged one changes nothing.
class Planner {
 public:
  explicit Planner(Store& store) : store_(store) {}

  template <typename Archived>
  Status add(const Archived& archived) {
    const std::string& space = archived.namespace_name;
    const auto& record = content(archived);
    const std::string name = space + "/" + name_of(record);
    if (!seen_.insert(name).second) return conflict(name + " occurs twice");
    if (!TRY(belongs_somewhere(space, record))) {
      ++plan_.links_left_out;
      return Done{};
    }
    switch (TRY(store_.read(
        space, [&](Transaction& transaction) { return standing_of(transaction, record); }))) {
      case Standing::is_new:
        count_new(space, record);
        break;
      case Standing::is_known:
        plan_.known_episodes += std::is_same_v<Archived, ArchivedEpisode>;
        break;
      case Standing::conflicts:
        plan_.conflicts.push_back(name);
        break;
    }
    return Done{};
  }

  Result<Plan> finish() {
    for (const auto& [space, relations] : new_relations_) TRY(check_cycles(space, relations));
    return std::move(plan_);
  }

 private:
  using RelationsFrom = std::multimap<std::string, Relation>;

  Result<bool> is_there(const std::string& space, const std::string& id) {
    if (seen_.contains(space + "/" + id)) return true;
    const auto status =
        store_.read(space, [&](Transaction& transaction) { return transaction.status(id); });
    if (!status.ok() && status.error().fault != Fault::not_found) return status.error();
    return status.ok();
  }
  Result<bool> belongs_somewhere(const std::string&, const Episode&) { return true; }
  Result<bool> belongs_somewhere(const std::string& space, const Checkpoint& checkpoint) {
    return is_there(space, checkpoint.episode_id);
  }
  Result<bool> belongs_somewhere(const std::string& space, const Relation& relation) {
    return TRY(is_there(space, relation.from_episode_id)) &&
           TRY(is_there(space, relation.to_episode_id));
  }

  void count_new(const std::string&, const Episode&) { ++plan_.new_episodes; }
  void count_new(const std::string&, const Checkpoint&) { ++plan_.new_links; }
  void count_new(const std::string& space, const Relation& relation) {
    ++plan_.new_links;
    new_relations_[space].emplace(relation.from_episode_id, relation);
  }

  // With those that are here.
  Status check_cycles(const std::string& space, const RelationsFrom& added) {
    std::vector<std::string> starts;
    for (const auto& [from, relation] : added) starts.push_back(from);
    return store_.read(space, [&](Transaction& transaction) -> Status {
      const auto relations_of = [&](const std::string& id) -> Result<std::vector<Relation>> {
        auto all = TRY(those_here([&] { return transaction.relations(id); }));
        const auto [first, last] = added.equal_range(id);
        for (auto at = first; at != last; ++at) all.push_back(at->second);
        return all;
      };
      for (const auto& [type, type_name] : names_of(RelationType{})) {
        if (!is_acyclic(type)) continue;
        const auto cycle = TRY(find_cycle(type, starts, relations_of));
        if (cycle.empty()) continue;
        return conflict("nothing was imported: by " + std::string(type_name) +
                        " these episodes would each come before itself: " + joined(cycle, ", "));
      }
      return Done{};
    });
  }

  Store& store_;
  Plan plan_;
  std::set<std::string> seen_;
  std::map<std::string, RelationsFrom> new_relations_;
};

Result<Plan> plan_import(Store& store, const std::string& path) {
  Planner planner(store);
  TRY(read_file(path, [&](const ArchiveRecord& record) {
    return std::visit([&](const auto& archived) { return planner.add(archived); }, record);
  }));
  return planner.finish();
}

// Writes episodes in groups, one durable transaction each; an import that is interrupted can be
// run again, because what is there already is passed over.
class Importer {
 public:
  explicit Importer(Store& store) : store_(store) {}

  Status add(ArchiveRecord record) {
    const std::string space =
        std::visit([](const auto& archived) { return archived.namespace_name; }, record);
    if (space != namespace_name_ || waiting_.size() >= group_max) TRY(flush());
    namespace_name_ = space;
    waiting_.push_back(std::move(record));
    return Done{};
  }

  Status flush() {
    if (waiting_.empty()) return Done{};
    TRY(store_.write(namespace_name_, [&](Transaction& transaction) -> Status {
      for (const ArchiveRecord& record : waiting_) {
        TRY(std::visit([&](const auto& archived) { return insert(transaction, content(archived)); },
                       record));
      }
      return Done{};
    }));
    written_ += std::ranges::count_if(waiting_, [](const ArchiveRecord& record) {
      return std::holds_alternative<ArchivedEpisode>(record);
    });
    waiting_.clear();
    return Done{};
  }

  std::int64_t written() const { return written_; }

 private:
  static constexpr std::size_t group_max = 200;

  static Status insert(Transaction& transaction, const Episode& episode) {
    if (TRY(standing_of(transaction, episode)) == Standing::is_known) return Done{};
    return transaction.insert(episode);
  }
  // What was made of episodes that are not there is left out, as the plan said.
  static Status insert(Transaction& transaction, const Relation& relation) {
    if (TRY(standing_of(transaction, relation)) == Standing::is_known) return Done{};
    return without_missing(transaction.insert_relation(relation));
  }
  static Status insert(Transaction& transaction, const Checkpoint& checkpoint) {
    return without_missing(transaction.put_checkpoint(checkpoint));
  }
  static Status without_missing(Status inserted) {
    if (inserted.ok() || inserted.error().fault != Fault::not_found) return inserted;
    return Done{};
  }

  Store& store_;
  std::string namespace_name_;
  std::vector<ArchiveRecord> waiting_;
  std::int64_t written_ = 0;
};

Error conflicts_found(const std::vector<std::string>& conflicts) {
  constexpr std::size_t named_max = 10;
  std::string list;
  for (std::size_t i = 0; i < conflicts.size() && i < named_max; ++i) list += "\n  " + conflicts[i];
  if (conflicts.size() > named_max) {
    list += "\n  and " + std::to_string(conflicts.size() - named_max) + " more";
  }
  return conflict("nothing was imported: " + std::to_string(conflicts.size()) +
                  " records are here already with other content:" + list);
}

Status import_planned(Store& store, const std::string& path, const Plan& plan, Console& console) {
  Importer importer(store);
  Status status = read_file(path, [&](ArchiveRecord record) -> Status {
    console.progress("imported", importer.written(), plan.new_episodes + plan.known_episodes);
    return importer.add(std::move(record));
  });
  if (status.ok()) status = importer.flush();
  console.end_progress();
  if (status.ok()) return status;
  return std::move(status).error().while_doing("stopped after " +
                                               std::to_string(importer.written()) +
                                               " episodes, which are kept; run it again to go on");
}

std::string report_of(const Plan& plan, bool dry_run) {
  std::string report = std::string(dry_run ? "would import " : "imported ") +
                       std::to_string(plan.new_episodes) + " episodes; " +
                       std::to_string(plan.known_episodes) + " were here already\n";
  if (plan.new_links > 0) {
    report += "and " + std::to_string(plan.new_links) + " relations and checkpoints\n";
  }
  if (plan.links_left_out > 0) {
    report += "left out: " + std::to_string(plan.links_left_out) +
              " relations and checkpoints of episodes that are neither here nor in the file\n";
  }
  return report;
}

// Our own exports say all of it themselves.
Status check_own(const Arguments& arguments) {
  const auto foreign = [](bool given, const char* name) -> Status {
    if (!given) return Done{};
    return invalid_argument(name, std::string(name) +
                                      " is for --from another program: an export of memory-mcp "
                                      "says it of each episode");
  };
  TRY(foreign(arguments.namespace_name.has_value(), "namespace"));
  TRY(foreign(arguments.domain.has_value(), "domain"));
  TRY(foreign(arguments.task_type.has_value(), "task_type"));
  TRY(foreign(arguments.outcome.has_value(), "outcome"));
  return foreign(arguments.replace, "replace");
}

Status run_own(const Arguments& arguments, CommandContext& context) {
  TRY(check_own(arguments));
  const auto assembly = TRY(assemble(context.configuration.settings));
  const Plan plan = TRY(plan_import(*assembly->store, arguments.file));
  if (!plan.conflicts.empty()) return conflicts_found(plan.conflicts);
  if (!arguments.dry_run) {
    TRY(import_planned(*assembly->store, arguments.file, plan, context.console));
  }
  context.console.print_either({{"dry_run", arguments.dry_run},
                                {"new_episodes", plan.new_episodes},
                                {"known_episodes", plan.known_episodes},
                                {"new_links", plan.new_links},
                                {"links_left_out", plan.links_left_out}},
                               report_of(plan, arguments.dry_run));
  return Done{};
}

Status run(const Arguments& arguments, CommandContext& context) {
  if (arguments.from == ImportKind::memory_mcp) return run_own(arguments, context);
  return import_tasks({.kind = arguments.from,
                       .namespace_name = arguments.namespace_name.value_or("default"),
                       .domain = arguments.domain,
                       .task_type = arguments.task_type.value_or(TaskType::other),
                       .outcome = arguments.outcome.value_or(OutcomeChoice::infer),
                       .replace = arguments.replace,
                       .dry_run = arguments.dry_run},
                      arguments.file, context);
}

}  // namespace

std::vector<Command> import_memory() {
  return {
      typed_command<Arguments>({.name = "import",
                                .summary = "Take in an export, or what another program recorded.",
                                .positionals = {"file"}},
                               run)};
}

}  // namespace memory_mcp
