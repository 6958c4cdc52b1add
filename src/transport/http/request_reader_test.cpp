// Bytes of clients, well-formed and not, in whatever pieces they come.
#include "transport/http/request_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/http_limits.h"

namespace memory_mcp {
namespace {

using State = RequestReader::State;

constexpr std::size_t body_max = 1'000;

TEST(RequestReader, reads_a_request_with_its_fields_and_body) {
  RequestReader reader(body_max);
  EXPECT_EQ(reader.state(), State::idle);
  EXPECT_EQ(reader.feed("POST /mcp?x=1 HTTP/1.1\r\nHost: a\r\nCONTENT-length: 2\r\n\r\n{}"),
            State::complete);
  const HttpRequest request = reader.take();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path(), "/mcp");
  EXPECT_EQ(*request.fields.find("content-Length"), "2");
  EXPECT_EQ(request.body, "{}");
  EXPECT_TRUE(reader.keeps_alive());
  EXPECT_TRUE(reader.takes_chunks());
}

RC_GTEST_PROP(RequestReader, does_not_mind_how_the_bytes_are_cut, ()) {
  const std::string bytes =
      "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
      "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
  RequestReader reader(body_max);
  std::vector<HttpRequest> requests;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 40);
    reader.feed(std::string_view(bytes).substr(at, size));
    at += size;
    while (reader.state() == State::complete) {
      requests.push_back(reader.take());
      reader.feed("");
    }
  }
  RC_ASSERT(requests.size() == 2U);
  RC_ASSERT(requests[0].body == "abcde");
  RC_ASSERT(requests[1].target == "/b");
}

TEST(RequestReader, refuses_what_is_too_large_or_no_http) {
  const auto refusal = [](const std::string& bytes) {
    RequestReader reader(body_max);
    EXPECT_EQ(reader.feed(bytes), State::broken) << bytes.substr(0, 80);
    return reader.refusal().status;
  };
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n"), 413);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: " + std::string(limits::http_head_bytes_max, 'a')),
            431);
  EXPECT_EQ(refusal("\x16\x03\x01 hello\r\n\r\n"), 400);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
            400);
}

// Where one reader ends a request and another goes on, a second request hides in the first.
TEST(RequestReader, refuses_a_request_with_two_lengths_of_its_body) {
  RequestReader reader(body_max);
  EXPECT_EQ(reader.feed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            State::broken);
}

TEST(RequestReader, says_once_that_a_client_waits_for_its_body_to_be_welcome) {
  RequestReader reader(body_max);
  reader.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(reader.wants_continue());
  EXPECT_FALSE(reader.wants_continue());
  EXPECT_EQ(reader.feed("{}"), State::complete);
}

TEST(RequestReader, knows_which_connections_end_with_their_answer) {
  RequestReader reader(body_max);
  reader.feed("GET / HTTP/1.0\r\n\r\n");
  reader.take();
  EXPECT_FALSE(reader.keeps_alive());
  EXPECT_FALSE(reader.takes_chunks());
}

}  // namespace
}  // namespace memory_mcp
