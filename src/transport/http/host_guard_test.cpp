#include "transport/http/host_guard.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

int status_of(const HostGuard& guard, const std::string& host, const std::string& origin = "") {
  HttpRequest request;
  request.fields.add("Host", host);
  if (!origin.empty()) request.fields.add("Origin", origin);
  const auto refusal = guard.refusal(request);
  return refusal ? refusal->status : 200;
}

TEST(HostGuard, takes_the_names_of_this_machine_with_any_port) {
  const HostGuard guard({}, {});
  for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1:8765", "[::1]", "[::1]:8765"}) {
    EXPECT_EQ(status_of(guard, host), 200) << host;
    EXPECT_EQ(status_of(guard, "localhost", "http://" + std::string(host)), 200) << host;
  }
}

// What a page of a stranger's site makes a browser send, also when its name was made to point here.
TEST(HostGuard, refuses_other_hosts_and_origins) {
  const HostGuard guard({}, {});
  for (const char* host : {"evil.example.com", "localhost.evil.example.com", "127.0.0.1.nip.io",
                           "evil@localhost", "", "[::1].evil.example.com", "0.0.0.0"}) {
    EXPECT_EQ(status_of(guard, host), 403) << host;
  }
  for (const char* origin : {"http://evil.example.com", "null", "http://localhost.evil.example.com",
                             "file://localhost", "localhost", "http://evil@localhost"}) {
    EXPECT_EQ(status_of(guard, "localhost", origin), 403) << origin;
  }
}

TEST(HostGuard, takes_what_the_operator_names) {
  const HostGuard guard({"memory.example.com", "other.example.com:444"},
                        {"https://app.example.com"});
  EXPECT_EQ(status_of(guard, "Memory.example.com"), 200);
  EXPECT_EQ(status_of(guard, "memory.example.com:443"), 200);
  EXPECT_EQ(status_of(guard, "other.example.com:444"), 200);
  EXPECT_EQ(status_of(guard, "other.example.com"), 403);
  EXPECT_EQ(status_of(guard, "localhost", "https://app.example.com"), 200);
  EXPECT_EQ(status_of(guard, "localhost", "http://app.example.com"), 403);
}

TEST(HostGuard, wants_exactly_one_host) {
  const HostGuard guard({}, {});
  HttpRequest request;
  EXPECT_EQ(guard.refusal(request)->status, 400);
  request.fields.add("Host", "localhost");
  request.fields.add("host", "evil.example.com");
  EXPECT_EQ(guard.refusal(request)->status, 400);
}

TEST(HostGuard, knows_which_settings_never_match_anything) {
  const std::vector<std::string> hosts{"memory.example.com", "memory.example.com:443", "[::2]:80"};
  EXPECT_TRUE(check_hosts(hosts).ok());
  const std::vector<std::string> origins{"https://app.example.com", "http://[::2]:8080"};
  EXPECT_TRUE(check_origins(origins).ok());
  for (const std::string host : {"http://memory.example.com", "memory.example.com/", "a, b", "*"}) {
    EXPECT_EQ(fault_of(check_hosts(std::span(&host, 1))), Fault::invalid_argument) << host;
  }
  for (const std::string origin :
       {"app.example.com", "https://app.example.com/", "https://", "://a", "https://*", "null"}) {
    EXPECT_EQ(fault_of(check_origins(std::span(&origin, 1))), Fault::invalid_argument) << origin;
  }
}

}  // namespace
}  // namespace memory_mcp
