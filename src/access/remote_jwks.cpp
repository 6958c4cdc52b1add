#include "access/remote_jwks.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>

#include "base/access_limits.h"
#include "base/log.h"
#include "base/text.h"
#include "net/http_client.h"

namespace memory_mcp {
namespace {

using TimePoint = SteadyTime::TimePoint;

constexpr long status_ok = 200;

bool is_plain(const HttpUrl& url) { return url.scheme == HttpUrl::Scheme::http; }

// The operator named the server, which may be of their own network. Without TLS nobody says who
// answers, unless it is this machine.
Status check_address(const HttpUrl& url, const IpAddress& address) {
  if (!is_plain(url) || kind_of(address) == AddressKind::loopback) return Done{};
  return Error{Fault::denied, "keys are fetched by http from this machine only; use https"};
}

Status check_url(const HttpUrl& url) {
  if (!is_plain(url) || url.host.name == "localhost") return Done{};
  if (url.host.address) return check_address(url, *url.host.address);
  return Error{Fault::denied, "keys are fetched by http from this machine only; use https"};
}

class RemoteJwks final : public Jwks {
 public:
  RemoteJwks(HttpUrl url, const SteadyTime& time)
      : url_(std::move(url)), time_(time), http_(check_address) {}

  Result<SharedKeySet> keys_for(const WantedKey& wanted, const std::stop_token& cancelled) override;

 private:
  struct Fetched {
    SharedKeySet set;
    std::chrono::seconds age;
  };

  // Whatever becomes of a fetch, those who wait for it are woken.
  class Fetching {
   public:
    explicit Fetching(RemoteJwks& jwks) : jwks_(jwks) {}
    Fetching(const Fetching&) = delete;
    Fetching& operator=(const Fetching&) = delete;
    ~Fetching() {
      const std::scoped_lock lock(jwks_.mutex_);
      jwks_.is_fetching_ = false;
      jwks_.fetched_.notify_all();
    }

   private:
    RemoteJwks& jwks_;
  };

  bool has(const WantedKey& wanted) const;
  bool is_due(const WantedKey& wanted) const;
  Result<SharedKeySet> known() const;
  Result<Fetched> fetch(const std::stop_token& cancelled);
  void take(Result<Fetched> fetched);

  const HttpUrl url_;
  const SteadyTime& time_;
  HttpClient http_;

  std::mutex mutex_;
  std::condition_variable_any fetched_;
  bool is_fetching_ = false;
  std::size_t waiting_ = 0;
  SharedKeySet set_;
  std::optional<Error> failure_;   // Of the last fetch.
  std::optional<TimePoint> next_;  // No fetch before it.
  TimePoint fresh_until_;
  TimePoint usable_until_;
};

bool RemoteJwks::has(const WantedKey& wanted) const {
  return set_ != nullptr && set_->find(wanted.id, wanted.algorithm) != nullptr;
}

bool RemoteJwks::is_due(const WantedKey& wanted) const {
  const TimePoint now = time_.now();
  if (next_ && now < *next_) return false;
  return set_ == nullptr || now >= fresh_until_ || !has(wanted);
}

Result<SharedKeySet> RemoteJwks::known() const {
  if (set_ != nullptr && time_.now() < usable_until_) return set_;
  return unavailable("the keys of the authorization server cannot be had now" +
                     (failure_ ? ": " + failure_->message : std::string()) + "; retry later");
}

Result<SharedKeySet> RemoteJwks::keys_for(const WantedKey& wanted,
                                          const std::stop_token& cancelled) {
  std::unique_lock lock(mutex_);
  if (is_fetching_ && !has(wanted)) {
    // They are bounded, so that tokens with made-up keys do not hold up every worker.
    if (waiting_ >= limits::key_set_waiting_max) {
      return unavailable("too many calls wait for the keys of the authorization server; retry");
    }
    ++waiting_;
    fetched_.wait(lock, cancelled, [&] { return !is_fetching_; });
    --waiting_;
    return known();
  }
  if (is_fetching_ || !is_due(wanted)) return known();
  is_fetching_ = true;
  lock.unlock();
  {
    const Fetching ends_with_this_block(*this);
    auto fetched = fetch(cancelled);
    const std::scoped_lock taking(mutex_);
    take(std::move(fetched));
  }
  lock.lock();
  return known();
}

Result<RemoteJwks::Fetched> RemoteJwks::fetch(const std::stop_token& cancelled) {
  // The deadline is libcurl's, which knows the machine's time only.
  const HttpReply reply =
      TRY(http_.get({.url = url_,
                     .body = {},
                     .bearer = std::nullopt,
                     .deadline = std::chrono::steady_clock::now() + limits::key_set_fetch_max,
                     .response_bytes_max = limits::key_set_bytes_max},
                    cancelled));
  if (reply.status != status_ok) {
    return unavailable(url_.origin() + " answered with status " + std::to_string(reply.status));
  }
  auto set = KeySet::from_text(reply.body);
  if (!set.ok()) return std::move(set).error().while_doing("the answer of " + url_.origin());
  return Fetched{.set = std::make_shared<const KeySet>(*std::move(set)),
                 .age = key_set_age(reply.cache_control)};
}

void RemoteJwks::take(Result<Fetched> fetched) {
  const TimePoint now = time_.now();
  if (fetched.ok()) {
    set_ = fetched->set;
    fresh_until_ = now + fetched->age;
    usable_until_ = now + limits::key_set_age_max;
    next_ = now + limits::key_set_refetch_interval_min;
    failure_.reset();
    log_info("key_set_fetched", {{"keys", std::to_string(set_->size())},
                                 {"passed_over", joined(set_->passed_over(), "; ")}});
    return;
  }
  failure_ = std::move(fetched).error();
  // One caller that gives up is no reason for the others to wait.
  if (failure_->fault == Fault::cancelled) return;
  // Nobody can call at all before the first set is there.
  next_ = now + (set_ == nullptr ? limits::key_set_first_fetch_interval_min
                                 : limits::key_set_refetch_interval_min);
  log_warning("key_set_not_fetched", {{"why", failure_->message}});
}

}  // namespace

std::chrono::seconds key_set_age(const std::optional<std::string>& cache_control) {
  if (!cache_control) return limits::key_set_age_default;
  const std::string text = to_lower(*cache_control);
  if (text.find("no-store") != std::string::npos || text.find("no-cache") != std::string::npos) {
    return limits::key_set_age_min;
  }
  constexpr std::string_view name = "max-age=";
  std::size_t at = text.find(name);
  // Not "x-max-age" or "s-max-age".
  while (at != std::string::npos && at > 0 && text[at - 1] != ' ' && text[at - 1] != ',') {
    at = text.find(name, at + 1);
  }
  if (at == std::string::npos) return limits::key_set_age_default;
  std::int64_t seconds = 0;
  const char* digits = text.data() + at + name.size();
  const auto read = std::from_chars(digits, text.data() + text.size(), seconds);
  if (read.ec == std::errc::result_out_of_range) return limits::key_set_age_max;
  if (read.ec != std::errc()) return limits::key_set_age_default;
  return std::clamp<std::chrono::seconds>(std::chrono::seconds(seconds), limits::key_set_age_min,
                                          limits::key_set_age_max);
}

Result<std::unique_ptr<Jwks>> open_remote_jwks(const std::string& url, const SteadyTime& time) {
  HttpUrl place = TRY(HttpUrl::from_text(url));
  TRY(check_url(place));
  return std::unique_ptr<Jwks>(std::make_unique<RemoteJwks>(std::move(place), time));
}

}  // namespace memory_mcp
