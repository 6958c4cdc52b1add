#include "net/http_transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr const char* user_agent = "memory-mcp";

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
    : curl_(curl),
      request_(request),
      check_(check),
      header_list_(nullptr, curl.slist_free_all),
      easy_(nullptr, curl.easy_cleanup) {}

Status HttpTransfer::prepare() {
  // Rounded up, so that libcurl never ends before the deadline: failure() tells by that what ended.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(request_.deadline -
                                                                 std::chrono::steady_clock::now());
  if (left.count() <= 0) return failure(CURLE_OPERATION_TIMEDOUT);
  easy_.reset(curl_.easy_init());
  if (easy_ == nullptr) return unavailable("libcurl has no memory for another request");
  set_what_never_changes();
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count() + 1));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits::http_connect_time_max.count()));
  set(CURLOPT_URL, request_.url.to_text().c_str());
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  set(CURLOPT_POSTFIELDS, request_.body.c_str());  // Not copied; request_ outlives the handle.
  set_headers();
  // An option that was not taken may be the one that keeps the request from going elsewhere.
  if (!all_options_set_) return unavailable("this libcurl lacks an option that we rely on");
  return Done{};
}

template <typename Value>
void HttpTransfer::set(CURLoption option, Value value) {
  all_options_set_ &= curl_.easy_setopt(easy_.get(), option, value) == CURLE_OK;
}

void HttpTransfer::set_what_never_changes() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // No proxy, not even one that the server's environment names: it would make the connection.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);  // The bound holds for what we would unpack, too.
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must not hold up who cancels: its thread is left behind.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_USERAGENT, user_agent);
  set(CURLOPT_OPENSOCKETFUNCTION, &HttpTransfer::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_HEADERFUNCTION, &HttpTransfer::take_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &HttpTransfer::take_body);
  set(CURLOPT_WRITEDATA, this);
}

void HttpTransfer::set_headers() {
  const auto append = [&](const std::string& line) {
    curl_slist* longer = curl_.slist_append(header_list_.get(), line.c_str());
    all_options_set_ &= longer != nullptr;
    if (longer == nullptr) return;
    (void)header_list_.release();
    header_list_.reset(longer);
  };
  append("Expect:");  // Takes back what libcurl would add, and wait for, on its own.
  append("Content-Type: application/json");
  append("Accept: application/json");
  if (request_.bearer) append("Authorization: Bearer " + *request_.bearer);
  set(CURLOPT_HTTPHEADER, header_list_.get());
}

curl_socket_t HttpTransfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const auto target = IpAddress::from_socket_address(address->addr, address->addrlen);
  if (!target) return CURL_SOCKET_BAD;
  Status allowed = transfer.check_(transfer.request_.url, *target);
  if (!allowed.ok()) {
    // A name may have other addresses, which libcurl tries next; this is the reason if none works.
    transfer.address_refusal_ = std::move(allowed).error();
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t HttpTransfer::take_header(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<HttpTransfer*>(self)->add_header_line({data, size}) ? size : 0;
}

std::size_t HttpTransfer::take_body(char* data, std::size_t, std::size_t size, void* self) {
  // libcurl takes any other number than `size` for a refusal, also for no bytes at all.
  return static_cast<HttpTransfer*>(self)->add_body({data, size}) ? size : size + 1;
}

bool HttpTransfer::add_header_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > limits::http_response_header_bytes_max) {
    refusal_ =
        exhausted(request_.url.origin() + " answered with more than " +
                  std::to_string(limits::http_response_header_bytes_max) + " bytes of headers");
    return false;
  }
  if (line.starts_with("HTTP/")) reply_.retry_after.reset();  // An interim reply came before.
  if (auto value = value_of(line, "retry-after")) reply_.retry_after = std::move(value);
  return true;
}

bool HttpTransfer::add_body(std::string_view bytes) {
  if (reply_.body.size() + bytes.size() > request_.response_bytes_max) {
    refusal_ = exhausted(request_.url.origin() + " answered with more than the " +
                         std::to_string(request_.response_bytes_max) +
                         " bytes that the answer to this request can have");
    return false;
  }
  reply_.body += bytes;
  return true;
}

Result<HttpReply> HttpTransfer::conclude(CURLcode code) {
  if (code != CURLE_OK) return failure(code);
  curl_.easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &reply_.status);
  return std::move(reply_);
}

Error HttpTransfer::failure(CURLcode code) const {
  if (refusal_) return *refusal_;
  if (address_refusal_ && code == CURLE_COULDNT_CONNECT) return *address_refusal_;
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
