#include "assembly/assembly.h"

#include "assembly/server_description.h"
#include "assembly/version.h"
#include "base/check.h"
#include "base/log.h"
#include "embeddings/builtin.h"
#include "tools/offers/offers.h"

namespace memory_mcp {
namespace {

// For the order of the list, without which a server can do.
ToolCallCounts calls_until_now(Store& store) {
  auto counts = store.tool_calls();
  if (counts.ok()) return *std::move(counts);
  log_warning("tool_calls_not_read", {{"why", counts.error().message}});
  return {};
}

ServerFeatures features_of(Services& services, std::shared_ptr<Changes> changes) {
  return {.tools = all_tools(services),
          .prompts = memory_prompts(),
          .resources = memory_resources(services),
          .skills = learnt_skills(services),
          .completions = memory_completions(services),
          .changes = std::move(changes),
          .tasks = &services.store};
}

}  // namespace

Assembly::Assembly(std::unique_ptr<AuditLog> audit_opened, std::unique_ptr<Store> opened,
                   std::unique_ptr<Sandbox> sandbox_opened, const AssemblyOptions& options)
    : audit(std::move(audit_opened)),
      store(std::move(opened)),
      sandbox(std::move(sandbox_opened)),
      call_keeper(*store, [this] { return usage.counts(); }),
      index(*store, *make_builtin_embedder(), &histories),
      embeddings(*store, index, {.rules = options.embedding_rules}),
      recall(*store, index, embeddings, system_clock()),
      recorder(*store, recall, system_clock()),
      advisor(recall, histories),
      changes(std::make_shared<Changes>(Changeable{.resource = true})),
      services{.store = *store,
               .recorder = recorder,
               .recall = recall,
               .advisor = advisor,
               .index = index,
               .embeddings = embeddings,
               .usage = usage,
               .sandbox = *sandbox,
               .changes = *changes,
               .audit = *audit,
               .script_access = options.script_access,
               .recorded_secrets = options.recorded_secrets,
               .clock = system_clock(),
               .started = std::chrono::steady_clock::now(),
               .version = version},
      server(describe_server(), features_of(services, changes), usage,
             {.listing = options.listing, .calls = calls_until_now(*store)}) {
  services.server = &server;
}

Result<std::unique_ptr<Assembly>> open_assembly(AssemblyOptions options) {
  auto audit = std::make_unique<AuditLog>(AuditOptions{.path = options.audit_file});
  options.sandbox.audit = audit.get();
  options.sandbox.tool_names = tools_for_scripts();
  auto sandbox = TRY(Sandbox::open(std::move(options.sandbox)));
  auto store = TRY(open_store(options.store, system_clock(), options.opening));
  return std::make_unique<Assembly>(std::move(audit), std::move(store), std::move(sandbox),
                                    options);
}

std::unique_ptr<Assembly> assemble_for_description() {
  auto sandbox = Sandbox::open({});
  CHECK(sandbox.ok());
  return std::make_unique<Assembly>(std::make_unique<AuditLog>(AuditOptions{}),
                                    make_in_memory_store(), *std::move(sandbox), AssemblyOptions{});
}

}  // namespace memory_mcp
