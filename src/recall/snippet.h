// The passage of a text that speaks most of the query, for people and models to read.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "recall/query_words.h"

namespace memory_mcp {

// At most limits::snippet_bytes_max bytes in one line, cut between words and marked with "…" where
// text was left out.
std::string snippet(std::string_view text, std::span<const QueryWord> words,
                    const Lexicon& lexicon);

}  // namespace memory_mcp
