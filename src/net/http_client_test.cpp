#include "net/http_client.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "tests/doubles/http_peer.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Long enough for a slow machine; what proves something about time sets its own.
constexpr auto patience = 60s;

Status any_address(const HttpUrl&, const IpAddress&) { return Done{}; }

class Http : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);
    peer_ = std::make_unique<HttpPeer>();
  }
  static void TearDownTestSuite() { peer_.reset(); }

  static HttpRequest request_for(const std::string& path) {
    return {.url = must(HttpUrl::from_text(peer_->url(path))),
            .body = R"({"a":1})",
            .bearer = std::nullopt,
            .deadline = steady_clock::now() + patience,
            .response_bytes_max = 100'000};
  }

  Result<HttpReply> post(const std::string& path) { return client_.post(request_for(path), {}); }

  inline static std::unique_ptr<HttpPeer> peer_;
  HttpClient client_{any_address};
};

TEST_F(Http, sends_json_with_the_key_and_nothing_else) {
  HttpRequest request = request_for("/echo");
  request.bearer = "the-key";
  const auto reply = must(client_.post(request, {}));
  EXPECT_EQ(reply.status, 200);
  for (const auto* part : {R"("method": "POST")", R"(["Content-Type", "application/json"])",
                           R"(["Authorization", "Bearer the-key"])", R"("body": "eyJhIjoxfQ==")"}) {
    EXPECT_NE(reply.body.find(part), std::string::npos) << part << " in " << reply.body;
  }
  EXPECT_EQ(must(post("/echo")).body.find("Authorization"), std::string::npos);
}

TEST_F(Http, gets_a_page_without_a_body) {
  const auto reply = must(client_.get(request_for("/echo"), {}));
  EXPECT_NE(reply.body.find(R"("method": "GET")"), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find(R"("body": "")"), std::string::npos) << reply.body;
  EXPECT_EQ(reply.body.find("Content-Type"), std::string::npos) << reply.body;
}

TEST_F(Http, brings_back_every_status_and_follows_no_redirect) {
  EXPECT_EQ(must(post("/status/404")).status, 404);
  EXPECT_EQ(must(post("/status/503")).body, "as asked");
  const auto redirect = must(post("/redirect/307?/echo"));
  EXPECT_EQ(redirect.status, 307);
  EXPECT_EQ(redirect.body, "elsewhere");
}

TEST_F(Http, keeps_its_connection_for_the_next_request) {
  const int before = std::stoi(must(post("/connections")).body);
  EXPECT_EQ(std::stoi(must(post("/connections")).body), before);
}

TEST_F(Http, takes_no_more_than_the_request_allows) {
  EXPECT_EQ(must(post("/size/100000")).body.size(), 100'000U);
  for (const auto* path : {"/size/100001", "/endless", "/huge", "/endless_headers",
                           "/endless_interim", "/many_headers/90"}) {
    EXPECT_EQ(fault_of(post(path)), Fault::exhausted) << path;
  }
}

TEST_F(Http, calls_a_reply_that_is_not_whole_unavailable) {
  for (const auto* path : {"/half", "/half_chunk", "/nothing", "/reset", "/garbage"}) {
    EXPECT_EQ(fault_of(post(path)), Fault::unavailable) << path;
  }
}

TEST_F(Http, asks_whether_nothing_listens) {
  HttpRequest request = request_for("/");
  request.url.port = 1;
  const auto reply = client_.post(request, {});
  EXPECT_EQ(fault_of(reply), Fault::unavailable);
  EXPECT_NE(complaint_of(reply).find("is the server running?"), std::string::npos);
}

TEST_F(Http, connects_to_no_address_that_is_refused) {
  std::string seen;
  HttpClient client([&](const HttpUrl&, const IpAddress& address) -> Status {
    seen = address.to_text();
    return Error{Fault::denied, "not there", "base_url"};
  });
  HttpRequest request = request_for("/echo");
  EXPECT_EQ(complaint_of(client.post(request, {})), "not there");
  EXPECT_EQ(seen, "127.0.0.1");
}

TEST_F(Http, uses_no_proxy_of_the_environment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  EXPECT_TRUE(post("/echo").ok());
  ::unsetenv("http_proxy");
}

TEST_F(Http, refuses_a_certificate_that_nobody_trusts) {
  HttpRequest request = request_for("/echo");
  request.url =
      must(HttpUrl::from_text("https://127.0.0.1:" + std::to_string(peer_->tls_port) + "/echo"));
  EXPECT_EQ(fault_of(client_.post(request, {})), Fault::denied);
}

TEST_F(Http, ends_at_its_deadline) {
  for (const auto* path : {"/silent", "/drip"}) {
    HttpRequest request = request_for(path);
    request.response_bytes_max = 2'000'000;
    request.deadline = steady_clock::now() + 200ms;
    EXPECT_EQ(fault_of(client_.post(request, {})), Fault::timed_out) << path;
    EXPECT_EQ(fault_of(client_.post(request, {})), Fault::timed_out) << "before it began";
  }
}

TEST_F(Http, ends_when_it_is_cancelled) {
  std::stop_source source;
  std::atomic<bool> connecting = false;
  HttpClient client([&](const HttpUrl&, const IpAddress&) -> Status {
    connecting = true;
    return Done{};
  });
  const auto started = steady_clock::now();
  std::jthread canceller([&] {
    while (!connecting) std::this_thread::yield();
    source.request_stop();
  });
  EXPECT_EQ(fault_of(client.post(request_for("/silent"), source.get_token())), Fault::cancelled);
  EXPECT_EQ(fault_of(client.post(request_for("/echo"), source.get_token())), Fault::cancelled);
  EXPECT_LT(steady_clock::now() - started, patience / 2);
}

TEST_F(Http, serves_many_threads) {
  std::atomic<int> replies = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 10; ++n) replies += must(post("/size/5")).body == "xxxxx" ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(replies, 80);
}

}  // namespace
}  // namespace memory_mcp
