#include "net/address_rules.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <rapidcheck/gtest.h>
#include <sys/un.h>

#include <utility>
#include <vector>

namespace memory_mcp {

inline void PrintTo(AddressKind kind, std::ostream* out) { *out << name_of(kind); }

namespace {

using Kind = AddressKind;

AddressKind kind_of_text(const std::string& text) {
  const auto address = IpAddress::from_text(text);
  EXPECT_TRUE(address.has_value()) << text;
  return address ? kind_of(*address) : Kind::global;
}

// The first and the last address of each block, and its neighbours where those are public.
TEST(AddressKind, knows_where_each_block_of_ipv4_begins_and_ends) {
  const std::vector<std::pair<const char*, Kind>> expected{
      {"0.0.0.0", Kind::unspecified},
      {"0.255.255.255", Kind::unspecified},
      {"1.0.0.0", Kind::global},
      {"9.255.255.255", Kind::global},
      {"10.0.0.0", Kind::private_network},
      {"10.255.255.255", Kind::private_network},
      {"11.0.0.0", Kind::global},
      {"100.63.255.255", Kind::global},
      {"100.64.0.0", Kind::carrier_shared},
      {"100.127.255.255", Kind::carrier_shared},
      {"100.128.0.0", Kind::global},
      {"126.255.255.255", Kind::global},
      {"127.0.0.0", Kind::loopback},
      {"127.0.0.1", Kind::loopback},
      {"127.255.255.255", Kind::loopback},
      {"128.0.0.0", Kind::global},
      {"169.253.255.255", Kind::global},
      {"169.254.0.0", Kind::link_local},
      {"169.254.169.253", Kind::link_local},
      {"169.254.169.254", Kind::metadata},
      {"169.254.170.2", Kind::metadata},
      {"169.254.255.255", Kind::link_local},
      {"169.255.0.0", Kind::global},
      {"172.15.255.255", Kind::global},
      {"172.16.0.0", Kind::private_network},
      {"172.31.255.255", Kind::private_network},
      {"172.32.0.0", Kind::global},
      {"192.0.0.0", Kind::reserved},
      {"192.0.0.192", Kind::metadata},
      {"192.0.0.255", Kind::reserved},
      {"192.0.1.0", Kind::global},
      {"192.0.2.0", Kind::documentation},
      {"192.0.2.255", Kind::documentation},
      {"192.88.99.1", Kind::reserved},
      {"192.167.255.255", Kind::global},
      {"192.168.0.0", Kind::private_network},
      {"192.168.255.255", Kind::private_network},
      {"192.169.0.0", Kind::global},
      {"198.17.255.255", Kind::global},
      {"198.18.0.0", Kind::reserved},
      {"198.19.255.255", Kind::reserved},
      {"198.20.0.0", Kind::global},
      {"198.51.100.7", Kind::documentation},
      {"203.0.113.255", Kind::documentation},
      {"203.0.114.0", Kind::global},
      {"223.255.255.255", Kind::global},
      {"224.0.0.0", Kind::multicast},
      {"239.255.255.255", Kind::multicast},
      {"240.0.0.0", Kind::reserved},
      {"255.255.255.255", Kind::reserved},
      {"100.100.100.200", Kind::metadata},
      {"168.63.129.16", Kind::metadata},
      {"8.8.8.8", Kind::global},
      {"93.184.215.14", Kind::global}};
  for (const auto& [text, kind] : expected) EXPECT_EQ(kind_of_text(text), kind) << text;
}

TEST(AddressKind, takes_only_what_was_handed_out_of_ipv6_for_public) {
  const std::vector<std::pair<const char*, Kind>> expected{
      {"::", Kind::unspecified},
      {"::1", Kind::loopback},
      {"::2", Kind::reserved},
      {"::127.0.0.1", Kind::reserved},
      {"::8.8.8.8", Kind::reserved},
      {"::ffff:0:127.0.0.1", Kind::reserved},
      {"64:ff9b:1::10.0.0.1", Kind::reserved},
      {"100::1", Kind::reserved},
      {"1fff:ffff::", Kind::reserved},
      {"2000::", Kind::global},
      {"2001::1", Kind::reserved},
      {"2001:0:4136:e378:8000:63bf:3fff:fdd2", Kind::reserved},
      {"2001:1ff:ffff::", Kind::reserved},
      {"2001:200::", Kind::global},
      {"2001:db8::1", Kind::documentation},
      {"2001:db9::", Kind::global},
      {"2001:4860:4860::8888", Kind::global},
      {"2606:2800:21f:cb07:6820:80da:af6b:8b2c", Kind::global},
      {"3fff::1", Kind::documentation},
      {"3fff:fff:ffff::", Kind::documentation},
      {"3fff:1000::", Kind::global},
      {"4000::", Kind::reserved},
      {"5f00::1", Kind::reserved},
      {"fbff::", Kind::reserved},
      {"fc00::", Kind::unique_local},
      {"fd00:ec2::254", Kind::metadata},
      {"fd00:ec2::253", Kind::unique_local},
      {"fd20:ce::254", Kind::metadata},
      {"fdff:ffff::1", Kind::unique_local},
      {"fe7f::", Kind::reserved},
      {"fe80::1", Kind::link_local},
      {"febf:ffff::", Kind::link_local},
      {"fec0::1", Kind::reserved},
      {"ff02::1", Kind::multicast},
      {"ffff::", Kind::multicast}};
  for (const auto& [text, kind] : expected) EXPECT_EQ(kind_of_text(text), kind) << text;
}

TEST(AddressKind, judges_an_embedded_ipv4_address_by_where_it_leads) {
  const std::vector<std::pair<const char*, Kind>> expected{
      {"::ffff:127.0.0.1", Kind::loopback},
      {"::ffff:7f00:1", Kind::loopback},
      {"::ffff:169.254.169.254", Kind::metadata},
      {"::ffff:a9fe:a9fe", Kind::metadata},
      {"::ffff:10.1.2.3", Kind::private_network},
      {"::ffff:0.0.0.0", Kind::unspecified},
      {"::ffff:8.8.8.8", Kind::global},
      {"64:ff9b::127.0.0.1", Kind::loopback},
      {"64:ff9b::a9fe:a9fe", Kind::metadata},
      {"64:ff9b::192.168.1.1", Kind::private_network},
      {"64:ff9b::8.8.8.8", Kind::global},
      {"2002:7f00:1::", Kind::loopback},
      {"2002:7f00:0001:1234::5", Kind::loopback},
      {"2002:a9fe:a9fe::1", Kind::metadata},
      {"2002:c0a8:0101::", Kind::private_network},
      {"2002:0808:0808::1", Kind::global}};
  for (const auto& [text, kind] : expected) EXPECT_EQ(kind_of_text(text), kind) << text;
}

TEST(IpAddress, reads_one_spelling_of_ipv4) {
  for (const auto* text :
       {"127.1",       "127.0.1",       "2130706433", "0x7f000001", "0x7f.0.0.1",  "0177.0.0.1",
        "127.0.0.01",  "127.0.0.1.",    " 127.0.0.1", "127.0.0.1 ", "127.0.0.256", "127.0.0",
        "127.0.0.1/8", "127.0.0.-1",    "1e3.0.0.1",  "",           "fe80::1%lo",  "[::1]",
        ":::1",        "1:2:3:4:5:6:7", "::1::"}) {
    EXPECT_FALSE(IpAddress::from_text(text).has_value()) << text;
  }
  EXPECT_FALSE(IpAddress::from_text(std::string_view("8.8.8.8\0.evil", 13)).has_value());
}

TEST(IpAddress, has_one_text_for_each_address) {
  EXPECT_EQ(IpAddress::from_text("0:0:0:0:0:0:0:1")->to_text(), "::1");
  EXPECT_EQ(IpAddress::from_text("2001:DB8::A")->to_text(), "2001:db8::a");
  EXPECT_EQ(IpAddress::from_text("::ffff:7f00:1")->to_text(), "::ffff:127.0.0.1");
}

TEST(IpAddress, is_what_a_socket_address_says) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  ::inet_pton(AF_INET, "169.254.169.254", &v4.sin_addr);
  const auto& general = reinterpret_cast<const sockaddr&>(v4);
  EXPECT_EQ(IpAddress::from_socket_address(general, sizeof v4),
            IpAddress::from_text("169.254.169.254"));
  EXPECT_FALSE(IpAddress::from_socket_address(general, sizeof v4 - 1).has_value());

  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_scope_id = 1;
  ::inet_pton(AF_INET6, "fe80::1", &v6.sin6_addr);
  EXPECT_EQ(IpAddress::from_socket_address(reinterpret_cast<const sockaddr&>(v6), sizeof v6),
            IpAddress::from_text("fe80::1"));
  EXPECT_FALSE(
      IpAddress::from_socket_address(reinterpret_cast<const sockaddr&>(v6), sizeof v4).has_value());

