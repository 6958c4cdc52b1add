// "memory-mcp doctor": is everything reachable, whole and private?
#include <sys/stat.h>

#include "advice/learning_check.h"
#include "apps/assemble.h"
#include "apps/command.h"
#include "base/clock.h"
#include "embeddings/make_embedder.h"
#include "json/to_json.h"
#include "recall/embedding/kept_choice.h"
#include "storage/store.h"

namespace memory_mcp {
namespace {

struct Arguments {
  bool relearn = false;

  static constexpr auto fields() {
    return std::tuple{
        optional("relearn", &Arguments::relearn,
                 "Also learn everything anew from what is stored, and compare."),
    };
  }
};

struct Finding {
  std::string check;
  bool ok = true;
  std::string details;

  static constexpr auto fields() {
    return std::tuple{
        required("check", &Finding::check, "What was looked at."),
        required("ok", &Finding::ok, "Whether it is as it should be."),
        required("details", &Finding::details, "What was seen."),
    };
  }
};

using Findings = std::vector<Finding>;

void look_at_directory(const std::string& path, Findings& findings) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    findings.push_back({"data directory", true, path + " does not exist yet; the server makes it"});
    return;
  }
  const bool is_private = (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  findings.push_back({"data directory", is_private,
                      path + (is_private ? " is private to its owner"
                                         : " can be read by others; run: chmod 700 " + path)});
}

Status look_at_store(Store& store, Findings& findings) {
  const StoreReport report = TRY(store.report());
  findings.push_back({"store", report.damage.empty(),
                      report.damage.empty()
                          ? report.backend + " with " + std::to_string(report.episodes) +
                                " episodes and " + std::to_string(report.steps) + " steps in " +
                                std::to_string(report.bytes) + " bytes"
                          : report.damage});
  const auto damages = TRY(store.inspect());
  findings.push_back({"integrity", damages.empty(),
                      damages.empty() ? "every page, row and checksum was read and is whole"
                                      : std::to_string(damages.size()) + " things are wrong"});
  for (const auto& damage : damages) findings.push_back({"damage", false, damage});
  const Status probed = store.probe();
  findings.push_back({"writing", probed.ok(),
                      probed.ok() ? "written, read back and deleted" : probed.error().message});
  return Done{};
}

// Without asking a provider or loading a model: whether its file is there and the one that was
// chosen, or its key is.
Status look_at_embedder(Store& store, const Settings& settings, Findings& findings) {
  KeptChoice kept_choice(store);
  TRY(kept_choice.look());
  if (!kept_choice.state()) return Done{};
  const KeptEmbedder& active = kept_choice.state()->active;
  const auto embedder =
      resume_embedder(active.choice, TRY(embedding_rules(settings)), active.generation());
  findings.push_back(
      {"embedder", embedder.ok(),
       embedder.ok() ? active.provider + " with " + active.model : embedder.error().message});
  return Done{};
}

Status look_at_learning(Store& store, Findings& findings) {
  const LearningCheck check = TRY(check_learning(store));
  for (const std::string& difference : check.differences) {
    findings.push_back({"learning", false, difference});
  }
  if (!check.differences.empty()) return Done{};
  findings.push_back({"learning", true,
                      std::to_string(check.patterns) + " patterns of " +
                          std::to_string(check.episodes) + " completed episodes in " +
                          std::to_string(check.namespaces) +
                          " namespaces: the same bit by bit and all at once"});
  return Done{};
}

// By itself: it needs no store.
void look_at_sandbox(const Settings& settings, Findings& findings) {
  const auto sandbox = open_sandbox(settings);
  if (!sandbox.ok()) {
    findings.push_back({"sandbox", false, sandbox.error().message});
    return;
  }
  const SandboxHealth health = (*sandbox)->check_health();
  findings.push_back({"sandbox", health.works.ok(),
                      health.works.ok() ? "agent code runs behind " + health.layers
                                        : health.works.error().message});
  if (!health.missing.empty()) {
    findings.push_back({"sandbox walls", false, "missing: " + health.missing});
  }
}

Status run(const Arguments& arguments, CommandContext& context) {
  Findings findings;
  const Settings& settings = context.configuration.settings;
  const auto store = open_store(settings.store, system_clock(), Opening::existing);
  look_at_directory(settings.data_dir, findings);
  const Status looked = store.ok() ? look_at_store(**store, findings) : Status(store.error());
  if (!looked.ok()) findings.push_back({"store", false, looked.error().message});
  const Status chosen = store.ok() ? look_at_embedder(**store, settings, findings) : Done{};
  if (!chosen.ok()) findings.push_back({"embedder", false, chosen.error().message});
  const bool learns = arguments.relearn && store.ok();
  const Status learnt = learns ? look_at_learning(**store, findings) : Done{};
  if (!learnt.ok()) findings.push_back({"learning", false, learnt.error().message});

  look_at_sandbox(settings, findings);
  bool all_well = true;
  std::string text;
  for (const auto& [check, ok, details] : findings) {
    all_well = all_well && ok;
    text += (ok ? context.console.green("ok   ") : context.console.red("BAD  ")) + check + ": " +
            details + "\n";
  }
  context.console.print_either({{"ok", all_well}, {"findings", to_json(findings)}}, text);
  if (all_well) return Done{};
  return unavailable("something is wrong; see above");
}

}  // namespace

std::vector<Command> doctor() {
  return {typed_command<Arguments>(
      {.name = "doctor", .summary = "Check that everything is reachable, whole and private."},
      run)};
}

}  // namespace memory_mcp
