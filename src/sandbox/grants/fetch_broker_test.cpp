#include "sandbox/grants/fetch_broker.h"
#include "base/base64.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/doubles/http_peer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Long enough for a slow machine; what proves something about time sets its own.
constexpr auto patience = 60s;

class Fetch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);
    peer_ = std::make_unique<HttpPeer>();
  }
  static void TearDownTestSuite() { peer_.reset(); }

  static const HttpPeer& peer() { return *peer_; }

  static HostRules rules_of(const std::vector<std::string>& entries) {
    return must(HostRules::from(entries));
  }

  FetchBroker::Options options(const HostRules& rules,
                               std::chrono::milliseconds left = patience) const {
    return {.rules = rules,
            .lookups = lookups_,
            .caller = "tests",
            .deadline = steady_clock::now() + left,
            .time_max = patience};
  }
  std::unique_ptr<FetchBroker> broker(std::chrono::milliseconds left = patience) const {
    return std::make_unique<FetchBroker>(options(rules_, left));
  }

  // Polls until the next fetch finishes.
  static FetchBroker::Finished next(FetchBroker& broker) {
    for (;;) {
      auto finished = broker.poll(patience, -1);
      if (finished.size() == 1) return std::move(finished.front());
      if (finished.size() > 1) throw std::runtime_error("more than one finished");
    }
  }

  static Result<Json> fetch(FetchBroker& broker, const Json& request) {
    TRY(broker.start(7, request));
    return next(broker).reply;
  }

  Result<Json> fetch(const Json& request) const { return fetch(*broker(), request); }
  Result<Json> get(const std::string& path) const { return fetch({{"url", peer().url(path)}}); }

  inline static std::unique_ptr<HttpPeer> peer_;
  HostRules rules_ = rules_of({peer().host()});
  mutable NameLookups lookups_;
};

std::string body_of(const Json& reply) {
  return from_base64(reply.at("body_base64").get<std::string>()).value();
}

// What the peer's /echo saw.
Json seen_by_peer(const Json& reply) { return must(parse_json(body_of(reply))); }

std::vector<std::string> values_of(const Json& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const Json& header : headers) {
    if (is_same_header(header.at(0).get<std::string>(), name)) values.push_back(header.at(1));
  }
  return values;
}

TEST_F(Fetch, brings_back_status_headers_and_body) {
  const Json reply = must(get("/size/3"));
  EXPECT_EQ(reply.at("status"), 200);
  EXPECT_EQ(reply.at("status_text"), "OK");
  EXPECT_EQ(reply.at("url"), peer().url("/size/3"));
  EXPECT_EQ(reply.at("headers"), Json::parse(R"([["Content-Length","3"]])"));
  EXPECT_EQ(body_of(reply), "xxx");
}

TEST_F(Fetch, brings_back_an_error_of_the_server_as_its_reply) {
  for (const int status : {400, 404, 500, 503, 204}) {
    const Json reply = must(get("/status/" + std::to_string(status)));
    EXPECT_EQ(reply.at("status"), status);
    EXPECT_EQ(reply.at("status_text"), "As Asked");
  }
}

