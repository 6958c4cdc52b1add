#include "sandbox/grants/fetch_broker.h"

#include <poll.h>

#include <algorithm>
#include <climits>
#include <optional>
#include <string>

#include "base/check.h"

namespace memory_mcp {
namespace {

// The execution's own end comes first: whoever waits for a fetch then is timed out, and is not told
// by chance that the fetch was.
constexpr std::chrono::milliseconds behind_deadline{100};

}  // namespace

FetchBroker::FetchBroker(const HostRules& rules, TimePoint deadline,
                         std::chrono::milliseconds time_max)
    : rules_(rules), deadline_(deadline), time_max_(time_max), multi_(nullptr, nullptr) {}

FetchBroker::~FetchBroker() {
  for (const Running& running : running_) {
    curl_->multi_remove_handle(multi_.get(), running.transfer->handle());
  }
}

Status FetchBroker::start(std::uint32_t call_id, const Json& json) {
  FetchRequest request = TRY(FetchRequest::from_json(json));
  TRY(rules_.check_host(request.url.host, request.url.port));
  if (running_.size() >= limits::fetches_outstanding_max) {
    return exhausted("at most " + std::to_string(limits::fetches_outstanding_max) +
                     " fetches can be under way at once; await some first");
  }
  if (std::ranges::find(running_, call_id, &Running::call_id) != running_.end()) {
    return invalid_argument(
        "call_id", "call_id: a fetch with the number " + std::to_string(call_id) + " is under way");
  }
  TRY(begin_multi());
  const TimePoint longest = std::chrono::steady_clock::now() + time_max_;
  const TimePoint ends = longest < deadline_ ? longest : deadline_ + behind_deadline;
  auto transfer =
      std::make_unique<FetchTransfer>(*curl_, rules_, std::move(request), ends, arriving_bytes_);
  TRY(run(*transfer));
  running_.push_back({call_id, std::move(transfer)});
  return Done{};
}

Status FetchBroker::begin_multi() {
  if (multi_ != nullptr) return Done{};
  curl_ = TRY(CurlLibrary::loaded());
  multi_ = Multi(curl_->multi_init(), curl_->multi_cleanup);
  if (multi_ == nullptr) return unavailable("fetch: libcurl has no memory to begin");
  return Done{};
}

Status FetchBroker::run(FetchTransfer& transfer) {
  TRY(transfer.prepare());
  if (curl_->multi_add_handle(multi_.get(), transfer.handle()) != CURLM_OK) {
    return unavailable("fetch: libcurl took no further request");
  }
  return Done{};
}

std::vector<FetchBroker::Finished> FetchBroker::poll(std::chrono::milliseconds wait, int wake_fd) {
  std::vector<Finished> finished = collect();
  if (!finished.empty()) return finished;
  wait_for_something(wait, wake_fd);
  return collect();
}

std::vector<FetchBroker::Finished> FetchBroker::collect() {
  std::vector<Finished> finished;
  if (running_.empty()) return finished;
  int ignored = 0;
  curl_->multi_perform(multi_.get(), &ignored);
  while (const CURLMsg* message = curl_->multi_info_read(multi_.get(), &ignored)) {
    const CURLcode code = message->data.result;
    const auto running = std::ranges::find_if(running_, [&](const Running& candidate) {
      return candidate.transfer->handle() == message->easy_handle;
    });
    CHECK(running != running_.end());
    // Afterwards `message` is gone.
    curl_->multi_remove_handle(multi_.get(), message->easy_handle);
    auto reply = running->transfer->conclude(code);
    if (reply.ok() && !reply->has_value()) {
      Status redirected = run(*running->transfer);
      if (redirected.ok()) continue;
      reply = std::move(redirected).error();
    }
    const std::uint32_t call_id = running->call_id;
    running_.erase(running);
    Result<Json> told =
        reply.ok() ? Result<Json>(std::move(**reply)) : Result<Json>(std::move(reply).error());
    finished.push_back({.call_id = call_id, .reply = std::move(told)});
  }
  return finished;
}

void FetchBroker::wait_for_something(std::chrono::milliseconds wait, int wake_fd) {
  // Returning sooner than asked is part of the contract, so an hour is as good as a year.
  const int wait_ms = static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(
      wait.count(), 0, std::chrono::milliseconds(std::chrono::hours(1)).count()));
  if (multi_ == nullptr) {
    pollfd waiting{wake_fd, POLLIN, 0};
    ::poll(&waiting, 1, wait_ms);
    return;
  }
  curl_waitfd waiting{wake_fd, CURL_WAIT_POLLIN, 0};
  curl_->multi_poll(multi_.get(), &waiting, wake_fd >= 0 ? 1U : 0U, wait_ms, nullptr);
}

}  // namespace memory_mcp
