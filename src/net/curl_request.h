// One request on a libcurl handle of its own that goes where it was sent and nowhere else: by http
// or https alone, through no proxy, after no redirect, with no password that lies about, and to
// addresses that were looked at just before. Used by one thread, which lets a multi handle drive
// it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/address_rules.h"
#include "net/curl_library.h"

namespace memory_mcp {

class CurlRequest {
 public:
  // Whose request it is. An error ends the request, or its try at that address.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    virtual Status check_address(const IpAddress& address) = 0;
    // As it came: status lines and headers of each response, empty lines, trailers.
    virtual Status take_header_line(std::string_view line) = 0;
    // As it came: nothing is unpacked.
    virtual Status take_body(std::string_view bytes) = 0;
  };

  CurlRequest(const CurlLibrary& curl, Receiver& receiver);
  CurlRequest(const CurlRequest&) = delete;
  CurlRequest& operator=(const CurlRequest&) = delete;

  void set_url(const std::string& url);
  // Without one it is a GET, or a POST when there is a body.
  void set_method(const std::string& method);
  // Not copied: it outlives the request.
  void set_body(const std::string& body);
  // "Name: value", or "Name;" for an empty one. "Name:" takes back what libcurl sends on its own.
  void add_header(const std::string& line);
  void set_time_max(std::chrono::milliseconds time_max);
  void set_connect_time_max(std::chrono::milliseconds time_max);

  // Must hold before the handle is driven: an option that was not taken may be the one that keeps
  // the request from going elsewhere.
  Status ready() const;
  CURL* handle() const { return easy_.get(); }

  // The receiver's error, if that is why libcurl ended with `code`.
  std::optional<Error> refusal(CURLcode code) const;
  long status() const;

 private:
  using HeaderList = std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)>;
  using Easy = std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)>;

  // What libcurl calls. Each returns what makes libcurl stop when the receiver refuses.
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t take_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self);

  template <typename Value>
  void set(CURLoption option, Value value);
  void set_what_never_changes();
  void set_callbacks();
  bool is_taken(Status taken);

  const CurlLibrary& curl_;
  Receiver& receiver_;
  HeaderList header_list_;
  Easy easy_;
  bool all_options_set_ = true;
  std::optional<Error> refusal_;          // Why the response was stopped.
  std::optional<Error> address_refusal_;  // Why an address was passed over.
};

}  // namespace memory_mcp
