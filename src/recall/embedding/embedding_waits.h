// How long is waited for vectors, and for what; tests wait less.
#pragma once

#include <chrono>

namespace memory_mcp::limits {

// For the vector of a query: who asks wants an answer in a moment, and words alone give one.
inline constexpr std::chrono::milliseconds query_embedder_wait{2'000};
// The same where an episode is recorded: what memory knows of such tasks is an extra there.
inline constexpr std::chrono::milliseconds recording_embedder_wait{300};

}  // namespace memory_mcp::limits

namespace memory_mcp {

struct EmbeddingWaits {
  // Of a query, for its vector and for those that the store has.
  std::chrono::milliseconds query = limits::query_embedder_wait;
  // In the background after a failure; twice as long after each further one.
  std::chrono::milliseconds first{1'000};
  std::chrono::milliseconds longest{60'000};
  // Between looks at what other processes have recorded.
  std::chrono::milliseconds idle{1'000};
  // The same while another one asks the provider for what is missing here too.
  std::chrono::milliseconds others{250};
  // After which another one takes that over from who does no more. Longer than one request takes,
  // mostly: one that takes longer may be made twice.
  std::chrono::milliseconds lease{5'000};
};

}  // namespace memory_mcp
