#include "assembly/assembly.h"

#include "assembly/server_description.h"
#include "assembly/version.h"
#include "base/check.h"
#include "base/log.h"
#include "embeddings/builtin.h"
#include "storage/traced_store.h"
#include "tools/offers/offers.h"
#include "tools/traced.h"

namespace memory_mcp {
namespace {

// For the order of the list, without which a server can do.
ToolCallCounts calls_until_now(Store& store) {
  auto counts = store.tool_calls();
  if (counts.ok()) return *std::move(counts);
  log_warning("tool_calls_not_read", {{"why", counts.error().message}});
  return {};
}

ServerFeatures features_of(Services& services, std::shared_ptr<Changes> changes, Tracer* tracer) {
  return {.tools = traced(all_tools(services), tracer),
          .prompts = memory_prompts(),
          .resources = memory_resources(services),
          .skills = learnt_skills(services),
          .completions = memory_completions(services),
          .changes = std::move(changes),
          .tasks = &services.store};
}

// Nothing without an endpoint.
Result<std::unique_ptr<Tracer>> tracer_to(const std::string& endpoint) {
  if (endpoint.empty()) return std::unique_ptr<Tracer>();
  return open_tracer(endpoint, version);
}

}  // namespace

Assembly::Assembly(Opened opened, const AssemblyOptions& options)
    : audit(std::move(opened.audit)),
      tracer(std::move(opened.tracer)),
      store(std::move(opened.store)),
      sandbox(std::move(opened.sandbox)),
      call_keeper(*store, [this] { return usage.counts(); }),
      companions(histories, sizes),
      index(*store, *make_builtin_embedder(), &companions),
      embeddings(*store, index, {.rules = options.embedding_rules}),
      recall(*store, index, embeddings, system_clock()),
      recorder(*store, recall, system_clock()),
      retention({.store = *store,
                 .index = index,
                 .sizes = sizes,
                 .histories = histories,
                 .recorder = recorder,
                 .audit = *audit,
                 .clock = system_clock()},
                options.retention),
      advisor(recall, histories),
      changes(std::make_shared<Changes>(Changeable{.resource = true})),
      services{.store = *store,
               .recorder = recorder,
               .recall = recall,
               .advisor = advisor,
               .index = index,
               .sizes = sizes,
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
      server(describe_server(), features_of(services, changes, tracer.get()), usage,
             {.listing = options.listing, .calls = calls_until_now(*store)}) {
  services.server = &server;
}

Result<std::unique_ptr<Assembly>> open_assembly(AssemblyOptions options) {
  auto audit = std::make_unique<AuditLog>(AuditOptions{.path = options.audit_file});
  options.sandbox.audit = audit.get();
  options.sandbox.tool_names = tools_for_scripts();
  auto sandbox = TRY(Sandbox::open(std::move(options.sandbox)));
  auto tracer = TRY(tracer_to(options.otlp_endpoint));
  auto store = TRY(open_store(options.store, system_clock(), options.opening));
  if (tracer) store = make_traced_store(std::move(store), *tracer);
  return std::make_unique<Assembly>(Assembly::Opened{.audit = std::move(audit),
                                                     .tracer = std::move(tracer),
                                                     .store = std::move(store),
                                                     .sandbox = std::move(sandbox)},
                                    options);
}

std::unique_ptr<Assembly> assemble_for_description() {
  auto sandbox = Sandbox::open({});
  CHECK(sandbox.ok());
  return std::make_unique<Assembly>(
      Assembly::Opened{.audit = std::make_unique<AuditLog>(AuditOptions{}),
                       .store = make_in_memory_store(),
                       .sandbox = *std::move(sandbox)},
      AssemblyOptions{});
}

}  // namespace memory_mcp
