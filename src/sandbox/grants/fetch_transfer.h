// One fetch from its first request to its reply, across redirects, on libcurl. Every connection is
// made to an address that was looked at just before (HostRules::check_address); redirects are
// ours, so that each is looked at too. Used by one thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/json.h"
#include "net/curl_request.h"
#include "sandbox/grants/fetch_request.h"
#include "sandbox/grants/host_rules.h"
#include "sandbox/grants/name_lookups.h"

namespace memory_mcp {

class FetchTransfer final : public CurlRequest::Receiver {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // What all transfers of one program share, which outlives them; those that were given up need
  // `lookups` alone.
  struct Shared {
    const HostRules& rules;
    NameLookups& lookups;
    std::string caller;              // Whose look-ups of names they are.
    std::size_t arriving_bytes = 0;  // What they hold of their responses.
  };

  FetchTransfer(const CurlLibrary& curl, Shared& shared, FetchRequest request, TimePoint deadline);
  FetchTransfer(const FetchTransfer&) = delete;
  FetchTransfer& operator=(const FetchTransfer&) = delete;
  ~FetchTransfer() override;

  // Makes a new handle() for the next request; the one before must be out of its multi handle.
  Status prepare();
  CURL* handle() const { return curl_request_->handle(); }
  TimePoint deadline() const { return deadline_; }

  // A look-up cannot be stopped, only waited for: its handle stays where it is until it has ended.
  bool is_looking_up_name() const;
  // Nobody waits for it any more: it makes no connection, whatever its name leads to.
  void give_up();

  // What came of the request that ended with `code`: the reply, or nothing when prepare() is to be
  // called for a redirect.
  Result<std::optional<Json>> conclude(CURLcode code);
  Error out_of_time() const { return failure(CURLE_OPERATION_TIMEDOUT); }

 private:
  Status check_address(const IpAddress& address) override;
  Status take_header_line(std::string_view line) override;
  Status take_body(std::string_view bytes) override;

  Error refuse(Error error);
  void forget_body();
  void forget_response();

  Error failure(CURLcode code) const;
  Status follow(std::string_view location, long status);
  Json reply(long status) const;

  const CurlLibrary& curl_;
  Shared* shared_;  // Null once it was given up.
  FetchRequest request_;
  const TimePoint deadline_;
  int redirects_ = 0;

  std::unique_ptr<NameLookups::Place> lookup_;
  std::unique_ptr<CurlRequest> curl_request_;  // None before prepare().

  bool in_head_ = false;
  std::size_t header_bytes_ = 0;
  std::string status_text_;
  std::vector<HttpHeader> headers_;
  std::optional<std::string> location_;  // The first, in the bytes it came in.
  std::string body_;
};

}  // namespace memory_mcp
