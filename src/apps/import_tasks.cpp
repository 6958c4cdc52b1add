#include "apps/import_tasks.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "apps/assemble.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

// More than these are only counted: a file of another kind may have millions.
constexpr std::int64_t refusals_named_max = 100;

struct Files {
  std::vector<std::string> paths;  // In the order of their names: each import is like the last.
  std::int64_t bytes = 0;
};

Result<Files> files_of(const std::string& path) {
  std::error_code error;
  Files files;
  if (!fs::is_directory(path, error)) {
    files.paths.push_back(path);
    files.bytes = static_cast<std::int64_t>(fs::file_size(path, error));
    if (error) files.bytes = 0;  // Whoever opens it says why.
    return files;
  }
  for (fs::recursive_directory_iterator one(path, error), end; !error && one != end;
       one.increment(error)) {
    const std::string extension = one->path().extension();
    std::error_code unreadable;
    if ((extension != ".json" && extension != ".jsonl") || !one->is_regular_file(unreadable)) {
      continue;
    }
    files.paths.push_back(one->path());
    files.bytes += static_cast<std::int64_t>(one->file_size(unreadable));
  }
  if (error) return unavailable("cannot read all of " + path + ": " + error.message());
  if (files.paths.empty()) return not_found("there is no .json or .jsonl file in " + path);
  std::ranges::sort(files.paths);
  return files;
}

// Shown to a person, who answers with a word or its first letter.
Result<std::optional<OutcomeType>> ask_of(const ImportedTask& task, Console& console) {
  constexpr std::size_t shown_bytes_max = 400;
  const auto shown = [](std::string_view text) {
    return without_controls(std::string(cut_to_bytes(text, shown_bytes_max)));
  };
  console.end_progress();
  console.note("\n" + shown(task.task_description));
  console.note("  " + std::to_string(task.steps.size()) + " calls, the last of " +
               shown(task.steps.empty() ? "nothing" : task.steps.back().tool));
  if (task.outcome) {
    console.note("  it would be inferred: " + std::string(name_of(task.outcome->type)));
    console.note("  " + shown(task.outcome->verdict.value_or(task.outcome->reason.value_or(""))));
  }
  while (true) {
    console.note("success, failure or leave out? [s/f/l]");
    std::string answer;
    if (!std::getline(std::cin, answer)) {
      return invalid_argument("outcome", "the answers ended before the tasks did");
    }
    const std::string word = to_lower(trimmed(answer));
    if (word == "s" || word == "success") return std::optional(OutcomeType::success);
    if (word == "f" || word == "failure") return std::optional(OutcomeType::failure);
    if (word == "l" || word == "leave out") return std::optional<OutcomeType>();
  }
}

struct Told {
  const char* name;
  std::int64_t count;
  const char* says;
};

// What is nothing is left out of the sentences, not out of the JSON.
void tell(const TaskImportTally& tally, std::size_t files, const TaskImportOptions& options,
          Console& console) {
  const Told told[] = {
      {"imported", tally.imported, options.dry_run ? "tasks would be imported" : "tasks imported"},
      {"replaced", tally.replaced, "of these in the place of an earlier import"},
      {"known", tally.known, "were here already"},
      {"changed", tally.changed, "are here already with other content, and stay: see --replace"},
      {"contradicted", tally.contradicted,
       "stand there twice, told differently: the first one counts"},
      {"without_steps", tally.without_steps, "passed over: they called no tool"},
      {"unfinished", tally.unfinished, "passed over: the record ends before they do"},
      {"refused", tally.refused, "lines or tasks could not be used"},
      {"steps", tally.steps, "steps"},
      {"outcomes_inferred", tally.outcomes_inferred, "outcomes inferred, and marked so"},
      {"secrets_redacted", tally.cleaning.secrets_redacted, "texts had secrets: [redacted]"},
      {"texts_cut", tally.cleaning.texts_cut, "texts were cut to their limit"},
  };
  Json json{{"dry_run", options.dry_run}, {"files", files}};
  std::string text;
  for (const Told& one : told) {
    json[one.name] = one.count;
    if (one.count == 0 && &one != &told[0]) continue;
    const std::string number = std::to_string(one.count);
    text += std::string(8 - std::min<std::size_t>(number.size(), 7), ' ') + number + "  " +
            one.says + "\n";
  }
  console.print_either(json, text);
}

}  // namespace

Status import_tasks(TaskImportOptions options, const std::string& path, CommandContext& context) {
  Console& console = context.console;
  const Files files = TRY(files_of(path));
  const auto assembly = TRY(assemble(context.configuration.settings));
  std::string file;
  std::int64_t refusals = 0;
  options.on_refusal = [&](std::int64_t line, const std::string& why) {
    if (++refusals > refusals_named_max) return;
    console.end_progress();
    console.note(file + " line " + std::to_string(line) + ": " + without_controls(why));
  };
  options.ask = [&](const ImportedTask& task) { return ask_of(task, console); };
  TaskImport import(*assembly->store, options);
  std::int64_t before = 0;  // Bytes of the files that are done.
  for (const std::string& one : files.paths) {
    file = one;
    std::int64_t bytes = 0;
    auto source = JsonSource::open(one, [&](std::int64_t done, std::int64_t total) {
      bytes = total;
      console.progress("MiB read:", (before + done) >> 20U, files.bytes >> 20U);
    });
    if (!source.ok() && files.paths.size() == 1) return source.error();
    if (!source.ok()) {
      import.refuse(0, source.error().message);
      continue;
    }
    import.set_recorded(source->written());
    TRY(importer_of(options.kind)(*source, import));
    before += bytes;
  }
  TRY(import.finish());
  console.end_progress();
  if (refusals > refusals_named_max) {
    console.note("and " + std::to_string(refusals - refusals_named_max) + " more");
  }
  tell(import.tally(), files.paths.size(), options, console);
  if (import.tally().found_tasks() || files.bytes == 0) return Done{};
  return invalid_argument("from", "nothing here is of the kind " +
                                      std::string(name_of(options.kind)) +
                                      "; --from says which program wrote it");
}

}  // namespace memory_mcp
