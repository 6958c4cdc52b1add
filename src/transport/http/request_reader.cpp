#include "transport/http/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <utility>

#include "base/http_limits.h"

namespace memory_mcp {

namespace http = boost::beast::http;

namespace {

using HeadParser = http::request_parser<http::empty_body>;

// A coding that we do not know, or a length that is told twice, would leave open where the body
// ends, and what of it is the next request. HTTP/1.0 has no codings.
bool is_plainly_framed(const HeadParser& parser) {
  const auto& head = parser.get();
  const auto codings = head.count(http::field::transfer_encoding);
  const auto lengths = head.count(http::field::content_length);
  if (codings == 0) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return lengths == 0 ||
           (lengths == 1 && std::ranges::all_of(head[http::field::content_length], is_digit));
  }
  return codings == 1 && lengths == 0 && head.version() >= 11 &&
         boost::beast::iequals(head[http::field::transfer_encoding], "chunked");
}

HttpRequest request_of(const HeadParser& parser) {
  const auto& head = parser.get();
  HttpRequest request{.method = std::string(head.method_string()),
                      .target = std::string(head.target()),
                      .fields = {},
                      .body = {},
                      .peer = {}};
  for (const auto& field : head) {
    request.fields.add(std::string(field.name_string()), std::string(field.value()));
  }
  return request;
}

}  // namespace

HeadScanner RequestReader::new_head() {
  return {HeadScanner::Begins::with_request_line, limits::http_head_bytes_max};
}

RequestReader::State RequestReader::feed(std::string_view bytes) {
  input_.append(bytes);
  if (state_ == State::complete || state_ == State::broken) return state_;
  std::string_view left = input_;
  state_ = read_on(left);
  input_.erase(0, input_.size() - left.size());
  return state_;
}

RequestReader::State RequestReader::read_on(std::string_view& left) {
  if (!begun_) {
    const State state = read_head(left);
    if (!begun_) return state;
  }
  return read_body(left);
}

RequestReader::State RequestReader::read_head(std::string_view& left) {
  switch (head_.feed(left)) {
    case HeadScanner::State::incomplete:
      return head_.text().empty() ? State::idle : State::incomplete;
    case HeadScanner::State::complete:
      return begin(head_.text());
    case HeadScanner::State::too_long:
      return refuse_head();
    case HeadScanner::State::broken:
      break;
  }
  return refuse_as_no_http(head_.complaint());
}

RequestReader::State RequestReader::begin(std::string_view head) {
  HeadParser parser;
  parser.header_limit(limits::http_head_bytes_max + 1);
  parser.body_limit(body_bytes_max_);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head), error);
  if (error == http::error::body_limit) return refuse_body();
  if (error) return refuse_as_no_http(error.message());
  if (!is_plainly_framed(parser)) {
    return refuse(400,
                  "a request tells its length once: as Content-Length in digits, or as "
                  "Transfer-Encoding: chunked");
  }
  begun_.emplace(Begun{.request = request_of(parser),
                       .keeps_alive = parser.keep_alive(),
                       .is_newest_version = parser.get().version() >= 11,
                       .body_bytes_left = parser.content_length().value_or(0)});
  const auto expect = parser.get()[http::field::expect];
  begun_->expects_continue =
      begun_->is_newest_version && boost::beast::iequals(expect, "100-continue");
  if (parser.chunked()) begun_->chunks.emplace(body_bytes_max_);
  return State::incomplete;
}

RequestReader::State RequestReader::read_body(std::string_view& left) {
  std::string& body = begun_->request.body;
  if (!begun_->chunks) {
    const std::string_view bytes = left.substr(0, begun_->body_bytes_left);
    body += bytes;
    left.remove_prefix(bytes.size());
    begun_->body_bytes_left -= bytes.size();
    return begun_->body_bytes_left == 0 ? State::complete : State::incomplete;
  }
  switch (begun_->chunks->feed(left, body)) {
    case ChunkedBody::State::incomplete:
      return State::incomplete;
    case ChunkedBody::State::complete:
      return State::complete;
    case ChunkedBody::State::too_long:
      return refuse_body();
    case ChunkedBody::State::broken:
      break;
  }
  return refuse_as_no_http(begun_->chunks->complaint());
}

RequestReader::State RequestReader::refuse(int status, std::string why) {
  refusal_ = text_response(status, std::move(why));
  return State::broken;
}

RequestReader::State RequestReader::refuse_head() {
  return refuse(431, "the head of a request has at most " +
                         std::to_string(limits::http_head_bytes_max) + " bytes");
}

RequestReader::State RequestReader::refuse_body() {
  return refuse(413, "the body has more than " + std::to_string(body_bytes_max_) +
                         " bytes; send less at once");
}

RequestReader::State RequestReader::refuse_as_no_http(const std::string& why) {
  return refuse(400, "this is not a request of HTTP/1.1: " + why);
}

HttpRequest RequestReader::take() {
  HttpRequest request = std::move(begun_->request);
  keeps_alive_ = begun_->keeps_alive;
  takes_chunks_ = begun_->is_newest_version;
  begun_.reset();
  head_ = new_head();
  state_ = State::idle;
  return request;
}

bool RequestReader::wants_continue() {
  return state_ == State::incomplete && begun_ && std::exchange(begun_->expects_continue, false);
}

}  // namespace memory_mcp
