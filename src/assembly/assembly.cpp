#include "assembly/assembly.h"

#include "assembly/server_description.h"
#include "assembly/version.h"
#include "base/check.h"
#include "embeddings/builtin.h"

namespace memory_mcp {

Assembly::Assembly(std::unique_ptr<Store> opened, std::unique_ptr<Sandbox> sandbox_opened,
                   MemoryAccess script_access)
    : store(std::move(opened)),
      sandbox(std::move(sandbox_opened)),
      embedder(*make_builtin_embedder()),
      recall(*store, *embedder, system_clock()),
      recorder(*store, recall, system_clock()),
      services{.store = *store,
               .recorder = recorder,
               .recall = recall,
               .usage = usage,
               .sandbox = *sandbox,
               .script_access = script_access,
               .clock = system_clock(),
               .started = std::chrono::steady_clock::now(),
               .version = version},
      server(describe_server(), all_tools(services), usage) {
  services.server = &server;
}

Result<std::unique_ptr<Assembly>> open_assembly(AssemblyOptions options) {
  options.sandbox.tool_names = tools_for_scripts();
  auto sandbox = TRY(Sandbox::open(std::move(options.sandbox)));
  return std::make_unique<Assembly>(TRY(open_store(options.store, system_clock(), options.opening)),
                                    std::move(sandbox), options.script_access);
}

std::unique_ptr<Assembly> assemble_for_description() {
  auto sandbox = Sandbox::open({});
  CHECK(sandbox.ok());
  return std::make_unique<Assembly>(make_in_memory_store(), *std::move(sandbox),
                                    MemoryAccess::read);
}

}  // namespace memory_mcp