  sockaddr_un local{.sun_family = AF_UNIX, .sun_path = {}};
  EXPECT_FALSE(
      IpAddress::from_socket_address(reinterpret_cast<const sockaddr&>(local), sizeof local)
          .has_value());
}

IpAddress any_address(IpAddress::Version version) {
  IpAddress address{.version = version, .bytes = {}};
  const std::size_t size = version == IpAddress::Version::v4 ? 4 : 16;
  for (std::size_t i = 0; i < size; ++i) address.bytes[i] = *rc::gen::arbitrary<std::uint8_t>();
  return address;
}

RC_GTEST_PROP(IpAddress, comes_back_from_its_text, ()) {
  const auto version = *rc::gen::element(IpAddress::Version::v4, IpAddress::Version::v6);
  const IpAddress address = any_address(version);
  RC_ASSERT(IpAddress::from_text(address.to_text()) == address);
}

RC_GTEST_PROP(AddressKind, is_the_same_however_an_ipv4_address_is_wrapped, ()) {
  const IpAddress inner = any_address(IpAddress::Version::v4);
  for (const auto* prefix : {"::ffff:", "64:ff9b::"}) {
    RC_ASSERT(kind_of_text(prefix + inner.to_text()) == kind_of(inner));
  }
}

}  // namespace
}  // namespace memory_mcp
