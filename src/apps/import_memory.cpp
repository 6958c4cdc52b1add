// "memory-mcp import FILE": takes an archive in, all of it or nothing of what conflicts; with
// --from what another program recorded (import_tasks.h).
#include <filesystem>
#include <fstream>
#include <set>

#include "apps/archive.h"
#include "apps/assemble.h"
#include "apps/command.h"
#include "apps/import_tasks.h"

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
  std::vector<std::string> conflicts;  // Here already, but different.
};

enum class Standing { is_new, is_known, conflicts };

Result<Standing> standing_of(Transaction& transaction, const Episode& episode) {
  const auto stored = transaction.episode(episode.id);
  if (stored.ok()) return *stored == episode ? Standing::is_known : Standing::conflicts;
  if (stored.error().fault == Fault::not_found) return Standing::is_new;
  return stored.error();
}

Status read_file(const std::string& path,
                 const std::function<Status(ArchivedEpisode)>& on_episode) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return invalid_argument("file", path + " is not a file; it is read twice, so save it as one");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return not_found("cannot read " + path);
  Status status = read_archive(file, on_episode);
  if (!status.ok()) return std::move(status).error().while_doing(path);
  return Done{};
}

// Reads the whole file before anything is written: a damaged one changes nothing.
Result<Plan> plan_import(Store& store, const std::string& path) {
  Plan plan;
  std::set<std::string> seen;
  TRY(read_file(path, [&](const ArchivedEpisode& archived) -> Status {
    const std::string& name = archived.namespace_name;
    const Episode& episode = archived.episode;
    if (!seen.insert(name + "/" + episode.id).second) {
      return conflict("episode " + episode.id + " occurs twice");
    }
    switch (TRY(store.read(
        name, [&](Transaction& transaction) { return standing_of(transaction, episode); }))) {
      case Standing::is_new:
        ++plan.new_episodes;
        break;
      case Standing::is_known:
        ++plan.known_episodes;
        break;
      case Standing::conflicts:
        plan.conflicts.push_back(name + "/" + episode.id);
        break;
    }
    return Done{};
  }));
  return plan;
}

// Writes episodes in groups, one durable transaction each; an import that is interrupted can be
// run again, because what is there already is passed over.
class Importer {
 public:
  explicit Importer(Store& store) : store_(store) {}

  Status add(ArchivedEpisode archived) {
    if (archived.namespace_name != namespace_name_ || waiting_.size() >= group_max) TRY(flush());
    namespace_name_ = archived.namespace_name;
    waiting_.push_back(std::move(archived.episode));
    return Done{};
  }

  Status flush() {
    if (waiting_.empty()) return Done{};
    TRY(store_.write(namespace_name_, [&](Transaction& transaction) -> Status {
      for (const auto& episode : waiting_) {
        if (TRY(standing_of(transaction, episode)) != Standing::is_known) {
          TRY(transaction.insert(episode));
        }
      }
      return Done{};
    }));
    written_ += std::ssize(waiting_);
    waiting_.clear();
    return Done{};
  }

  std::int64_t written() const { return written_; }

 private:
  static constexpr std::size_t group_max = 200;

  Store& store_;
  std::string namespace_name_;
  std::vector<Episode> waiting_;
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
                  " episodes are here already with other content:" + list);
}

Status import_planned(Store& store, const std::string& path, const Plan& plan, Console& console) {
  Importer importer(store);
  Status status = read_file(path, [&](ArchivedEpisode archived) -> Status {
    console.progress("imported", importer.written(), plan.new_episodes + plan.known_episodes);
    return importer.add(std::move(archived));
  });
  if (status.ok()) status = importer.flush();
  console.end_progress();
  if (status.ok()) return status;
  return std::move(status).error().while_doing("stopped after " +
                                               std::to_string(importer.written()) +
                                               " episodes, which are kept; run it again to go on");
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
                                {"known_episodes", plan.known_episodes}},
                               std::string(arguments.dry_run ? "would import " : "imported ") +
                                   std::to_string(plan.new_episodes) + " episodes; " +
                                   std::to_string(plan.known_episodes) + " were here already\n");
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
