#include "recall/embedding/patient_probe.h"

#include <exception>

#include "base/log.h"
#include "embeddings/embedder_setup.h"

namespace memory_mcp {

void PatientProbe::doubt(std::shared_ptr<Embedder> embedder) {
  const std::scoped_lock lock(mutex_);
  doubted_ = std::move(embedder);
  changed_.notify_all();
  if (thread_.joinable()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

bool PatientProbe::is_doubted(const Embedder& embedder) const {
  const std::scoped_lock lock(mutex_);
  return doubted_.get() == &embedder;
}

void PatientProbe::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return doubted_ != nullptr; })) {
    const auto embedder = doubted_;
    lock.unlock();
    const bool does_answer = answers(*embedder, stop);
    lock.lock();
    if (doubted_ != embedder) continue;
    if (does_answer) {
      doubted_.reset();
    } else {
      changed_.wait_for(lock, stop, waits_.first, [&] { return doubted_ != embedder; });
    }
  }
}

// Whatever it answers, a refusal too: queries will hear the same.
bool PatientProbe::answers(Embedder& embedder, const std::stop_token& stop) const {
  const std::string text = probe_text;
  try {
    const auto vectors = embedder.embed({&text, 1}, TextRole::query, stop);
    return vectors.ok() ||
           (vectors.error().fault != Fault::unavailable &&
            vectors.error().fault != Fault::timed_out && vectors.error().fault != Fault::cancelled);
  } catch (const std::exception& bug) {
    log_error("embedder_not_probed", {{"what", bug.what()}});
    return false;
  }
}

}  // namespace memory_mcp
