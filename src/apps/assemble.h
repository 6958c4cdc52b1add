// From settings to the wired server.
#pragma once

#include <memory>

#include "assembly/assembly.h"
#include "model/settings.h"

namespace memory_mcp {

// The sandbox alone, as the settings say.
Result<std::unique_ptr<Sandbox>> open_sandbox(const Settings& settings);

// Opens the store that the settings name, and the sandbox as they say.
Result<std::unique_ptr<Assembly>> assemble(const Settings& settings,
                                           Opening opening = Opening::create);

// Where the audit log is kept; empty when nothing is.
std::string audit_file(const Settings& settings);

// Where static tokens are kept.
std::string token_file(const Settings& settings);

// What the operator lets embedders do.
Result<EmbeddingRules> embedding_rules(const Settings& settings);

}  // namespace memory_mcp
