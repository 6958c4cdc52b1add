#include "access/jwks.h"

#include <mutex>

#include "access/remote_jwks.h"
#include "access/watched_file.h"
#include "base/access_limits.h"
#include "base/log.h"

namespace memory_mcp {
namespace {

// Read again when it changes; the last good version counts.
class JwksFile final : public Jwks {
 public:
  explicit JwksFile(std::string path)
      : file_(std::move(path), WatchedFile::Others::read, limits::key_set_bytes_max) {}

  Status refresh() {
    const auto text = file_.changed();
    if (!text) return Done{};
    auto set = text->ok() ? KeySet::from_text(**text) : Result<KeySet>(text->error());
    if (!set.ok()) return std::move(set).error().while_doing(file_.path());
    set_ = std::make_shared<const KeySet>(*std::move(set));
    return Done{};
  }

  Result<SharedKeySet> keys_for(const WantedKey&, const std::stop_token&) override {
    const std::scoped_lock lock(mutex_);
    if (const Status read = refresh(); !read.ok()) {
      log_warning("key_set_not_taken", {{"why", read.error().message}});
    }
    return set_;
  }

 private:
  std::mutex mutex_;
  WatchedFile file_;
  SharedKeySet set_;
};

}  // namespace

Result<std::unique_ptr<Jwks>> open_jwks(const std::string& place, const SteadyTime& time) {
  if (place.find("://") != std::string::npos) return open_remote_jwks(place, time);
  auto file = std::make_unique<JwksFile>(place);
  TRY(file->refresh());
  return std::unique_ptr<Jwks>(std::move(file));
}

}  // namespace memory_mcp
