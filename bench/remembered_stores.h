// Stores filled with remembered work without going through a server: a hundred thousand episodes
// in seconds.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "bench/remembered_work.h"

namespace memory_mcp::bench {

// A memory of the first `episodes` episodes, in the store of that URL.
void write_memory(const std::string& url, const RememberedWork& work, std::size_t episodes);

// The same, where a memory-mcp with this data directory looks.
void write_memory_file(const std::filesystem::path& directory, const RememberedWork& work,
                       std::size_t episodes);

// The same for server-memory: one entity per episode, one observation per step.
void write_knowledge_graph(const std::filesystem::path& directory, const RememberedWork& work,
                           std::size_t episodes);

}  // namespace memory_mcp::bench
