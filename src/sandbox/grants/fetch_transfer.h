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
#include "net/curl_library.h"
#include "sandbox/grants/fetch_request.h"
#include "sandbox/grants/host_rules.h"
#include "sandbox/grants/name_lookups.h"

namespace memory_mcp {

class FetchTransfer {
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
  ~FetchTransfer();

  // Makes a new handle() for the next request; the one before must be out of its multi handle.
  Status prepare();
  CURL* handle() const { return easy_.get(); }
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
  using Easy = std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)>;
  using HeaderList = std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)>;

  // What libcurl calls. Each returns what makes libcurl stop when we refuse something.
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t take_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self);

  bool add_header_line(std::string_view line);
  bool add_body(std::string_view bytes);
  bool refuse(Error error);
  void forget_body();
  void forget_response();

  template <typename Value>
  void set(CURLoption option, Value value);
  void set_what_never_changes();
  void set_method_and_body();
  void set_headers();

  Error failure(CURLcode code) const;
  Status follow(std::string_view location, long status);
  Json reply(long status) const;

  const CurlLibrary& curl_;
  Shared* shared_;  // Null once it was given up.
  FetchRequest request_;
  const TimePoint deadline_;
  int redirects_ = 0;

  std::unique_ptr<NameLookups::Place> lookup_;
  HeaderList header_list_;
  Easy easy_;
  bool all_options_set_ = true;

  std::optional<Error> refusal_;          // Why we stopped it.
  std::optional<Error> address_refusal_;  // Why an address was passed over.
  bool in_head_ = false;
  std::size_t header_bytes_ = 0;
  std::string status_text_;
  std::vector<HttpHeader> headers_;
  std::optional<std::string> location_;  // The first, in the bytes it came in.
  std::string body_;
};

}  // namespace memory_mcp
