// One POST or GET on libcurl, from its options to its reply. Used by one thread, which lets a multi
// handle drive it.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "net/curl_request.h"
#include "net/http_client.h"

namespace memory_mcp {

class HttpTransfer final : public CurlRequest::Receiver {
 public:
  // `request` and `check` outlive the transfer.
  HttpTransfer(const CurlLibrary& curl, const HttpRequest& request,
               const HttpClient::AddressCheck& check);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  Status prepare_post();
  Status prepare_get();
  CURL* handle() const { return curl_request_.handle(); }

  // What came of it once libcurl ended with `code`.
  Result<HttpReply> conclude(CURLcode code);

 private:
  Status check_address(const IpAddress& address) override;
  Status take_header_line(std::string_view line) override;
  Status take_body(std::string_view bytes) override;

  Status prepare();
  Error failure(CURLcode code) const;

  const CurlLibrary& curl_;
  const HttpRequest& request_;
  const HttpClient::AddressCheck& check_;
  CurlRequest curl_request_;
  std::size_t header_bytes_ = 0;
  HttpReply reply_;
};

}  // namespace memory_mcp
