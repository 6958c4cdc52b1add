#include "sandbox/grants/fetch_transfer.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "sandbox/grants/grant_limits.h"

namespace memory_mcp {
namespace {

// To libcurl, for what nobody waits for: it is told to no one.
Error given_up() { return {Fault::cancelled, "fetch: it was given up"}; }

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

void add_headers(const FetchRequest& from, CurlRequest& to) {
  // A line without a value takes back what libcurl would add on its own; the program's own come
  // after and count.
  const bool has_type = std::ranges::any_of(from.headers, [](const HttpHeader& header) {
    return is_same_header(header.name, "content-type");
  });
  if (!has_type) to.add_header("Content-Type:");
  for (const HttpHeader& header : from.headers) {
    to.add_header(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
}

}  // namespace

FetchTransfer::FetchTransfer(const CurlLibrary& curl, Shared& shared, FetchRequest request,
                             TimePoint deadline)
    : curl_(curl), shared_(&shared), request_(std::move(request)), deadline_(deadline) {}

FetchTransfer::~FetchTransfer() { forget_response(); }

Status FetchTransfer::prepare() {
  if (std::chrono::steady_clock::now() >= deadline_) return failure(CURLE_OPERATION_TIMEDOUT);
  lookup_.reset();
  if (!request_.url.host.address) lookup_ = TRY(shared_->lookups.take_place(shared_->caller));
  forget_response();
  curl_request_ = std::make_unique<CurlRequest>(curl_, *this);
  // The time is the broker's: libcurl's would leave the thread behind in which a name is looked up.
  curl_request_->set_connect_time_max(std::chrono::hours(24));
  curl_request_->set_url(request_.url.to_text());
  const std::string& method = request_.method;
  const bool says_length = method == "POST" || method == "PUT" || method == "PATCH";
  if (says_length || !request_.body.empty()) curl_request_->set_body(request_.body);
  curl_request_->set_method(method);
  add_headers(request_, *curl_request_);
  Status ready = curl_request_->ready();
  if (!ready.ok()) return std::move(ready).error().while_doing("fetch");
  return Done{};
}

Status FetchTransfer::check_address(const IpAddress& address) {
  lookup_.reset();  // This is an address that it gave.
  if (shared_ == nullptr) return given_up();
  return shared_->rules.check_address(request_.url.host, request_.url.port, address);
}

// Forgets the body at once, or the other transfers would be refused for what this one no longer
// needs.
Error FetchTransfer::refuse(Error error) {
  forget_body();
  return error;
}

// A connection that is used again makes no socket that would tell.
bool FetchTransfer::is_looking_up_name() const {
  curl_off_t looked_up_us = 0;
  curl_.easy_getinfo(handle(), CURLINFO_NAMELOOKUP_TIME_T, &looked_up_us);
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
Status FetchTransfer::take_header_line(std::string_view line) {
  if (shared_ == nullptr) return given_up();
  header_bytes_ += line.size();
  if (header_bytes_ > limits::fetch_response_header_bytes_max) {
    return refuse(exhausted("the response of " + request_.url.host.in_url() +
                            " has more than the " +
                            std::to_string(limits::fetch_response_header_bytes_max) +
                            " bytes of headers that are taken"));
  }
  if (!in_head_) {
    if (!line.starts_with("HTTP/")) return Done{};
    in_head_ = true;
    headers_.clear();
    location_.reset();
    status_text_ = reason_of(line);
    return Done{};
  }
  if (is_blank(line)) {
    in_head_ = false;
    return Done{};
  }
  const bool continues = line.front() == ' ' || line.front() == '\t';
  if (continues && !headers_.empty()) {
    headers_.back().value += " " + text_of_bytes(trimmed(line));
    return Done{};
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return refuse(unavailable(request_.url.host.in_url() + " sent a header without a colon"));
  }
  const std::string_view name = trimmed(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!location_ && is_same_header(name, "location")) location_ = value;
  headers_.push_back({.name = text_of_bytes(name), .value = text_of_bytes(value)});
  return Done{};
}

Status FetchTransfer::take_body(std::string_view bytes) {
  if (shared_ == nullptr) return given_up();
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
  return Done{};
}

void FetchTransfer::forget_response() {
  forget_body();
  headers_.clear();
  location_.reset();
  status_text_.clear();
  in_head_ = false;
}

Result<std::optional<Json>> FetchTransfer::conclude(CURLcode code) {
  lookup_.reset();
  if (code != CURLE_OK) return failure(code);
  const long status = curl_request_->status();
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
  if (curl_request_ != nullptr) {
    if (auto refusal = curl_request_->refusal(code)) return *std::move(refusal);
  }
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
