#include "sandbox/grants/fetch_transfer.h"

#include <sys/socket.h>

#include <algorithm>

#include "base/text.h"
#include "sandbox/grants/base64.h"
#include "sandbox/grants/grant_limits.h"

namespace memory_mcp {
namespace {

// Some services refuse requests of nobody; a program may name itself instead.
constexpr const char* user_agent = "memory-mcp";

// HTTP counts a header's bytes, JSON has text: each byte becomes the character of its number.
std::string text_of_bytes(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    append_code_point(text, static_cast<std::uint8_t>(byte));
  }
  return text;
}

// "HTTP/1.1 404 Not Found" → "Not Found".
std::string reason_of(std::string_view status_line) {
  const std::size_t code = status_line.find(' ');
  if (code == std::string_view::npos) return {};
  const std::size_t reason = status_line.find(' ', code + 1);
  return reason == std::string_view::npos ? "" : text_of_bytes(trimmed(status_line.substr(reason)));
}

}  // namespace

FetchTransfer::FetchTransfer(const CurlLibrary& curl, Shared& shared, FetchRequest request,
                             TimePoint deadline)
    : curl_(curl),
      shared_(&shared),
      request_(std::move(request)),
      deadline_(deadline),
      header_list_(nullptr, curl.slist_free_all),
      easy_(nullptr, curl.easy_cleanup) {}

FetchTransfer::~FetchTransfer() { forget_response(); }

Status FetchTransfer::prepare() {
  if (std::chrono::steady_clock::now() >= deadline_) return failure(CURLE_OPERATION_TIMEDOUT);
  lookup_.reset();
  if (!request_.url.host.address) lookup_ = TRY(shared_->lookups.take_place(shared_->caller));
  easy_.reset(curl_.easy_init());
  if (easy_ == nullptr) return unavailable("fetch: libcurl has no memory for another request");
  forget_response();
  all_options_set_ = true;
  set_what_never_changes();
  set(CURLOPT_URL, request_.url.to_text().c_str());
  set_method_and_body();
  set_headers();
  // An option that was not taken may be the one that keeps a program inside.
  if (!all_options_set_) return unavailable("fetch: this libcurl lacks an option that we rely on");
  return Done{};
}

template <typename Value>
void FetchTransfer::set(CURLoption option, Value value) {
  all_options_set_ &= curl_.easy_setopt(easy_.get(), option, value) == CURLE_OK;
}

void FetchTransfer::set_what_never_changes() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // No proxy, not even one that the server's environment names: it would make the connection.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // One parser fewer between us and a hostile server; a program has few requests to one host.
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  // The time is the broker's: libcurl's would leave the thread behind in which a name is looked up.
  constexpr long a_day_ms = 86'400'000;
  set(CURLOPT_CONNECTTIMEOUT_MS, a_day_ms);
  // Only at the end of the server: a name server that does not answer must not hold that up.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_USERAGENT, user_agent);
  set(CURLOPT_OPENSOCKETFUNCTION, &FetchTransfer::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_HEADERFUNCTION, &FetchTransfer::take_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &FetchTransfer::take_body);
  set(CURLOPT_WRITEDATA, this);
}

