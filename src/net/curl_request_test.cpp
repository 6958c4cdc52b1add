#include "net/curl_request.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/doubles/http_peer.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

const CurlLibrary& library() { return *must(CurlLibrary::loaded()); }

// Keeps what comes, and refuses what a test says.
class Keeper final : public CurlRequest::Receiver {
 public:
  Status check_address(const IpAddress& address) override {
    addresses.push_back(address.to_text());
    return refuses_addresses ? refusal : Status(Done{});
  }
  Status take_header_line(std::string_view line) override {
    lines.emplace_back(line);
    return refuses_header_lines ? refusal : Status(Done{});
  }
  Status take_body(std::string_view bytes) override {
    body += bytes;
    return refuses_body ? refusal : Status(Done{});
  }

  bool refuses_addresses = false;
  bool refuses_header_lines = false;
  bool refuses_body = false;
  Error refusal{Fault::denied, "not this"};

  std::vector<std::string> addresses;
  std::vector<std::string> lines;
  std::string body;
};

class CurlRequestTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);
    peer_ = std::make_unique<HttpPeer>();
  }
  static void TearDownTestSuite() { peer_.reset(); }

  static const HttpPeer& peer() { return *peer_; }

  // Drives the request until libcurl is done with it.
  static CURLcode run(const CurlRequest& request) {
    must(request.ready());
    const CurlLibrary& curl = library();
    const std::unique_ptr<CURLM, decltype(&::curl_multi_cleanup)> multi(curl.multi_init(),
                                                                        curl.multi_cleanup);
    curl.multi_add_handle(multi.get(), request.handle());
    for (;;) {
      int ignored = 0;
      curl.multi_perform(multi.get(), &ignored);
      if (const CURLMsg* message = curl.multi_info_read(multi.get(), &ignored)) {
        const CURLcode code = message->data.result;
        curl.multi_remove_handle(multi.get(), request.handle());
        return code;
      }
      curl.multi_poll(multi.get(), nullptr, 0, 1'000, nullptr);
    }
  }

  CURLcode get(const std::string& url) {
    request_.set_url(url);
    return run(request_);
  }

  // Of the peer's /echo.
  bool peer_saw(const std::string& text) const {
    return keeper_.body.find(text) != std::string::npos;
  }

  inline static std::unique_ptr<HttpPeer> peer_;
  Keeper keeper_;
  CurlRequest request_{library(), keeper_};
};

TEST_F(CurlRequestTest, gives_its_receiver_what_comes_as_it_comes) {
  EXPECT_EQ(get(peer().url("/interim")), CURLE_OK);
  EXPECT_EQ(request_.status(), 200);
  EXPECT_EQ(keeper_.addresses, std::vector<std::string>{"127.0.0.1"});
  EXPECT_EQ(keeper_.lines,
            (std::vector<std::string>{"HTTP/1.1 103 Early Hints\r\n", "X-Early: yes\r\n", "\r\n",
                                      "HTTP/1.1 200 OK\r\n", "X-Late: yes\r\n",
                                      "Content-Length: 4\r\n", "\r\n"}));
  EXPECT_EQ(keeper_.body, "late");
}

TEST_F(CurlRequestTest, follows_no_redirect) {
  for (const std::string target : {"/echo", "http://127.0.0.1:1/", "file:///etc/passwd"}) {
    keeper_ = {};
    EXPECT_EQ(get(peer().url("/redirect/302?" + target)), CURLE_OK);
    EXPECT_EQ(request_.status(), 302);
    EXPECT_EQ(keeper_.body, "elsewhere");
  }
}

TEST_F(CurlRequestTest, uses_no_proxy_of_the_environment) {
  const std::string proxy = "http://" + peer().other_host();
  for (const char* name : {"http_proxy", "all_proxy"}) ::setenv(name, proxy.c_str(), 1);
  EXPECT_EQ(get(peer().url("/echo")), CURLE_OK);
  for (const char* name : {"http_proxy", "all_proxy"}) ::unsetenv(name);
  EXPECT_TRUE(peer_saw("\"port\": " + std::to_string(peer().port))) << keeper_.body;
  EXPECT_TRUE(peer_saw(R"("target": "/echo")")) << keeper_.body;
}

TEST_F(CurlRequestTest, speaks_http_alone) {
  request_.set_time_max(std::chrono::seconds(1));  // Some of them would wait for a greeting.
  for (const std::string& url :
       {std::string("file:///etc/passwd"), "ftp://" + peer().host() + "/echo",
        "gopher://" + peer().host() + "/0/echo", "dict://" + peer().host() + "/d:echo",
        "telnet://" + peer().host(), "ws://" + peer().host() + "/echo"}) {
    EXPECT_EQ(get(url), CURLE_UNSUPPORTED_PROTOCOL) << url;
  }
  EXPECT_TRUE(keeper_.addresses.empty());
  EXPECT_EQ(keeper_.body, "");
}

