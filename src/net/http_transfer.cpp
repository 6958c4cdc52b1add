#include "net/http_transfer.h"

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

// The value of a header line when `lower_name` is its name.
std::optional<std::string> value_of(std::string_view line, std::string_view lower_name) {
  const std::size_t colon = line.find(':');
  if (colon != lower_name.size()) return std::nullopt;
  const bool is_it = std::ranges::equal(line.substr(0, colon), lower_name, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (!is_it) return std::nullopt;
  return std::string(trimmed(line.substr(colon + 1)));
}

}  // namespace

HttpTransfer::HttpTransfer(const CurlLibrary& curl, const HttpRequest& request,
                           const HttpClient::AddressCheck& check)
    : curl_(curl), request_(request), check_(check), curl_request_(curl, *this) {}

Status HttpTransfer::prepare_post() {
  curl_request_.set_body(request_.body);
  curl_request_.add_header("Content-Type: application/json");
  curl_request_.add_header("Accept: application/json");
  return prepare();
}

Status HttpTransfer::prepare_get() { return prepare(); }

Status HttpTransfer::prepare() {
  // Rounded up, so that libcurl never ends before the deadline: failure() tells by that what ended.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(request_.deadline -
                                                                 std::chrono::steady_clock::now());
  if (left.count() <= 0) return failure(CURLE_OPERATION_TIMEDOUT);
  curl_request_.set_time_max(left + std::chrono::milliseconds(1));
  curl_request_.set_connect_time_max(limits::http_connect_time_max);
  curl_request_.set_url(request_.url.to_text());
  if (request_.bearer) curl_request_.add_header("Authorization: Bearer " + *request_.bearer);
  return curl_request_.ready();
}

Status HttpTransfer::check_address(const IpAddress& address) {
  return check_(request_.url, address);
}

Status HttpTransfer::take_header_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > limits::http_response_header_bytes_max) {
    return exhausted(request_.url.origin() + " answered with more than " +
                     std::to_string(limits::http_response_header_bytes_max) + " bytes of headers");
  }
  if (line.starts_with("HTTP/")) {  // An interim reply came before.
    reply_.retry_after.reset();
    reply_.cache_control.reset();
  }
  if (auto value = value_of(line, "retry-after")) reply_.retry_after = std::move(value);
  if (auto value = value_of(line, "cache-control")) reply_.cache_control = std::move(value);
  return Done{};
}

Status HttpTransfer::take_body(std::string_view bytes) {
  if (reply_.body.size() + bytes.size() > request_.response_bytes_max) {
    return exhausted(request_.url.origin() + " answered with more than the " +
                     std::to_string(request_.response_bytes_max) +
                     " bytes that the answer to this request can have");
  }
  reply_.body += bytes;
  return Done{};
}

Result<HttpReply> HttpTransfer::conclude(CURLcode code) {
  if (code != CURLE_OK) return failure(code);
  reply_.status = curl_request_.status();
  return std::move(reply_);
}

Error HttpTransfer::failure(CURLcode code) const {
  if (auto refusal = curl_request_.refusal(code)) return *std::move(refusal);
  const std::string place = request_.url.origin();
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      // Also when only connecting took too long, which may be different the next time.
      if (std::chrono::steady_clock::now() < request_.deadline) {
        return unavailable("no connection to " + place + " came about within " +
                           std::to_string(limits::http_connect_time_max.count()) + " ms");
      }
      return {Fault::timed_out, place + " did not answer in the time there was"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return unavailable("the name " + request_.url.host.in_url() +
                         " has no address now; check it, or retry");
    case CURLE_COULDNT_CONNECT:
      return unavailable("nothing accepts connections at " + place + "; is the server running?");
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Fault::denied,
              place + " did not prove who it is: its TLS certificate is not valid for it here"};
    case CURLE_OUT_OF_MEMORY:
      return exhausted("there is no memory for a request now");
    default:
      return unavailable("no whole answer came from " + place + ": " + curl_.easy_strerror(code));
  }
}

}  // namespace memory_mcp
