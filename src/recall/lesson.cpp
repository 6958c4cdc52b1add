#include "recall/lesson.h"

#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

std::string first_sentence(std::string_view all) {
  const std::string_view text = trimmed(all);
  std::size_t end = text.find_first_of("\n\r");
  for (const char* stop : {". ", "! ", "? "}) {
    const std::size_t found = text.find(stop);
    if (found != std::string_view::npos) end = std::min(end, found + 1);
  }
  const std::string_view sentence = text.substr(0, end);
  const std::string_view kept = cut_to_bytes(sentence, limits::snippet_bytes_max);
  return std::string(kept) + (kept.size() < sentence.size() ? "…" : "");
}

}  // namespace

std::optional<std::string> lesson_of(const Episode& episode) {
  if (!episode.outcome) return std::nullopt;
  const Outcome& outcome = *episode.outcome;
  if (outcome.type == OutcomeType::failure) {
    if (!outcome.reason) return std::nullopt;
    return "Failed: " + first_sentence(*outcome.reason);
  }
  if (!outcome.verdict) return std::nullopt;
  const bool is_partial = outcome.type == OutcomeType::partial_success;
  return (is_partial ? "Partly: " : "") + first_sentence(*outcome.verdict);
}

}  // namespace memory_mcp
