#include "transport/http/http_exchange.h"

#include <array>
#include <charconv>

#include "base/http_limits.h"
#include "base/log.h"

namespace memory_mcp {

HttpExchange::~HttpExchange() {
  if (state_ == State::streaming) output_->write("", HttpOutput::After::close);
  if (state_ == State::open) respond({.status = 500});
}

HttpOutput::After HttpExchange::at_end() const {
  return kind_.keeps_alive ? HttpOutput::After::next_request : HttpOutput::After::close;
}

std::string HttpExchange::head_of(const HttpResponse& response, std::string_view framing) const {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason_of(response.status);
  head += "\r\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  if (!response.content_type.empty()) {
    add("Content-Type", response.content_type);
    add("X-Content-Type-Options", "nosniff");
  }
  for (const auto& [name, value] : response.fields) add(name, value);
  for (const auto& [name, value] : fields_) add(name, value);
  if (!kind_.keeps_alive) add("Connection", "close");
  // What goes without saying in HTTP/1.1.
  if (kind_.keeps_alive && !kind_.takes_chunks) add("Connection", "keep-alive");
  head.append(framing).append("\r\n");
  return head;
}

void HttpExchange::respond(const HttpResponse& response) {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::open) return;
  state_ = State::ended;
  // Nothing follows a 204, so that a length would be wrong there.
  const bool has_length = response.status != 204;
  std::string bytes = head_of(
      response, has_length ? "Content-Length: " + std::to_string(response.body.size()) + "\r\n"
                           : std::string());
  if (!kind_.is_head) bytes += response.body;
  output_->write(std::move(bytes), at_end());
}

void HttpExchange::begin_events() {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::open) return;
  state_ = State::streaming;
  // Proxies would hold events back until they have enough of them.
  const HttpResponse head{
      .content_type = "text/event-stream",
      .fields = {{"Cache-Control", "no-cache, no-store"}, {"X-Accel-Buffering", "no"}}};
  const std::string framing = kind_.takes_chunks ? "Transfer-Encoding: chunked\r\n" : std::string();
  output_->write(head_of(head, framing), HttpOutput::After::more);
  output_->keep_alive(framed(": still here\n\n"));
}

std::string HttpExchange::framed(const std::string& event) const {
  if (!kind_.takes_chunks) return event;
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), event.size(), 16).ptr;
  return std::string(size.data(), end) + "\r\n" + event + "\r\n";
}

void HttpExchange::send_event(const std::string& event) {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::streaming || gone_.stop_requested()) return;
  if (output_->backlog() > limits::http_stream_backlog_bytes_max) {
    log_warning("slow_client_given_up", {{"backlog", std::to_string(output_->backlog())}});
    state_ = State::ended;
    return output_->write("", HttpOutput::After::abort);
  }
  output_->write(framed(event), HttpOutput::After::more);
}

void HttpExchange::end_events() {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::streaming) return;
  state_ = State::ended;
  // Without chunks only the end of the connection ends the answer.
  const bool closes = !kind_.takes_chunks;
  output_->write(kind_.takes_chunks ? "0\r\n\r\n" : "",
                 closes ? HttpOutput::After::close : at_end());
}

}  // namespace memory_mcp
