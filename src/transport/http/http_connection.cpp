#include "transport/http/http_connection.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/http_limits.h"

namespace memory_mcp {

using boost::system::error_code;

HttpConnection::HttpConnection(Setup setup)
    : executor_(setup.executor),
      channel_(std::move(setup.channel)),
      peer_(std::move(setup.peer)),
      handler_(setup.handler),
      counter_(setup.counter),
      unsent_(setup.unsent),
      make_room_(setup.make_room),
      reader_(setup.body_bytes_max),
      timer_(executor_) {
  ++counter_;
}

HttpConnection::~HttpConnection() {
  if (!is_closed_) --counter_;
}

void HttpConnection::start() {
  set_deadline(limits::http_request_time_max);
  channel_->open([self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close();
    self->set_deadline(limits::http_idle_time_max);
    self->read();
  });
}

void HttpConnection::finish() {
  is_finishing_ = true;
  if (!is_answering_ && output_.empty()) close();
}

void HttpConnection::close() {
  if (is_closed_) return;
  is_closed_ = true;
  --counter_;
  channel_->close();
  timer_.cancel();
  for (const std::string& bytes : output_) release(bytes.size());
  output_.clear();
  if (const auto exchange = exchange_.lock()) exchange->tell_gone();
}

// While a request is being answered it is read on, but only so far: this is how the end of the
// client is noticed.
void HttpConnection::read() {
  const bool has_enough =
      is_answering_ && !is_lingering_ && reader_.waiting() > limits::http_head_bytes_max;
  if (is_reading_ || is_closed_ || has_enough) return;
  is_reading_ = true;
  channel_->read_some(boost::asio::buffer(buffer_),
                      [self = shared_from_this()](error_code error, std::size_t bytes) {
                        self->is_reading_ = false;
                        if (error) return self->close();
                        self->take_request({self->buffer_.data(), bytes});
                      });
}

void HttpConnection::take_request(std::string_view bytes) {
  if (is_answering_) {
    if (!is_lingering_) reader_.feed(bytes);
    return read();
  }
  const bool was_idle = reader_.state() == RequestReader::State::idle;
  switch (reader_.feed(bytes)) {
    case RequestReader::State::complete:
      hand_over();
      break;
    case RequestReader::State::broken:
      return refuse();
    case RequestReader::State::incomplete:
      if (was_idle || bytes.empty()) set_deadline(limits::http_request_time_max);
      if (reader_.wants_continue()) put_now("HTTP/1.1 100 Continue\r\n\r\n");
      break;
    case RequestReader::State::idle:
      break;
  }
  read();
}

void HttpConnection::hand_over() {
  HttpRequest request = reader_.take();
  request.peer = peer_;
  is_answering_ = true;
  set_deadline(Clock::duration::max());
  const auto exchange = std::make_shared<HttpExchange>(
      shared_from_this(), HttpExchange::Kind{.is_head = request.method == "HEAD",
                                             .keeps_alive = reader_.keeps_alive() && !is_finishing_,
                                             .takes_chunks = reader_.takes_chunks()});
  exchange_ = exchange;
  handler_(std::move(request), exchange);
}

void HttpConnection::refuse() {
  is_answering_ = true;
  HttpExchange(shared_from_this(), {.keeps_alive = false}).respond(reader_.refusal());
}

bool HttpConnection::charge(std::size_t bytes) {
  unsent_ += bytes;
  return backlog_.fetch_add(bytes) == 0;
}

void HttpConnection::release(std::size_t bytes) {
  backlog_ -= bytes;
  unsent_ -= bytes;
}

// Most answers fit at once, and reach the client before another thread has to wake. Nothing else is
// being written then: bytes are in the backlog from here on until all of them are on their way.
void HttpConnection::write(std::string bytes, After after) {
  const std::size_t sent = charge(bytes.size()) ? channel_->write_now(bytes) : 0;
  boost::asio::post(executor_, [self = shared_from_this(), bytes = std::move(bytes), sent,
                                after]() mutable { self->put(std::move(bytes), sent, after); });
}

void HttpConnection::keep_alive(std::string comment) {
  boost::asio::post(executor_, [self = shared_from_this(), comment = std::move(comment)]() mutable {
    self->keep_alive_ = std::move(comment);
    if (self->output_.empty()) self->set_deadline(limits::http_keep_alive_interval);
  });
}

void HttpConnection::put(std::string bytes, std::size_t sent, After after) {
  if (is_closed_ || after == After::abort) {
    release(bytes.size());
    return close();
  }
  if (after != After::more) {
    after_output_ = after;
    keep_alive_.clear();
  }
  const bool was_writing = !output_.empty();
  if (bytes.size() == sent) {
    release(sent);
  } else {
    if (!was_writing) written_of_first_ = sent;
    output_.push_back(std::move(bytes));
  }
  if (unsent_ > limits::http_unsent_bytes_max) make_room_();
  if (is_closed_) return;  // To make room.
  if (output_.empty()) return after_everything_is_written();
  if (was_writing) return;
  set_deadline(limits::http_write_stall_max);
  write_on();
}

void HttpConnection::put_now(std::string bytes) {
  const std::size_t size = bytes.size();
  if (charge(size)) return put(std::move(bytes), 0, After::more);
  release(size);  // Something is being said already.
}

void HttpConnection::write_on() {
  const std::string& first = output_.front();
  channel_->write_some(
      boost::asio::buffer(first.data() + written_of_first_, first.size() - written_of_first_),
      [self = shared_from_this()](error_code error, std::size_t bytes) {
        if (self->is_closed_) return;
        if (error) return self->close();
        self->written(bytes);
      });
}

void HttpConnection::written(std::size_t bytes) {
  written_of_first_ += bytes;
  if (written_of_first_ == output_.front().size()) {
    release(output_.front().size());
    output_.pop_front();
    written_of_first_ = 0;
  }
  if (output_.empty()) return after_everything_is_written();
  set_deadline(limits::http_write_stall_max);
  write_on();
}

void HttpConnection::after_everything_is_written() {
  switch (std::exchange(after_output_, After::more)) {
    case After::more:
      // Of a request that is still to come in, which was told to go on.
      if (!is_answering_) return set_deadline(limits::http_request_time_max);
      set_deadline(keep_alive_.empty() ? Clock::duration::max()
                                       : Clock::duration(limits::http_keep_alive_interval));
      return;
    case After::next_request:
      if (is_finishing_) return reader_.waiting() > 0 ? linger() : close();
      is_answering_ = false;
      exchange_.reset();
      set_deadline(limits::http_idle_time_max);
      return take_request("");
    case After::close:
      return linger();
    case After::abort:
      return close();
  }
}

// Closing with unread bytes of the client would take the answer back that is on its way.
void HttpConnection::linger() {
  is_lingering_ = true;
  channel_->end_output();
  read();
  set_deadline(limits::http_linger_time_max);
}

void HttpConnection::set_deadline(Clock::duration from_now) {
  deadline_ =
      from_now == Clock::duration::max() ? Clock::time_point::max() : Clock::now() + from_now;
  if (deadline_ < watched_) watch();
}

// One timer that looks again when the deadline was moved on meanwhile, as it is with every message.
void HttpConnection::watch() {
  watched_ = deadline_;
  if (is_closed_ || deadline_ == Clock::time_point::max()) return;
  timer_.expires_at(deadline_);
  timer_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (error || self == nullptr || self->is_closed_) return;
    self->watched_ = Clock::time_point::max();
    if (Clock::now() >= self->deadline_) return self->on_deadline();
    self->watch();
  });
}

void HttpConnection::on_deadline() {
  if (output_.empty() && !keep_alive_.empty()) return put_now(keep_alive_);
  close();
}

}  // namespace memory_mcp
