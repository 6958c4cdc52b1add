#include "sandbox/grants/host_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "net/http_url.h"
#include "sandbox/grants/grant_limits.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

HostRules rules_of(const std::vector<std::string>& entries) {
  return must(HostRules::from(entries));
}

Status verdict(const HostRules& rules, const std::string& text) {
  const HttpUrl url = TRY(HttpUrl::from_text(text));
  return rules.check_host(url.host, url.port);
}

// Ways to write 127.0.0.1, 169.254.169.254, private addresses and other hosts than it seems, from
// what has fooled URL parsers.
const std::vector<std::string> disguises{
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7F.0x0.0x0.0x1/",
    "http://0X7F000001/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0177.0.0.01/",
    "http://00000177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://00/",
    "http://0x0/",
    "http://0.0.0.0/",
    "http://127.0.0.01/",
    "http://127.00.0.1/",
    "http://0127.0.0.1/",
    "http://127.0.0.1./",
    "http://localhost./",
    "http://localhost../",
    "http://.localhost/",
    "http://127.0.0.1%00/",
    "http://127.0.0.1%2f/",
    "http://127%2e0%2e0%2e1/",
    "http://%31%32%37.0.0.1/",
    "http://%6c%6f%63alhost/",
    "http://loc\u0430lhost/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://\u2460\u2461\u2466.0.0.1/",
    "http://127\u30020\u30020\u30021/",
    "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:7f00:0001]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25lo]/",
    "http://[fe80::1%lo]/",
    "http://[::1%25lo]/",
    "http://[v1.::1]/",
    "http://[::1/",
    "http://::1/",
    "http://[127.0.0.1]/",
    "http://[::ffff:0177.0.0.1]/",
    "http://[::1]:80:80/",
    "http://[::1]x/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://169.16689662/",
    "http://169.254.43518/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fd00:ec2::254]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://3232235777/",
    "http://192.168.257/",
    "http://0300.0250.1.1/",
    "http://10.1/",
    "http://0xAC.0x10.1/",
    "http://256.256.256.256/",
    "http://127.0.0.1.5/",
    "http://1.1.1.1.127.0.0.1/",
    "http://127.0.0.0x1/",
    "http://api.example.com@127.0.0.1/",
    "http://api.example.com:80@127.0.0.1/",
    "http://user:password@api.example.com/",
    "http://@api.example.com/",
    "http://api.example.com\\@127.0.0.1/",
    "http://127.0.0.1\\.example.org/",
    "http:\\\\api.example.com/",
    "http:/\\api.example.com/",
    "http://api.example.com#@127.0.0.1:x/@",
    "http://127.0.0.1#.example.org/",
    "http://127.0.0.1?.example.org/",
    "http://127.0.0.1/.example.org",
    "http://api.example.com.evil.test/",
    "http://evil.test/api.example.com",
    "http://evil.test#api.example.com",
    "http://evil.test?@api.example.com",
    "http://notexample.org/",
    "http://example.org/",
    "http://example.org.evil.test/",
    "http://a.example.org./",
    "http://a..example.org/",
    "http://-a.example.org/",
    "http://a.example.org:0/",
    "http://a.example.org:/",
    "http://a.example.org:65536/",
    "http://a.example.org:080/",
    "http://a.example.org:+80/",
    "http://a.example.org:8 0/",
    "http://a.example.org:80\n/",
    "http://a.example.org\r\nHost: evil.test/",
    "http://a.example.org\t/",
    "http://a.example.org /",
    " http://api.example.com/",
    "http:// api.example.com/",
    "http:///api.example.com/",
    "http:api.example.com",
    "http:/api.example.com",
    "//api.example.com/",
    "/etc/passwd",
    "api.example.com",
    "ftp://api.example.com/",
    "file:///etc/passwd",
    "file://api.example.com/etc/passwd",
    "gopher://api.example.com/",
    "dict://api.example.com/",
    "ws://api.example.com/",
    "data:text/plain,x",
    "javascript:1",
    "blob:http://api.example.com/x",
    "view-source:http://api.example.com/",
    "httpx://api.example.com/",
    "http+unix://api.example.com/",
    "http://[/",
    "http://]/",
    "http://:80/",
    "http://?/",
    "http://#/",
    "http://",
    "http",
    "",
};

