// In SQL, what a store keeps beside episodes: settings, vectors of texts, and how often tools were
// called.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/store.h"

namespace memory_mcp {

Result<std::optional<std::string>> read_setting(Database& database, const std::string& name);
Result<bool> rewrite_setting(Database& database, const std::string& name,
                             const std::optional<std::string>& seen, const std::string& value);

Result<std::vector<std::optional<std::string>>> read_vectors(
    Database& database, const std::string& generation, std::span<const std::string> text_hashes);
Status write_vectors(Database& database, const std::string& generation,
                     std::span<const StoredVector> vectors);
// In transactions of some thousand each: other writers get their turn.
Status delete_vectors_but(Database& database, const std::string& generation);
Status delete_vectors_equal_to(Database& database, const std::string& generation,
                               const std::string& bytes);

Result<ToolCallCounts> read_tool_calls(Database& database);
Status count_tool_calls(Database& database, const ToolCallCounts& calls);

}  // namespace memory_mcp