void FetchTransfer::set_method_and_body() {
  const std::string& method = request_.method;
  const bool says_length = method == "POST" || method == "PUT" || method == "PATCH";
  if (says_length || !request_.body.empty()) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());  // Not copied; request_ outlives the handle.
  }
  if (method == "HEAD") set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void FetchTransfer::set_headers() {
  header_list_.reset();
  const auto append = [&](const std::string& line) {
    curl_slist* longer = curl_.slist_append(header_list_.get(), line.c_str());
    all_options_set_ &= longer != nullptr;
    if (longer == nullptr) return;
    (void)header_list_.release();
    header_list_.reset(longer);
  };
  // A line without a value takes back what libcurl would add on its own; the program's own come
  // after and count.
  append("Expect:");
  const bool has_type = std::ranges::any_of(request_.headers, [](const HttpHeader& header) {
    return is_same_header(header.name, "content-type");
  });
  if (!has_type) append("Content-Type:");
  for (const HttpHeader& header : request_.headers) {
    append(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  set(CURLOPT_HTTPHEADER, header_list_.get());
}

curl_socket_t FetchTransfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<FetchTransfer*>(self);
  transfer.lookup_.reset();  // This is an address that it gave.
  if (transfer.shared_ == nullptr) return CURL_SOCKET_BAD;
  const auto target = IpAddress::from_socket_address(address->addr, address->addrlen);
  if (!target) return CURL_SOCKET_BAD;
  const HttpUrl& url = transfer.request_.url;
  Status allowed = transfer.shared_->rules.check_address(url.host, url.port, *target);
  if (!allowed.ok()) {
    // A name may have other addresses, which libcurl tries next (up to a second later each); this
    // is the reason if none works.
    transfer.address_refusal_ = std::move(allowed).error();
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t FetchTransfer::take_header(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<FetchTransfer*>(self)->add_header_line({data, size}) ? size : 0;
}

std::size_t FetchTransfer::take_body(char* data, std::size_t, std::size_t size, void* self) {
  // libcurl takes any other number than `size` for a refusal, also for no bytes at all.
  return static_cast<FetchTransfer*>(self)->add_body({data, size}) ? size : size + 1;
}

bool FetchTransfer::refuse(Error error) {
  refusal_ = std::move(error);
  // At once, or the other transfers would be refused for what this one no longer needs.
  forget_body();
  return false;
}

// A connection that is used again makes no socket that would tell.
bool FetchTransfer::is_looking_up_name() const {
  curl_off_t looked_up_us = 0;
  curl_.easy_getinfo(easy_.get(), CURLINFO_NAMELOOKUP_TIME_T, &looked_up_us);
  return lookup_ != nullptr && looked_up_us == 0;
}

void FetchTransfer::give_up() {
  forget_response();
  shared_ = nullptr;
}

void FetchTransfer::forget_body() {
  if (shared_ != nullptr) shared_->arriving_bytes -= body_.size();
  body_ = {};
}

// Lines come as they are: a status line and headers, up to an empty line, for each interim response
// and the final one; after the body perhaps trailers, which fetch does not show.
bool FetchTransfer::add_header_line(std::string_view line) {
  if (shared_ == nullptr) return false;
  header_bytes_ += line.size();
  if (header_bytes_ > limits::fetch_response_header_bytes_max) {
    return refuse(exhausted("the response of " + request_.url.host.in_url() +
                            " has more than the " +
                            std::to_string(limits::fetch_response_header_bytes_max) +
                            " bytes of headers that are taken"));
  }
  if (!in_head_) {
    if (!line.starts_with("HTTP/")) return true;
    in_head_ = true;
    headers_.clear();
    location_.reset();
    status_text_ = reason_of(line);
    return true;
  }
  if (is_blank(line)) {
    in_head_ = false;
    return true;
  }
  const bool continues = line.front() == ' ' || line.front() == '\t';
  if (continues && !headers_.empty()) {
    headers_.back().value += " " + text_of_bytes(trimmed(line));
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return refuse(unavailable(request_.url.host.in_url() + " sent a header without a colon"));
  }
  const std::string_view name = trimmed(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!location_ && is_same_header(name, "location")) location_ = value;
  headers_.push_back({.name = text_of_bytes(name), .value = text_of_bytes(value)});
  return true;
}

bool FetchTransfer::add_body(std::string_view bytes) {
  if (shared_ == nullptr) return false;
  if (body_.size() + bytes.size() > limits::fetch_response_bytes_max) {
    return refuse(exhausted("the response of " + request_.url.host.in_url() +
                            " has more than the " +
                            std::to_string(limits::fetch_response_bytes_max) +
                            " bytes that are taken; ask for a part of it"));
  }
  if (shared_->arriving_bytes + bytes.size() > limits::fetch_arriving_bytes_max) {
    return refuse(exhausted("the responses of the fetches under way have more than " +
                            std::to_string(limits::fetch_arriving_bytes_max) +
                            " bytes together; fetch fewer at once"));
  }
  shared_->arriving_bytes += bytes.size();
  body_ += bytes;
  return true;
}

void FetchTransfer::forget_response() {
  forget_body();
  headers_.clear();
  location_.reset();
  status_text_.clear();
  in_head_ = false;
  refusal_.reset();
  address_refusal_.reset();
}

Result<std::optional<Json>> FetchTransfer::conclude(CURLcode code) {
  lookup_.reset();
  if (code != CURLE_OK) return failure(code);
  long status = 0;
  curl_.easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (!is_redirect(status) || !location_) return std::optional<Json>(reply(status));
  TRY(follow(*location_, status));
  return std::optional<Json>();
}

// libcurl would resolve the location too, but by a parser of its own: it takes http://2130706433/
// for 127.0.0.1.
Status FetchTransfer::follow(std::string_view location, long status) {
  const std::string from = request_.url.host.in_url() + " redirects";
  if (++redirects_ > limits::fetch_redirects_max) {
    return exhausted(from + " more than " + std::to_string(limits::fetch_redirects_max) +
                     " times; fetch where it leads");
  }
  auto next = request_.url.resolved(location);
  if (!next.ok()) {
    return Error{Fault::denied, from + " to what cannot be fetched: " + next.error().message};
  }
  auto allowed = shared_->rules.check_host(next->host, next->port);
  if (!allowed.ok()) return std::move(allowed).error().while_doing(from);
  request_.redirect_to(std::move(next).value(), status);
  return Done{};
}

// libcurl's own text for what happened here may hold addresses and paths of this machine; only its
// fixed sentence for the kind of failure goes out.
Error FetchTransfer::failure(CURLcode code) const {
  if (refusal_) return *refusal_;
  if (address_refusal_ && code == CURLE_COULDNT_CONNECT) return *address_refusal_;
  const std::string host = request_.url.host.in_url();
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {Fault::timed_out, host + " did not answer in the time there was"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return unavailable("the name " + host + " has no address now; check it, or retry");
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Fault::denied, host +
                                 " did not prove who it is: its TLS certificate is not valid "
                                 "for it here"};
    case CURLE_OUT_OF_MEMORY:
      return exhausted("fetch: there is no memory for it now");
    default:
      return unavailable(host + " could not be fetched from: " + curl_.easy_strerror(code));
  }
}

Json FetchTransfer::reply(long status) const {
  Json headers = Json::array();
  for (const HttpHeader& header : headers_) headers.push_back({header.name, header.value});
  return {{"status", status},
          {"status_text", status_text_},
          {"url", request_.url.to_text()},
          {"headers", std::move(headers)},
          {"body_base64", to_base64(body_)}};
}

}  // namespace memory_mcp
