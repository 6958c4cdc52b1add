// One request on one libcurl handle, from its options to its reply. Used by one thread, which lets
// a multi handle drive it.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "net/curl_library.h"
#include "net/http_client.h"

namespace memory_mcp {

class HttpTransfer {
 public:
  // `request` and `check` outlive the transfer.
  HttpTransfer(const CurlLibrary& curl, const HttpRequest& request,
               const HttpClient::AddressCheck& check);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  Status prepare();
  CURL* handle() const { return easy_.get(); }

  // What came of it once libcurl ended with `code`.
  Result<HttpReply> conclude(CURLcode code);

 private:
  using Easy = std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)>;
  using HeaderList = std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)>;

  // What libcurl calls. Each returns what makes libcurl stop when we refuse something.
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t take_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self);

  bool add_header_line(std::string_view line);
  bool add_body(std::string_view bytes);

  template <typename Value>
  void set(CURLoption option, Value value);
  void set_what_never_changes();
  void set_headers();
  Error failure(CURLcode code) const;

  const CurlLibrary& curl_;
  const HttpRequest& request_;
  const HttpClient::AddressCheck& check_;

  HeaderList header_list_;
  Easy easy_;
  bool all_options_set_ = true;

  std::optional<Error> refusal_;          // Why we stopped it.
  std::optional<Error> address_refusal_;  // Why an address was passed over.
  std::size_t header_bytes_ = 0;
  HttpReply reply_;
};

}  // namespace memory_mcp
