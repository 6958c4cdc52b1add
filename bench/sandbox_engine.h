// How fast the engine computes once it runs, beside the same engine elsewhere and beside V8, and
// what TypeScript adds to an execution.
#pragma once

#include <filesystem>

#include "bench/report.h"
#include "bench/sandbox_scripts.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void measure_engine(const Settings& settings, const SandboxScripts& scripts,
                    const std::filesystem::path& logs, Report& report);

void measure_typescript(const Settings& settings, const SandboxScripts& scripts,
                        const std::filesystem::path& logs, Report& report);

}  // namespace memory_mcp::bench
