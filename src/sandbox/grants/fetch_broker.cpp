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

FetchBroker::FetchBroker(Options options)
    : shared_{.rules = options.rules,
              .lookups = options.lookups,
              .caller = std::move(options.caller)},
      deadline_(options.deadline),
      time_max_(options.time_max),
      multi_(nullptr, nullptr) {}

FetchBroker::~FetchBroker() {
  for (Running& running : running_) leave(std::move(running));
  if (left_.empty()) return;
  shared_.lookups.keep({.curl = curl_, .multi = std::move(multi_), .transfers = std::move(left_)});
}

Status FetchBroker::start(std::uint32_t call_id, const Json& json) {
  FetchRequest request = TRY(FetchRequest::from_json(json));
  TRY(shared_.rules.check_host(request.url.host, request.url.port));
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
  auto transfer = std::make_unique<FetchTransfer>(*curl_, shared_, std::move(request), ends);
  TRY(run(*transfer));
  running_.push_back({.call_id = call_id, .transfer = std::move(transfer)});
  return Done{};
}

Status FetchBroker::begin_multi() {
  if (multi_ != nullptr) return Done{};
  curl_ = TRY(CurlLibrary::loaded());
  multi_ = NameLookups::Multi(curl_->multi_init(), curl_->multi_cleanup);
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
  for (Running& running : running_) running.has_begun = true;
  take_answers(finished);
  end_those_out_of_time(finished);
  return finished;
}

void FetchBroker::take_answers(std::vector<Finished>& finished) {
  int ignored = 0;
  while (const CURLMsg* message = curl_->multi_info_read(multi_.get(), &ignored)) {
    const CURLcode code = message->data.result;
    CURL* const handle = message->easy_handle;
    // Afterwards `message` is gone.
    curl_->multi_remove_handle(multi_.get(), handle);
    if (std::erase_if(left_, [&](const auto& one) { return one->handle() == handle; }) > 0)
      continue;
    const auto running = std::ranges::find_if(
        running_, [&](const Running& candidate) { return candidate.transfer->handle() == handle; });
    CHECK(running != running_.end());
    auto reply = running->transfer->conclude(code);
    if (reply.ok() && !reply->has_value()) {
      running->has_begun = false;
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
}

void FetchBroker::end_those_out_of_time(std::vector<Finished>& finished) {
  const TimePoint now = std::chrono::steady_clock::now();
  std::erase_if(running_, [&](Running& running) {
    if (now < running.transfer->deadline()) return false;
    finished.push_back({.call_id = running.call_id, .reply = running.transfer->out_of_time()});
    leave(std::move(running));
    return true;
  });
}

// Ends it, unless its name is being looked up: that goes on behind us.
void FetchBroker::leave(Running running) {
  if (running.has_begun && running.transfer->is_looking_up_name()) {
    running.transfer->give_up();
    left_.push_back(std::move(running.transfer));
  } else {
    curl_->multi_remove_handle(multi_.get(), running.transfer->handle());
  }
}

void FetchBroker::wait_for_something(std::chrono::milliseconds wait, int wake_fd) {
  const TimePoint now = std::chrono::steady_clock::now();
  for (const Running& running : running_) {
    const auto left = std::max(running.transfer->deadline() - now, TimePoint::duration::zero());
    wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(left));
  }
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
