#include "net/curl_request.h"

#include <sys/socket.h>

#include <utility>

namespace memory_mcp {
namespace {

// Some services refuse requests of nobody; a header may name another.
constexpr const char* user_agent = "memory-mcp";

}  // namespace

CurlRequest::CurlRequest(const CurlLibrary& curl, Receiver& receiver)
    : curl_(curl),
      receiver_(receiver),
      header_list_(nullptr, curl.slist_free_all),
      easy_(curl.easy_init(), curl.easy_cleanup) {
  if (easy_ == nullptr) return;
  set_what_never_changes();
  set_callbacks();
  add_header("Expect:");  // libcurl would not only send it, but wait for what it asks.
}

template <typename Value>
void CurlRequest::set(CURLoption option, Value value) {
  all_options_set_ &= curl_.easy_setopt(easy_.get(), option, value) == CURLE_OK;
}

void CurlRequest::set_what_never_changes() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // No proxy, not even one that the server's environment names: it would make the connection.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // One parser fewer between us and a hostile server; few requests go to one host.
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  // A receiver's bound holds for what we would unpack, too.
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must hold up nobody who ends the request, nor the end of the
  // server: the thread that looks up the name is left behind.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_USERAGENT, user_agent);
}

void CurlRequest::set_callbacks() {
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlRequest::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_HEADERFUNCTION, &CurlRequest::take_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlRequest::take_body);
  set(CURLOPT_WRITEDATA, this);
}

void CurlRequest::set_url(const std::string& url) { set(CURLOPT_URL, url.c_str()); }

void CurlRequest::set_method(const std::string& method) {
  if (method == "HEAD") set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void CurlRequest::set_body(const std::string& body) {
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_POSTFIELDS, body.c_str());
}

void CurlRequest::add_header(const std::string& line) {
  curl_slist* longer = curl_.slist_append(header_list_.get(), line.c_str());
  all_options_set_ &= longer != nullptr;
  if (longer == nullptr) return;
  (void)header_list_.release();
  header_list_.reset(longer);
  set(CURLOPT_HTTPHEADER, longer);
}

void CurlRequest::set_time_max(std::chrono::milliseconds time_max) {
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(time_max.count()));
}

void CurlRequest::set_connect_time_max(std::chrono::milliseconds time_max) {
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(time_max.count()));
}

Status CurlRequest::ready() const {
  if (easy_ == nullptr) return unavailable("libcurl has no memory for another request");
  if (!all_options_set_) return unavailable("this libcurl lacks an option that we rely on");
  return Done{};
}

std::optional<Error> CurlRequest::refusal(CURLcode code) const {
  if (refusal_) return refusal_;
  return code == CURLE_COULDNT_CONNECT ? address_refusal_ : std::nullopt;
}

long CurlRequest::status() const {
  long status = 0;
  curl_.easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

curl_socket_t CurlRequest::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& request = *static_cast<CurlRequest*>(self);
  const auto target = IpAddress::from_socket_address(address->addr, address->addrlen);
  if (!target) return CURL_SOCKET_BAD;
  Status allowed = request.receiver_.check_address(*target);
  if (!allowed.ok()) {
    // A name may have other addresses, which libcurl tries next (up to a second later each); this
    // is the reason if none works.
    request.address_refusal_ = std::move(allowed).error();
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t CurlRequest::take_header(char* data, std::size_t, std::size_t size, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  return request.is_taken(request.receiver_.take_header_line({data, size})) ? size : 0;
}

std::size_t CurlRequest::take_body(char* data, std::size_t, std::size_t size, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  // libcurl takes any other number than `size` for a refusal, also for no bytes at all.
  return request.is_taken(request.receiver_.take_body({data, size})) ? size : size + 1;
}

bool CurlRequest::is_taken(Status taken) {
  if (taken.ok()) return true;
  refusal_ = std::move(taken).error();
  return false;
}

}  // namespace memory_mcp
