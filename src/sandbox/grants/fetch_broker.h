// The fetches of one execution: the server makes the requests, to hosts the operator listed, within
// the bounds of grant_limits.h. Used by one thread, which polls it together with the socket of the
// program it serves. The process must ignore or block SIGPIPE.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "json/json.h"
#include "net/curl_library.h"
#include "sandbox/grants/fetch_transfer.h"
#include "sandbox/grants/grant_limits.h"
#include "sandbox/grants/host_rules.h"

namespace memory_mcp {

class FetchBroker {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // Every fetch ends right behind `deadline`, when the execution does, or `time_max` after its
  // start, whichever comes first.
  struct Options {
    const HostRules& rules;  // These two outlive the broker.
    NameLookups& lookups;
    std::string caller;  // Whose fetches they are.
    TimePoint deadline;
    std::chrono::milliseconds time_max = limits::fetch_time_max;
  };
  explicit FetchBroker(Options options);
  FetchBroker(const FetchBroker&) = delete;
  FetchBroker& operator=(const FetchBroker&) = delete;
  // Ends what is under way, without a reply; names that are being looked up go to `lookups`.
  ~FetchBroker();

  // Begins {url, method?, headers?: [[name, value]…], body_base64?}. Refused at once when it is not
  // such a request or its host is not granted; then there is no reply. `call_id` is the caller's
  // and differs from those of the other fetches under way.
  Status start(std::uint32_t call_id, const Json& request);

  // The reply is {status, status_text, url, headers: [[name, value]…], body_base64}: where
  // redirects led and the bytes as they were sent, which is uncompressed unless the server does
  // not care.
  struct Finished {
    std::uint32_t call_id;
    Result<Json> reply;
  };
  // Moves everything on and returns what finished; waits, when nothing has, until something can be
  // done, `wake_fd` can be read (or is hung up), or `wait` is over. A negative `wake_fd` is none.
  std::vector<Finished> poll(std::chrono::milliseconds wait, int wake_fd);

  std::size_t outstanding() const { return running_.size(); }

 private:
  struct Running {
    std::uint32_t call_id;
    std::unique_ptr<FetchTransfer> transfer;  // libcurl keeps pointers to it.
    bool has_begun = false;                   // libcurl may be looking up its name.
  };
  Status begin_multi();
  Status run(FetchTransfer& transfer);
  std::vector<Finished> collect();
  void take_answers(std::vector<Finished>& finished);
  void end_those_out_of_time(std::vector<Finished>& finished);
  void leave(Running running);
  void wait_for_something(std::chrono::milliseconds wait, int wake_fd);

  FetchTransfer::Shared shared_;
  const TimePoint deadline_;
  const std::chrono::milliseconds time_max_;
  const CurlLibrary* curl_ = nullptr;  // Until the first fetch.
  NameLookups::Multi multi_;
  std::vector<Running> running_;
  std::vector<std::unique_ptr<FetchTransfer>> left_;  // In the look-up of a name, given up.
};

}  // namespace memory_mcp
