// When a query gave up on its embedder: finds out, in the background and with all the time that a
// request may take, whether it answers again. A server that loads its model for the first request
// would begin anew with each query that gives up, and never be done.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "embeddings/embedder.h"
#include "recall/embedding/embedding_waits.h"

namespace memory_mcp {

// Safe for concurrent use.
class PatientProbe {
 public:
  explicit PatientProbe(EmbeddingWaits waits) : waits_(waits) {}

  // Asks it until it answers, or another one is doubted.
  void doubt(std::shared_ptr<Embedder> embedder);
  // Whether it was doubted and has not answered since.
  bool is_doubted(const Embedder& embedder) const;

 private:
  void run(const std::stop_token& stop);
  bool answers(Embedder& embedder, const std::stop_token& stop) const;

  const EmbeddingWaits waits_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<Embedder> doubted_;
  std::jthread thread_;  // Last: it uses everything above. Started by the first doubt.
};

}  // namespace memory_mcp
