#include "transport/http/request_reader.h"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <utility>

#include "base/http_limits.h"

namespace memory_mcp {

namespace http = boost::beast::http;

namespace {

// A coding that we do not know would leave open where the body ends, and what of it is the next
// request.
bool is_plainly_framed(const http::request<http::string_body>& request) {
  const auto codings = request.count(http::field::transfer_encoding);
  if (codings == 0) return true;
  return codings == 1 && boost::beast::iequals(request[http::field::transfer_encoding], "chunked");
}

}  // namespace

struct RequestReader::Parser {
  std::optional<http::request_parser<http::string_body>> request;

  void begin(std::size_t body_bytes_max) {
    request.emplace();
    request->eager(true);
    request->header_limit(limits::http_head_bytes_max);
    request->body_limit(body_bytes_max);
  }
};

RequestReader::RequestReader(std::size_t body_bytes_max)
    : body_bytes_max_(body_bytes_max), parser_(std::make_unique<Parser>()) {
  parser_->begin(body_bytes_max_);
}

RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::feed(std::string_view bytes) {
  input_.append(bytes);
  if (state_ == State::complete || state_ == State::broken) return state_;
  return state_ = read_on();
}

RequestReader::State RequestReader::read_on() {
  auto& request = *parser_->request;
  while (!request.is_done() && !input_.empty()) {
    boost::system::error_code error;
    const std::size_t used = request.put(boost::asio::buffer(input_), error);
    input_.erase(0, used);
    if (error == http::error::need_more) break;
    if (error == http::error::header_limit) {
      return refuse(431, "the head of a request has at most " +
                             std::to_string(limits::http_head_bytes_max) + " bytes");
    }
    if (error == http::error::body_limit) {
      return refuse(413, "the body has more than " + std::to_string(body_bytes_max_) +
                             " bytes; send less at once");
    }
    if (error) return refuse(400, "this is not a request of HTTP/1.1: " + error.message());
  }
  if (request.is_header_done() && !is_plainly_framed(request.get())) {
    return refuse(400, "Transfer-Encoding may only be chunked, once");
  }
  if (request.is_done()) return State::complete;
  if (!request.got_some() && input_.empty()) return State::idle;
  return State::incomplete;
}

RequestReader::State RequestReader::refuse(int status, std::string why) {
  refusal_ = text_response(status, std::move(why));
  return State::broken;
}

HttpRequest RequestReader::take() {
  auto& parser = *parser_->request;
  keeps_alive_ = parser.keep_alive();
  takes_chunks_ = parser.get().version() >= 11;
  auto message = parser.release();
  HttpRequest request{.method = std::string(message.method_string()),
                      .target = std::string(message.target()),
                      .fields = {},
                      .body = std::move(message.body()),
                      .peer = {}};
  for (const auto& field : message.base()) {
    request.fields.add(std::string(field.name_string()), std::string(field.value()));
  }
  parser_->begin(body_bytes_max_);
  was_continued_ = false;
  state_ = State::idle;
  return request;
}

bool RequestReader::wants_continue() {
  auto& request = *parser_->request;
  if (was_continued_ || !request.is_header_done() || request.is_done()) return false;
  const auto expect = request.get().find(http::field::expect);
  if (expect == request.get().end() || !boost::beast::iequals(expect->value(), "100-continue")) {
    return false;
  }
  return was_continued_ = true;
}

}  // namespace memory_mcp