TEST(HostRules, sees_through_every_disguise_of_a_host_that_is_not_listed) {
  const HostRules rules = rules_of({"api.example.com", "*.example.org"});
  std::size_t refused = 0;
  for (const std::string& url : disguises) {
    // The one of these that really is the listed host: the rest is its fragment.
    const bool is_listed = url == "http://api.example.com#@127.0.0.1:x/@";
    const Status status = verdict(rules, url);
    EXPECT_EQ(status.ok(), is_listed) << url;
    refused += !status.ok();
    if (!status.ok()) {
      EXPECT_TRUE(fault_of(status) == Fault::denied || fault_of(status) == Fault::invalid_argument);
      EXPECT_FALSE(complaint_of(status).empty());
    }
  }
  EXPECT_GE(refused, 120U);
}

// Listing an address allows its one plain spelling; the others stay refused, so that no parser
// behind us has to agree with us about them.
TEST(HostRules, allow_a_listed_address_in_its_plain_spelling_only) {
  const HostRules rules =
      rules_of({"127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "localhost"});
  const std::vector<std::string> plain{"http://[::1]/",
                                       "http://[0:0:0:0:0:0:0:1]/",
                                       "http://[0000:0000:0000:0000:0000:0000:0000:0001]/",
                                       "http://169.254.169.254/latest/meta-data/",
                                       "http://127.0.0.1#.example.org/",
                                       "http://127.0.0.1?.example.org/",
                                       "http://127.0.0.1/.example.org"};
  for (const std::string& url : disguises) {
    const bool is_plain = std::ranges::find(plain, url) != plain.end();
    EXPECT_EQ(verdict(rules, url).ok(), is_plain) << url;
  }
  EXPECT_TRUE(verdict(rules, "http://127.0.0.1/").ok());
  EXPECT_TRUE(verdict(rules, "http://LocalHost:3000/").ok());
  EXPECT_FALSE(verdict(rules, "http://127.0.0.2/").ok());
}

TEST(HostRules, allow_nothing_without_an_entry) {
  const HostRules rules = rules_of({});
  EXPECT_EQ(fault_of(verdict(rules, "https://example.com/")), Fault::denied);
  EXPECT_EQ(fault_of(verdict(rules, "http://127.0.0.1/")), Fault::denied);
}

TEST(HostRules, match_names_whatever_their_case) {
  const HostRules rules = rules_of({"API.Example.com", "xn--bcher-kva.example"});
  EXPECT_TRUE(verdict(rules, "HTTPS://api.EXAMPLE.com/x").ok());
  EXPECT_TRUE(verdict(rules, "http://XN--bcher-KVA.example/").ok());
  EXPECT_FALSE(verdict(rules, "https://www.api.example.com/").ok());
  EXPECT_FALSE(verdict(rules, "https://example.com/").ok());
}

TEST(HostRules, match_any_depth_below_a_wildcard_but_not_the_name_itself) {
  const HostRules rules = rules_of({"*.example.com:8443"});
  EXPECT_TRUE(verdict(rules, "https://a.example.com:8443/").ok());
  EXPECT_TRUE(verdict(rules, "https://a.b.example.com:8443/").ok());
  EXPECT_FALSE(verdict(rules, "https://example.com:8443/").ok());
  EXPECT_FALSE(verdict(rules, "https://aexample.com:8443/").ok());
  EXPECT_FALSE(verdict(rules, "https://a.example.com/").ok());
}

TEST(HostRules, hold_for_all_ports_unless_they_name_one) {
  const HostRules rules = rules_of({"any.example.com", "one.example.com:8080", "secure.test:443",
                                    "plain.test:80", "[::1]:8080", "10.0.0.1:9000"});
  EXPECT_TRUE(verdict(rules, "http://any.example.com:1234/").ok());
  EXPECT_TRUE(verdict(rules, "http://one.example.com:8080/").ok());
  EXPECT_FALSE(verdict(rules, "http://one.example.com/").ok());
  EXPECT_TRUE(verdict(rules, "https://secure.test/").ok());
  EXPECT_FALSE(verdict(rules, "http://secure.test/").ok());
  EXPECT_TRUE(verdict(rules, "http://plain.test/").ok());
  EXPECT_TRUE(verdict(rules, "http://[::1]:8080/").ok());
  EXPECT_FALSE(verdict(rules, "http://[::1]/").ok());
  EXPECT_TRUE(verdict(rules, "http://10.0.0.1:9000/").ok());
  EXPECT_FALSE(verdict(rules, "http://10.0.0.1:9001/").ok());
}

TEST(HostRules, explain_an_entry_that_is_not_a_host) {
  for (const std::string wrong : {"*",
                                  "*.",
                                  "*.com",
                                  "*.10.0.0.1",
                                  "*.1",
                                  "a.*.example.com",
                                  "api.*",
                                  "*example.com",
                                  "",
                                  " ",
                                  "api.example.com ",
                                  "https://api.example.com",
                                  "api.example.com/v1",
                                  "10.0.0.0/8",
                                  "fd00::/8",
                                  "user@example.com",
                                  "api.example.com.",
                                  "api..example.com",
                                  "-a.example.com",
                                  "a:b:c",
                                  "api.example.com:0",
                                  "api.example.com:99999",
                                  "api.example.com:",
                                  ":80",
                                  "api.example.com:*",
                                  "127.1",
                                  "0x7f.1",
                                  "2130706433",
                                  "010.0.0.1",
                                  "::ffff:127.0.0.1",
                                  "[::ffff:7f00:1]",
                                  "[::1",
                                  "::1]",
                                  "[fe80::1%eth0]",
                                  "0.0.0.0",
                                  "::",
                                  "224.0.0.1",
                                  "ff02::1",
                                  "b\u00fccher.example",
                                  "a_b!.example",
                                  "*:80",
                                  "[*]"}) {
    const std::vector<std::string> entries{"fine.example.com", wrong};
    const auto refused = HostRules::from(entries);
    EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << wrong;
    EXPECT_EQ(field_of(refused), "allowed_network[1]") << wrong;
    EXPECT_TRUE(complaint_of(refused).starts_with("allowed_network[1]: ")) << wrong;
  }
  const std::vector<std::string> too_many(limits::allowed_network_entries_max + 1, "a.example");
  EXPECT_EQ(field_of(HostRules::from(too_many)), "allowed_network");
}

Fault address_fault(const HostRules& rules, const std::string& host, const std::string& address,
                    std::uint16_t port = 80) {
  return fault_of(
      rules.check_address(must(UrlHost::from_text(host)), port, *IpAddress::from_text(address)));
}

constexpr Fault allowed = Fault::internal;  // As fault_of calls what is fine.

TEST(HostRules, refuse_a_name_that_leads_inside) {
  const HostRules rules = rules_of({"api.example.com"});
  for (const auto* inside : {"127.0.0.1",
                             "127.8.8.8",
                             "::1",
                             "10.0.0.1",
                             "172.16.0.1",
                             "192.168.0.1",
                             "169.254.1.1",
                             "169.254.169.254",
                             "100.64.0.1",
                             "0.0.0.0",
                             "::",
                             "224.0.0.1",
                             "255.255.255.255",
                             "192.0.2.1",
                             "2001:db8::1",
                             "fe80::1",
                             "fc00::1",
                             "fd00:ec2::254",
                             "ff02::1",
                             "::ffff:127.0.0.1",
                             "::ffff:10.0.0.1",
                             "::127.0.0.1",
                             "64:ff9b::a00:1",
                             "2002:a00:1::"}) {
    EXPECT_EQ(address_fault(rules, "api.example.com", inside), Fault::denied) << inside;
  }
  EXPECT_EQ(address_fault(rules, "api.example.com", "93.184.215.14"), allowed);
  EXPECT_EQ(address_fault(rules, "api.example.com", "2606:2800:21f:cb07::1"), allowed);
}

TEST(HostRules, let_localhost_lead_to_this_machine_and_nowhere_else_inside) {
  const HostRules rules = rules_of({"localhost", "other.example.com"});
  EXPECT_EQ(address_fault(rules, "localhost", "127.0.0.1"), allowed);
  EXPECT_EQ(address_fault(rules, "localhost", "::1"), allowed);
  EXPECT_EQ(address_fault(rules, "localhost", "10.0.0.1"), Fault::denied);
  EXPECT_EQ(address_fault(rules, "localhost", "169.254.169.254"), Fault::denied);
  EXPECT_EQ(address_fault(rules, "other.example.com", "127.0.0.1"), Fault::denied);
  EXPECT_EQ(address_fault(rules_of({"other.example.com"}), "localhost", "127.0.0.1"),
            Fault::denied);
  EXPECT_EQ(address_fault(rules_of({"localhost:8080"}), "localhost", "127.0.0.1", 80),
            Fault::denied);
}

TEST(HostRules, let_a_name_lead_to_an_inside_address_that_is_listed_itself) {
  const HostRules rules = rules_of({"db.example.com", "10.0.0.5:80"});
  EXPECT_EQ(address_fault(rules, "db.example.com", "10.0.0.5"), allowed);
  EXPECT_EQ(address_fault(rules, "10.0.0.5", "10.0.0.5"), allowed);
  EXPECT_EQ(address_fault(rules, "db.example.com", "10.0.0.5", 81), Fault::denied);
  EXPECT_EQ(address_fault(rules, "db.example.com", "10.0.0.6"), Fault::denied);
  EXPECT_EQ(address_fault(rules, "db.example.com", "::ffff:10.0.0.5"), Fault::denied);
}

}  // namespace
}  // namespace memory_mcp