TEST_F(Fetch, sends_what_the_program_gave_and_nothing_of_ours) {
  const Json reply =
      must(fetch({{"url", peer().url("/echo?a=1&b=%20#part")},
                  {"method", "post"},
                  {"headers", Json::parse(R"([["X-One","1"],["X-Empty",""],["x-one","2"]])")},
                  {"body_base64", to_base64(std::string("a\0b", 3))}}));
  const Json seen = seen_by_peer(reply);
  EXPECT_EQ(seen.at("method"), "POST");
  EXPECT_EQ(seen.at("target"), "/echo?a=1&b=%20");
  EXPECT_EQ(seen.at("body"), to_base64(std::string("a\0b", 3)));
  std::multiset<std::string> names;
  for (const Json& header : seen.at("headers")) names.insert(header.at(0).get<std::string>());
  EXPECT_EQ(names, (std::multiset<std::string>{"Host", "User-Agent", "Accept", "X-One", "X-Empty",
                                               "x-one", "Content-Length"}));
  EXPECT_EQ(values_of(seen.at("headers"), "host"), std::vector{peer().host()});
  EXPECT_EQ(values_of(seen.at("headers"), "x-one"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(values_of(seen.at("headers"), "x-empty"), (std::vector<std::string>{""}));
}

TEST_F(Fetch, lets_the_program_name_itself_and_its_content) {
  const Json seen = seen_by_peer(must(
      fetch({{"url", peer().url("/echo")},
             {"method", "PUT"},
             {"headers",
              Json::parse(R"([["User-Agent","me"],["Content-Type","text/x"],["Accept","a/b"]])")},
             {"body_base64", ""}})));
  EXPECT_EQ(values_of(seen.at("headers"), "user-agent"), std::vector<std::string>{"me"});
  EXPECT_EQ(values_of(seen.at("headers"), "content-type"), std::vector<std::string>{"text/x"});
  EXPECT_EQ(values_of(seen.at("headers"), "accept"), std::vector<std::string>{"a/b"});
  EXPECT_EQ(values_of(seen.at("headers"), "content-length"), std::vector<std::string>{"0"});
}

TEST_F(Fetch, knows_seven_methods) {
  for (const auto* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "delete"}) {
    const Json seen = seen_by_peer(must(fetch({{"url", peer().url("/echo")}, {"method", method}})));
    EXPECT_TRUE(is_same_header(seen.at("method").get<std::string>(), method)) << method;
  }
  const Json head = must(fetch({{"url", peer().url("/size/1000")}, {"method", "HEAD"}}));
  EXPECT_EQ(values_of(head.at("headers"), "content-length"), std::vector<std::string>{"1000"});
  EXPECT_EQ(body_of(head), "");
}

TEST_F(Fetch, does_not_reach_what_is_not_listed) {
  const HttpPeer untouched;
  const std::string port = ":" + std::to_string(untouched.port);
  const auto one = broker();
  for (const std::string& host :
       {std::string("127.0.0.1"), std::string("localhost"), std::string("127.1"),
        std::string("0x7f000001"), std::string("2130706433"), std::string("0177.0.0.1"),
        std::string("[::ffff:127.0.0.1]"), std::string("[::1]"), std::string("0"),
        std::string("127.0.0.1."), std::string("a.localhost"), peer().host() + "@127.0.0.1"}) {
    EXPECT_FALSE(one->start(1, {{"url", "http://" + host + port + "/echo"}}).ok()) << host;
  }
  EXPECT_EQ(one->outstanding(), 0U);
  const HostRules its_rules = rules_of({untouched.host()});
  FetchBroker witness(options(its_rules));
  EXPECT_EQ(body_of(must(fetch(witness, {{"url", untouched.url("/connections")}}))), "1");
}

// libcurl makes every name below localhost this machine, without asking anyone: a listed name that
// turns out to lead inside.
TEST_F(Fetch, does_not_connect_when_a_listed_name_leads_to_this_machine) {
  const std::string port = ":" + std::to_string(peer().port);
  const Json before = must(get("/connections"));
  const HostRules rules = rules_of({"inside.localhost", "*.example.localhost"});
  FetchBroker inside(options(rules));
  for (const auto* host : {"inside.localhost", "a.example.localhost"}) {
    const auto reply = fetch(inside, {{"url", "http://" + std::string(host) + port + "/echo"}});
    EXPECT_EQ(fault_of(reply), Fault::denied);
    EXPECT_NE(complaint_of(reply).find("loopback"), std::string::npos) << complaint_of(reply);
    EXPECT_EQ(complaint_of(reply).find("127.0.0.1"), std::string::npos) << complaint_of(reply);
  }
  const int counted_by_this_get = 1;
  EXPECT_EQ(std::stoi(body_of(must(get("/connections")))),
            std::stoi(body_of(before)) + counted_by_this_get);
}

TEST_F(Fetch, connects_to_a_listed_localhost_and_through_a_name_to_a_listed_address) {
  const std::string port = ":" + std::to_string(peer().port);
  const HostRules rules = rules_of({"localhost" + port});
  FetchBroker local(options(rules));
  EXPECT_TRUE(fetch(local, {{"url", "http://LOCALHOST" + port + "/echo"}}).ok());
  const HostRules both = rules_of({"inside.localhost", "127.0.0.1" + port});
  FetchBroker named(options(both));
  EXPECT_TRUE(fetch(named, {{"url", "http://inside.localhost" + port + "/echo"}}).ok());
}

TEST_F(Fetch, follows_up_to_five_redirects) {
  const Json reply = must(get("/hops/4"));
  EXPECT_EQ(reply.at("status"), 200);
  EXPECT_EQ(reply.at("url"), peer().url("/echo"));
  const auto sixth = get("/hops/5");
  EXPECT_EQ(fault_of(sixth), Fault::exhausted);
  EXPECT_EQ(fault_of(get("/loop")), Fault::exhausted);
}

TEST_F(Fetch, resolves_where_a_redirect_leads) {
  const std::map<std::string, std::string> expected{{"/echo", "/echo"},
                                                    {"../echo?x=1", "/echo?x=1"},
                                                    {"//" + peer().host() + "/echo", "/echo"},
                                                    {peer().url("/echo#there"), "/echo"}};
  for (const auto& [location, target] : expected) {
    const Json reply = must(get("/redirect/302?" + location));
    EXPECT_EQ(reply.at("url"), peer().url(target)) << location;
  }
  // Where the server did not encode what it sent.
  EXPECT_EQ(must(get("/unencoded")).at("url"), peer().url("/echo?a%20b%C3%A4"));
}

TEST_F(Fetch, checks_every_place_it_is_redirected_to) {
  for (const std::string& location :
       {std::string("http://169.254.169.254/latest/meta-data/"), std::string("http://10.0.0.1/"),
        std::string("http://unlisted.example/"), std::string("http://[::1]/"),
        std::string("http://0x7f.1/"), std::string("http://0/"),
        "http://localhost:" + std::to_string(peer().port) + "/echo",
        "http://2130706433:" + std::to_string(peer().port) + "/echo",
        "http://user@" + peer().host() + "/echo", "//" + peer().other_host() + "/echo",
        "http://" + peer().other_host() + "/echo", "https://" + peer().host() + ".evil.test/",
        std::string("file:///etc/passwd"), std::string("ftp://127.0.0.1/"),
        std::string("gopher://127.0.0.1/"), std::string("data:text/plain,x"),
        std::string("javascript:alert(1)")}) {
    for (const auto* status : {"301", "302", "303", "307", "308"}) {
      const auto reply = get("/redirect/" + std::string(status) + "?" + location);
      EXPECT_EQ(fault_of(reply), Fault::denied) << status << " " << location;
    }
  }
}

TEST_F(Fetch, brings_back_a_redirect_that_leads_nowhere) {
  EXPECT_EQ(must(get("/redirect/302")).at("status"), 302);
  EXPECT_EQ(must(get("/redirect/300?/echo")).at("status"), 300);
  EXPECT_EQ(must(get("/redirect/304?/echo")).at("status"), 304);
}

TEST_F(Fetch, changes_the_method_on_a_redirect_as_browsers_do) {
  const std::vector<std::tuple<std::string, std::string, std::string>> expected{
      {"POST", "301", "GET"}, {"POST", "302", "GET"},     {"POST", "303", "GET"},
      {"PUT", "303", "GET"},  {"POST", "307", "POST"},    {"POST", "308", "POST"},
      {"PUT", "302", "PUT"},  {"DELETE", "301", "DELETE"}};
  for (const auto& [method, status, becomes] : expected) {
    const Json seen = seen_by_peer(
        must(fetch({{"url", peer().url("/redirect/" + status + "?/echo")},
                    {"method", method},
                    {"headers", Json::parse(R"([["Content-Type","text/x"],["X-Kept","yes"]])")},
                    {"body_base64", to_base64("body")}})));
    const bool keeps_body = method == becomes;
    EXPECT_EQ(seen.at("method"), becomes) << method << status;
    EXPECT_EQ(seen.at("body"), keeps_body ? to_base64("body") : "") << method << status;
    EXPECT_EQ(values_of(seen.at("headers"), "content-type").size(), keeps_body ? 1U : 0U);
    EXPECT_EQ(values_of(seen.at("headers"), "x-kept").size(), 1U);
  }
}

TEST_F(Fetch, takes_credentials_to_no_other_origin) {
  const HostRules both = rules_of({peer().host(), peer().other_host()});
  FetchBroker broker(options(both));
  const Json headers =
      Json::parse(R"([["AUTHORIZATION","Bearer t"],["cookie","a=b"],["X-Kept","yes"]])");
  const auto seen_after = [&](const std::string& location) {
    return seen_by_peer(must(
        fetch(broker, {{"url", peer().url("/redirect/307?" + location)}, {"headers", headers}})));
  };
  const Json same = seen_after("/echo");
  EXPECT_EQ(values_of(same.at("headers"), "authorization").size(), 1U);
  EXPECT_EQ(values_of(same.at("headers"), "cookie").size(), 1U);
  const Json other = seen_after("http://" + peer().other_host() + "/echo");
  EXPECT_EQ(other.at("port"), peer().other_port);
  EXPECT_EQ(values_of(other.at("headers"), "authorization").size(), 0U);
  EXPECT_EQ(values_of(other.at("headers"), "cookie").size(), 0U);
  EXPECT_EQ(values_of(other.at("headers"), "x-kept").size(), 1U);
  // Once dropped they do not come back with the first origin.
  const Json back =
      seen_after("http://" + peer().other_host() + "/redirect/307?" + peer().url("/echo"));
  EXPECT_EQ(back.at("port"), peer().port);
  EXPECT_EQ(values_of(back.at("headers"), "authorization").size(), 0U);
}

TEST_F(Fetch, keeps_no_cookies_and_knows_no_passwords) {
  const TemporaryFolder home;
  write_file(home.file(".netrc"), "machine 127.0.0.1 login user password secret\n");
  ::setenv("HOME", home.file("").c_str(), 1);
  const auto one = broker();
  must(fetch(*one, {{"url", peer().url("/odd_headers")}}));
  const Json seen = seen_by_peer(must(fetch(*one, {{"url", peer().url("/echo")}})));
  EXPECT_TRUE(values_of(seen.at("headers"), "cookie").empty());
  EXPECT_TRUE(values_of(seen.at("headers"), "authorization").empty());
}

TEST_F(Fetch, uses_no_proxy_that_the_environment_names) {
  for (const auto* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"}) {
    ::setenv(name, ("http://" + peer().other_host()).c_str(), 1);
  }
  ::setenv("no_proxy", "", 1);
  const auto reply = get("/echo");
  for (const auto* name :
       {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY", "no_proxy"}) {
    ::unsetenv(name);
  }
  EXPECT_EQ(seen_by_peer(must(reply)).at("port"), peer().port);
}

TEST_F(Fetch, refuses_a_certificate_that_nobody_vouches_for) {
  const std::string port = std::to_string(peer().tls_port);
  const HostRules rules = rules_of({"localhost:" + port, "127.0.0.1:" + port});
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    FetchBroker broker(options(rules));
    const auto reply =
        fetch(broker, {{"url", "https://" + std::string(host) + ":" + port + "/echo"}});
    EXPECT_EQ(fault_of(reply), Fault::denied);
    EXPECT_NE(complaint_of(reply).find("certificate"), std::string::npos) << complaint_of(reply);
  }
}

TEST_F(Fetch, takes_a_response_up_to_the_limit) {
  const std::size_t most = limits::fetch_response_bytes_max;
  EXPECT_EQ(body_of(must(get("/size/" + std::to_string(most)))).size(), most);
  EXPECT_EQ(fault_of(get("/size/" + std::to_string(most + 1))), Fault::exhausted);
}

TEST_F(Fetch, stops_a_response_that_does_not_end) {
  for (const auto* page :
       {"/endless", "/huge", "/endless_headers", "/endless_interim", "/many_headers/70"}) {
    EXPECT_EQ(fault_of(get(page)), Fault::exhausted) << page;
  }
  EXPECT_EQ(must(get("/many_headers/50")).at("headers").size(), 51U);
}

TEST_F(Fetch, bounds_what_all_responses_take_together) {
  const auto one = broker();
  constexpr std::uint32_t large_ones = 6;
  const std::string page = "/size/" + std::to_string(limits::fetch_response_bytes_max);
  for (std::uint32_t id = 0; id < large_ones; ++id) {
    must(one->start(id, {{"url", peer().url(page)}}));
  }
  std::size_t whole = 0;
  std::size_t refused = 0;
  while (one->outstanding() > 0) {
    for (const auto& finished : one->poll(patience, -1)) {
      whole += finished.reply.ok();
      refused += fault_of(finished.reply) == Fault::exhausted;
    }
  }
  EXPECT_EQ(whole + refused, large_ones);
  EXPECT_GE(whole, 1U);
  // What was given out or refused no longer counts.
  EXPECT_EQ(body_of(must(fetch(*one, {{"url", peer().url(page)}}))).size(),
            limits::fetch_response_bytes_max);
}

TEST_F(Fetch, unpacks_nothing) {
  const Json reply = must(get("/gzip_bomb"));
  EXPECT_EQ(values_of(reply.at("headers"), "content-encoding"), std::vector<std::string>{"gzip"});
  EXPECT_LT(body_of(reply).size(), 200'000U);
  EXPECT_TRUE(body_of(reply).starts_with("\x1F\x8B"));
  EXPECT_TRUE(values_of(seen_by_peer(must(get("/echo"))).at("headers"), "accept-encoding").empty());
  // Neither when the compression is said to belong to the connection.
  const auto transfer = get("/gzip_bomb/transfer");
  EXPECT_TRUE(!transfer.ok() || body_of(*transfer).size() < 200'000U);
}

TEST_F(Fetch, reports_a_peer_that_breaks_off_or_talks_nonsense) {
  for (const auto* page : {"/half", "/half_chunk", "/nothing", "/reset", "/garbage"}) {
    const auto reply = get(page);
    EXPECT_EQ(fault_of(reply), Fault::unavailable) << page << complaint_of(reply);
  }
  EXPECT_EQ(body_of(must(get("/longer"))), "first");
  const auto two = get("/two_lengths");
  EXPECT_TRUE(!two.ok() || body_of(*two).size() <= 9U);
}

TEST_F(Fetch, reports_a_port_where_nobody_listens) {
  auto gone = std::make_unique<HttpPeer>();
  const HostRules rules = rules_of({gone->host()});
  const std::string url = gone->url("/echo");
  gone.reset();
  FetchBroker broker(options(rules));
  EXPECT_EQ(fault_of(fetch(broker, {{"url", url}})), Fault::unavailable);
}

TEST_F(Fetch, shows_the_final_headers_and_neither_interim_ones_nor_trailers) {
  EXPECT_EQ(must(get("/interim")).at("headers"),
            Json::parse(R"([["X-Late","yes"],["Content-Length","4"]])"));
  const Json trailers = must(get("/trailers"));
  EXPECT_EQ(body_of(trailers), "body");
  EXPECT_TRUE(values_of(trailers.at("headers"), "x-trailer").empty());
}

TEST_F(Fetch, shows_headers_of_any_bytes_as_text) {
  const Json reply = must(get("/odd_headers"));
  EXPECT_EQ(reply.at("status_text"), "Très bien");
  EXPECT_EQ(values_of(reply.at("headers"), "x-latin"), std::vector<std::string>{"café"});
  EXPECT_EQ(values_of(reply.at("headers"), "x-empty"), std::vector<std::string>{""});
  EXPECT_EQ(values_of(reply.at("headers"), "x-twice"), (std::vector<std::string>{"a", "b"}));
}

TEST_F(Fetch, ends_with_the_execution) {
  for (const auto* page : {"/silent", "/drip"}) {
    const auto started = steady_clock::now();
    const auto one = broker(200ms);
    EXPECT_EQ(fault_of(fetch(*one, {{"url", peer().url(page)}})), Fault::timed_out) << page;
    EXPECT_GE(steady_clock::now() - started, 190ms) << page;
    EXPECT_LT(steady_clock::now() - started, 5s) << page;
  }
  EXPECT_EQ(fault_of(broker(-1s)->start(1, {{"url", peer().url("/echo")}})), Fault::timed_out);
}

TEST_F(Fetch, has_its_own_time_within_the_execution) {
  FetchBroker one({.rules = rules_,
                   .lookups = lookups_,
                   .caller = "tests",
                   .deadline = steady_clock::now() + patience,
                   .time_max = 200ms});
  const auto started = steady_clock::now();
  EXPECT_EQ(fault_of(fetch(one, {{"url", peer().url("/silent")}})), Fault::timed_out);
  EXPECT_LT(steady_clock::now() - started, 5s);
  // It is one time for all redirects, not one for each.
  EXPECT_EQ(fault_of(fetch(one, {{"url", peer().url("/redirect/302?/silent")}})), Fault::timed_out);
}

TEST_F(Fetch, runs_sixteen_at_once_and_no_more) {
  const auto one = broker();
  for (std::uint32_t id = 0; id < limits::fetches_outstanding_max; ++id) {
    must(one->start(id, {{"url", peer().url("/silent")}}));
  }
  EXPECT_EQ(one->outstanding(), limits::fetches_outstanding_max);
  EXPECT_EQ(fault_of(one->start(99, {{"url", peer().url("/echo")}})), Fault::exhausted);
}

TEST_F(Fetch, gives_each_reply_to_the_call_that_asked) {
  const auto one = broker();
  for (std::uint32_t id = 1; id <= 10; ++id) {
    must(one->start(id, {{"url", peer().url("/size/" + std::to_string(id))}}));
  }
  EXPECT_EQ(fault_of(one->start(5, {{"url", peer().url("/echo")}})), Fault::invalid_argument);
  std::map<std::uint32_t, std::size_t> sizes;
  while (one->outstanding() > 0) {
    for (auto& finished : one->poll(patience, -1)) {
      sizes[finished.call_id] = body_of(must(std::move(finished.reply))).size();
    }
  }
  EXPECT_EQ(sizes.size(), 10U);
  for (const auto& [id, size] : sizes) EXPECT_EQ(size, id);
}

TEST_F(Fetch, uses_a_connection_again) {
  const auto one = broker();
  const auto count = [&] {
    return std::stoi(body_of(must(fetch(*one, {{"url", peer().url("/connections")}}))));
  };
  const int first = count();
  EXPECT_EQ(count(), first);
}

TEST_F(Fetch, wakes_up_when_the_program_has_something_to_say) {
  const UniqueFd wake(::eventfd(0, EFD_CLOEXEC));
  ::eventfd_write(wake.get(), 1);
  const auto one = broker();
  const auto started = steady_clock::now();
  EXPECT_TRUE(one->poll(patience, wake.get()).empty());
  must(one->start(1, {{"url", peer().url("/silent")}}));
  // The first few wake up for the connection; the others for nothing but the eventfd.
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(one->poll(patience, wake.get()).empty());
  EXPECT_LT(steady_clock::now() - started, patience / 2);
  EXPECT_EQ(one->outstanding(), 1U);
}

TEST_F(Fetch, wakes_up_when_the_program_is_gone) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd reading(ends[0]);
  { const UniqueFd writing(ends[1]); }
  const auto started = steady_clock::now();
  EXPECT_TRUE(broker()->poll(patience, reading.get()).empty());
  const auto busy = broker();
  must(busy->start(1, {{"url", peer().url("/silent")}}));
  EXPECT_TRUE(busy->poll(patience, reading.get()).empty());
  EXPECT_LT(steady_clock::now() - started, patience / 2);
}

TEST_F(Fetch, waits_no_longer_than_it_was_told) {
  EXPECT_TRUE(broker()->poll(1ms, -1).empty());
  EXPECT_TRUE(broker()->poll(-5ms, -1).empty());
}

TEST_F(Fetch, leaves_nothing_open_when_it_goes_away_half_way) {
  const auto open_files = [] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      count += !entry.path().empty();
    }
    return count;
  };
  const auto run = [&] {
    const auto one = broker();
    for (std::uint32_t id = 0; id < 8; ++id) {
      must(one->start(id, {{"url", peer().url(id % 2 == 0 ? "/endless" : "/silent")}}));
    }
    (void)one->poll(10ms, -1);
  };
  run();
  const std::size_t before = open_files();
  for (int i = 0; i < 20; ++i) run();
  EXPECT_EQ(open_files(), before);
}

