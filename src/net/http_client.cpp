#include "net/http_client.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "base/limits.h"
#include "net/curl_library.h"
#include "net/http_transfer.h"

namespace memory_mcp {
namespace {

using Multi = std::unique_ptr<CURLM, decltype(&::curl_multi_cleanup)>;

Error given_up() { return {Fault::cancelled, "the request was cancelled"}; }

// Runs the transfer in this thread until libcurl is done with it; nothing when cancelled first.
std::optional<CURLcode> drive(const CurlLibrary& curl, CURLM* multi,
                              const std::stop_token& cancelled) {
  const std::stop_callback wake(cancelled, [&] { curl.multi_wakeup(multi); });
  constexpr int wait_ms = 1'000;  // libcurl itself waits no longer than its next own deadline.
  for (;;) {
    if (cancelled.stop_requested()) return std::nullopt;
    int ignored = 0;
    if (curl.multi_perform(multi, &ignored) != CURLM_OK) return CURLE_FAILED_INIT;
    if (const CURLMsg* message = curl.multi_info_read(multi, &ignored)) {
      return message->data.result;
    }
    curl.multi_poll(multi, nullptr, 0, wait_ms, nullptr);
  }
}

}  // namespace

// Multi handles that nobody uses now, each with its open connections.
class HttpClient::Connections {
 public:
  Multi take(const CurlLibrary& curl) {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {curl.multi_init(), curl.multi_cleanup};
    Multi multi = std::move(idle_.back());
    idle_.pop_back();
    return multi;
  }

  void give_back(Multi multi) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < limits::http_idle_connections_max) idle_.push_back(std::move(multi));
  }

 private:
  std::mutex mutex_;
  std::vector<Multi> idle_;
};

HttpClient::HttpClient(AddressCheck check)
    : connections_(std::make_unique<Connections>()), check_(std::move(check)) {}

HttpClient::~HttpClient() = default;

Result<HttpReply> HttpClient::post(const HttpRequest& request, const std::stop_token& cancelled) {
  const CurlLibrary& curl = *TRY(CurlLibrary::loaded());
  HttpTransfer transfer(curl, request, check_);
  TRY(transfer.prepare_post());
  return run(transfer, curl, cancelled);
}

Result<HttpReply> HttpClient::get(const HttpRequest& request, const std::stop_token& cancelled) {
  const CurlLibrary& curl = *TRY(CurlLibrary::loaded());
  HttpTransfer transfer(curl, request, check_);
  TRY(transfer.prepare_get());
  return run(transfer, curl, cancelled);
}

Result<HttpReply> HttpClient::run(HttpTransfer& transfer, const CurlLibrary& curl,
                                  const std::stop_token& cancelled) {
  if (cancelled.stop_requested()) return given_up();
  Multi multi = connections_->take(curl);
  if (multi == nullptr) return unavailable("libcurl has no memory for another request");
  if (curl.multi_add_handle(multi.get(), transfer.handle()) != CURLM_OK) {
    return unavailable("libcurl took no further request");
  }
  const std::optional<CURLcode> code = drive(curl, multi.get(), cancelled);
  curl.multi_remove_handle(multi.get(), transfer.handle());
  if (!code) return given_up();
  auto reply = transfer.conclude(*code);
  connections_->give_back(std::move(multi));
  return reply;
}

}  // namespace memory_mcp