TEST_F(CurlRequestTest, believes_no_certificate_that_nobody_vouches_for) {
  EXPECT_EQ(get("https://127.0.0.1:" + std::to_string(peer().tls_port) + "/echo"),
            CURLE_PEER_FAILED_VERIFICATION);
  EXPECT_TRUE(keeper_.lines.empty());
}

TEST_F(CurlRequestTest, asks_for_the_path_as_it_is_given) {
  EXPECT_EQ(get(peer().url("/echo/../status/404")), CURLE_OK);
  EXPECT_TRUE(peer_saw(R"("target": "/echo/../status/404")")) << keeper_.body;
}

TEST_F(CurlRequestTest, asks_nobody_whether_a_large_body_is_welcome) {
  const std::string body(2'000'000, 'x');  // libcurl would ask from 1 MB on.
  request_.set_body(body);
  EXPECT_EQ(get(peer().url("/echo")), CURLE_OK);
  EXPECT_TRUE(peer_saw(R"("method": "POST")"));
  EXPECT_TRUE(peer_saw(R"(["Content-Length", "2000000"])"));
  EXPECT_FALSE(peer_saw("Expect"));
}

TEST_F(CurlRequestTest, sends_the_headers_it_is_given) {
  request_.add_header("X-One: 1");
  request_.add_header("X-Empty;");
  request_.add_header("Accept:");
  EXPECT_EQ(get(peer().url("/echo")), CURLE_OK);
  EXPECT_TRUE(peer_saw(R"(["X-One", "1"])")) << keeper_.body;
  EXPECT_TRUE(peer_saw(R"(["X-Empty", ""])")) << keeper_.body;
  EXPECT_FALSE(peer_saw("Accept")) << keeper_.body;
}

TEST_F(CurlRequestTest, connects_to_no_address_that_its_receiver_refuses) {
  keeper_.refuses_addresses = true;
  const CURLcode code = get(peer().url("/echo"));
  EXPECT_EQ(code, CURLE_COULDNT_CONNECT);
  EXPECT_EQ(request_.refusal(code).value().message, "not this");
  EXPECT_EQ(request_.refusal(CURLE_OPERATION_TIMEDOUT), std::nullopt) << "that was not why";
}

TEST_F(CurlRequestTest, ends_at_the_first_header_line_that_its_receiver_refuses) {
  keeper_.refuses_header_lines = true;
  const CURLcode code = get(peer().url("/endless_headers"));
  EXPECT_EQ(request_.refusal(code).value().message, "not this");
  EXPECT_EQ(keeper_.lines.size(), 1U);
}

TEST_F(CurlRequestTest, ends_at_the_first_bytes_that_its_receiver_refuses) {
  keeper_.refuses_body = true;
  const CURLcode code = get(peer().url("/endless"));
  EXPECT_EQ(request_.refusal(code).value().message, "not this");
}

TEST_F(CurlRequestTest, knows_of_no_refusal_when_libcurl_ended_by_itself) {
  const CURLcode code = get(peer().url("/half"));
  EXPECT_NE(code, CURLE_OK);
  EXPECT_FALSE(request_.refusal(code).has_value());
}

// What libcurl is given, and which of it it does not know.
std::set<CURLoption> given;
std::optional<CURLoption> unknown;

CURLcode take_option(CURL*, CURLoption option, ...) {
  given.insert(option);
  return option == unknown ? CURLE_UNKNOWN_OPTION : CURLE_OK;
}

TEST_F(CurlRequestTest, is_not_ready_when_libcurl_lacks_any_of_its_options) {
  CurlLibrary curl = library();
  curl.easy_setopt = take_option;
  unknown.reset();
  EXPECT_TRUE(CurlRequest(curl, keeper_).ready().ok());
  const auto options = given;
  EXPECT_TRUE(options.contains(CURLOPT_PROTOCOLS_STR));
  for (const CURLoption option : options) {
    unknown = option;
    const CurlRequest request(curl, keeper_);
    EXPECT_EQ(fault_of(request.ready()), Fault::unavailable) << option;
  }
}

TEST_F(CurlRequestTest, is_not_ready_when_libcurl_has_no_memory) {
  CurlLibrary without_handles = library();
  without_handles.easy_init = []() -> CURL* { return nullptr; };
  EXPECT_EQ(fault_of(CurlRequest(without_handles, keeper_).ready()), Fault::unavailable);

  CurlLibrary without_lists = library();
  without_lists.slist_append = [](curl_slist*, const char*) -> curl_slist* { return nullptr; };
  EXPECT_EQ(fault_of(CurlRequest(without_lists, keeper_).ready()), Fault::unavailable);
}

}  // namespace
}  // namespace memory_mcp