TEST_F(Fetch, refuses_headers_that_say_how_a_message_travels) {
  for (const auto* name :
       {"Host", "host", "Content-Length", "Connection", "Transfer-Encoding", "TE", "Trailer",
        "Upgrade", "Expect", "Keep-Alive", "Via", "Accept-Encoding", "Proxy-Authorization",
        "proxy-connection", "PROXY-X", "HTTP2-Settings"}) {
    const auto refused =
        broker()->start(1, {{"url", peer().url("/echo")}, {"headers", Json::array({{name, "x"}})}});
    EXPECT_EQ(fault_of(refused), Fault::denied) << name;
    EXPECT_EQ(field_of(refused), "headers[0]") << name;
  }
}

TEST_F(Fetch, explains_requests_it_cannot_send) {
  const std::string url = peer().url("/echo");
  const auto with_header = [&](const Json& header) {
    return Json{{"url", url}, {"headers", Json::array({header})}};
  };
  const std::vector<std::pair<Json, std::string>> wrong{
      {Json::array(), ""},
      {Json::object(), "url"},
      {{{"url", 5}}, "url"},
      {{{"url", "echo"}}, "url"},
      {{{"url", url}, {"mode", "cors"}}, "mode"},
      {{{"url", url}, {"method", "CONNECT"}}, "method"},
      {{{"url", url}, {"method", "TRACE"}}, "method"},
      {{{"url", url}, {"method", "GET /echo HTTP/1.1\r\nX: y"}}, "method"},
      {{{"url", url}, {"method", ""}}, "method"},
      {{{"url", url}, {"body_base64", "eA=="}}, "body_base64"},
      {{{"url", url}, {"method", "POST"}, {"body_base64", "?"}}, "body_base64"},
      {{{"url", url}, {"headers", Json::object()}}, "headers"},
      {with_header({"one"}), "headers[0]"},
      {with_header({"a", "b", "c"}), "headers[0]"},
      {with_header({"a", 1}), "headers[0][1]"},
      {with_header({"", "x"}), "headers[0]"},
      {with_header({"a b", "x"}), "headers[0]"},
      {with_header({"a:", "x"}), "headers[0]"},
      {with_header({"a\r\nHost", "x"}), "headers[0]"},
      {with_header({"a", "x\r\nHost: evil.test"}), "headers[0]"},
      {with_header({"a", "x\ny"}), "headers[0]"},
      {with_header({"a", std::string("x\0y", 3)}), "headers[0]"},
      {with_header({"a", "\u00e9"}), "headers[0]"}};
  for (const auto& [request, field] : wrong) {
    const auto refused = broker()->start(1, request);
    EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << request;
    EXPECT_EQ(field_of(refused), field) << request;
  }
}

