#include "recall/embedding/work_lease.h"

#include "base/log.h"
#include "base/random.h"
#include "base/sha256.h"

namespace memory_mcp {
namespace {

// A name that no other server has.
std::string new_holder() { return sha256_hex(random_bytes(32)).substr(0, 16); }

}  // namespace

WorkLease::WorkLease(Store& store, std::string name, std::chrono::milliseconds lasts,
                     const SteadyTime& time)
    : store_(store), name_(std::move(name)), lasts_(lasts), time_(time), holder_(new_holder()) {}

Result<bool> WorkLease::hold() {
  if (is_ours_ && time_.now() - since_ < lasts_ / 4) return true;
  if (is_ours_ && TRY(replace(seen_))) return true;
  is_ours_ = false;
  const auto found = TRY(store_.setting(name_));
  if (found != seen_) {
    seen_ = found;
    since_ = time_.now();
  }
  const bool is_free = !seen_ || seen_->empty();
  // A renewal whose answer was lost.
  const bool was_ours = seen_ && seen_->starts_with(holder_);
  if (!is_free && !was_ours && time_.now() - since_ < lasts_) return false;
  return replace(seen_);
}

Result<bool> WorkLease::replace(const std::optional<std::string>& seen) {
  std::string ours = holder_ + " " + std::to_string(++renewals_);
  if (!TRY(store_.replace_setting(name_, seen, ours))) return false;
  seen_ = std::move(ours);
  since_ = time_.now();
  is_ours_ = true;
  return true;
}

void WorkLease::give_back() {
  if (!is_ours_) return;
  is_ours_ = false;
  const auto given = store_.replace_setting(name_, seen_, "");
  if (!given.ok()) log_debug("lease_not_given_back", {{"why", given.error().message}});
}

}  // namespace memory_mcp
