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

TEST(RequestReader, gives_the_same_refusal_however_the_bytes_are_cut) {
  for (const char* bytes :
       {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\nFFFF\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nX A: b\r\n", "GET / HTTP/1.1\r\nX-A: \x01"}) {
    RequestReader whole(body_max);
    RequestReader cut(body_max);
    whole.feed(bytes);
    for (const char c : std::string_view(bytes)) cut.feed({&c, 1});
    EXPECT_EQ(whole.state(), State::broken) << bytes;
    EXPECT_EQ(cut.state(), State::broken) << bytes;
    EXPECT_EQ(cut.refusal().status, whole.refusal().status) << bytes;
    EXPECT_EQ(cut.refusal().body, whole.refusal().body) << bytes;
  }
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

TEST(RequestReader, refuses_a_request_that_tells_its_length_in_two_ways) {
  for (const char* fields :
       {"Content-Length: 2\r\nContent-Length: 2\r\n", "Content-Length: 2, 2\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked\r\n folded\r\n"}) {
    RequestReader reader(body_max);
    EXPECT_EQ(reader.feed("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n{}"),
              State::broken)
        << fields;
    EXPECT_EQ(reader.refusal().status, 400) << fields;
  }
}

TEST(RequestReader, refuses_chunks_in_a_version_that_has_none) {
  RequestReader reader(body_max);
  EXPECT_EQ(reader.feed("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"),
            State::broken);
}

TEST(RequestReader, refuses_a_field_that_goes_on_in_the_next_line) {
  RequestReader reader(body_max);
  EXPECT_EQ(reader.feed("GET / HTTP/1.1\r\nHost: h\r\nX-A: b\r\n c: d\r\n\r\n"), State::broken);
}

TEST(RequestReader, refuses_a_long_head_also_when_it_comes_field_by_field) {
  RequestReader reader(body_max);
  std::size_t bytes = reader.feed("GET / HTTP/1.1\r\n") == State::incomplete ? 16 : 0;
  const std::string field = "X-A: " + std::string(93, 'a') + "\r\n";
  while (reader.feed(field) == State::incomplete && bytes < 1'000'000) bytes += field.size();
  EXPECT_EQ(reader.state(), State::broken);
  EXPECT_EQ(reader.refusal().status, 431);
  EXPECT_LE(bytes, limits::http_head_bytes_max);
}

TEST(RequestReader, refuses_what_can_be_no_head_before_its_end) {
  for (const char* bytes : {"\x16\x03\x01", "{\"jsonrpc\"", "GET / HTTP/1.1\n", "GET / HTTP/1.1\ra",
                            " GET", "GET / HTTP/1.1\r\nnonsense\r\n", "\r\n"}) {
    RequestReader reader(body_max);
    EXPECT_EQ(reader.feed(bytes), State::broken) << bytes;
    EXPECT_EQ(reader.refusal().status, 400) << bytes;
  }
}

// --- Chunks -----------------------------------------------------------------------------------

const std::string chunked_head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(RequestReader, reads_chunks_with_extensions_and_drops_what_follows_the_last) {
  RequestReader reader(body_max);
  EXPECT_EQ(reader.feed(chunked_head + "3;a=\"b\"\r\nabc\r\n02 ;x\r\nde\r\n0\r\n"
                                       "Host: other\r\nConnection: close\r\n\r\n"),
            State::complete);
  const HttpRequest request = reader.take();
  EXPECT_EQ(request.body, "abcde");
  EXPECT_EQ(request.fields.all().size(), 2U);
  EXPECT_EQ(request.fields.count("Host"), 1U);
  EXPECT_TRUE(reader.keeps_alive());
}

TEST(RequestReader, refuses_chunks_that_are_none) {
  for (const char* chunks :
       {"\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", "1x\r\n", "1 \r\n", "11111111111111111\r\n",
        "2\r\nabcd\r\n", "1;a\nb\r\n", "1\n\r\n", "0\r\n folded: x\r\n"}) {
    RequestReader reader(body_max);
    EXPECT_EQ(reader.feed(chunked_head + chunks), State::broken) << chunks;
    EXPECT_EQ(reader.refusal().status, 400) << chunks;
  }
}

TEST(RequestReader, refuses_a_body_whose_chunks_are_too_much_together) {
  RequestReader reader(5);
  EXPECT_EQ(reader.feed(chunked_head + "3\r\nabc\r\n3\r\n"), State::broken);
  EXPECT_EQ(reader.refusal().status, 413);
}

TEST(RequestReader, refuses_lines_between_chunks_that_never_end) {
  for (const std::string begin : {"1;", "0\r\nX-A: "}) {
    RequestReader reader(body_max);
    reader.feed(chunked_head + begin);
    std::size_t bytes = 0;
    while (reader.feed("aaaaaaaa") == State::incomplete && bytes < 1'000'000) bytes += 8;
    EXPECT_EQ(reader.state(), State::broken) << begin;
    EXPECT_LE(bytes, limits::http_head_bytes_max) << begin;
  }
}

// --- What is said of a request ----------------------------------------------------------------

TEST(RequestReader, says_once_that_a_client_waits_for_its_body_to_be_welcome) {
  RequestReader reader(body_max);
  reader.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(reader.wants_continue());
  EXPECT_FALSE(reader.wants_continue());
  EXPECT_EQ(reader.feed("{}"), State::complete);
}

TEST(RequestReader, passes_over_what_a_client_of_an_older_version_expects) {
  RequestReader reader(body_max);
  reader.feed("POST / HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(reader.state(), State::incomplete);
  EXPECT_FALSE(reader.wants_continue());
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