TEST_F(Fetch, bounds_what_is_sent) {
  const std::string most(limits::fetch_request_bytes_max, 'x');
  const auto post = [&](const std::string& body) {
    return fetch(
        {{"url", peer().url("/echo")}, {"method", "POST"}, {"body_base64", to_base64(body)}});
  };
  EXPECT_EQ(seen_by_peer(must(post(most))).at("body"), to_base64(most));
  EXPECT_EQ(fault_of(post(most + "x")), Fault::exhausted);
  EXPECT_EQ(fault_of(post(most + "xxxx")), Fault::exhausted);

  Json headers = Json::array();
  for (std::size_t i = 0; i < limits::fetch_headers_max; ++i) headers.push_back({"X", "y"});
  EXPECT_TRUE(fetch({{"url", peer().url("/echo")}, {"headers", headers}}).ok());
  headers.push_back({"X", "y"});
  EXPECT_EQ(fault_of(fetch({{"url", peer().url("/echo")}, {"headers", headers}})),
            Fault::invalid_argument);
  const std::string long_value(limits::fetch_header_bytes_max, 'x');
  EXPECT_EQ(fault_of(fetch(
                {{"url", peer().url("/echo")}, {"headers", Json::array({{"X", long_value}})}})),
            Fault::exhausted);
}

}  // namespace
}  // namespace memory_mcp
