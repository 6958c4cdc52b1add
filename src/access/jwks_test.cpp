// Keys from a file and from a real server: when they are fetched, and what happens while it is
// down.
#include "access/jwks.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "access/remote_jwks.h"
#include "base/access_limits.h"
#include "tests/doubles/key_peer.h"
#include "tests/doubles/manual_steady_time.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/token_signer.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

const Json& key(const std::string& id) {
  static std::map<std::string, Json> keys;
  if (!keys.contains(id)) keys[id] = TokenSigner::ec(id).jwk();
  return keys[id];
}

WantedKey wanted(const std::string& id) {
  return {.id = id, .algorithm = SignatureAlgorithm::es256};
}

class RemoteJwks : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ::signal(SIGPIPE, SIG_IGN); }

  RemoteJwks() {
    peer_->set_keys({key("a")});
    jwks_ = must(open_jwks(peer_->url(), time_));
  }

  // Whether the key is known now.
  bool has(const std::string& id) {
    const auto keys = jwks_->keys_for(wanted(id), {});
    return keys.ok() && (*keys)->find(id, SignatureAlgorithm::es256) != nullptr;
  }

  ManualSteadyTime time_;
  std::unique_ptr<KeyPeer> peer_ = std::make_unique<KeyPeer>();
  std::unique_ptr<Jwks> jwks_;
};

TEST_F(RemoteJwks, are_fetched_when_first_needed_and_kept) {
  EXPECT_EQ(peer_->count(), 0);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(has("a"));
  EXPECT_EQ(peer_->count(), 1);
}

TEST_F(RemoteJwks, are_fetched_again_when_they_are_old) {
  EXPECT_TRUE(has("a"));
  time_.advance(limits::key_set_age_default - 1s);
  EXPECT_TRUE(has("a"));
  EXPECT_EQ(peer_->count(), 1);
  time_.advance(1s);
  peer_->set_keys({key("b")});
  EXPECT_FALSE(has("a"));
  EXPECT_EQ(peer_->count(), 2);
}

TEST_F(RemoteJwks, are_kept_as_long_as_the_server_says) {
  peer_->set({{"cache_control", "public, max-age=3600"}});
  EXPECT_TRUE(has("a"));
  time_.advance(3'599s);
  EXPECT_TRUE(has("a"));
  EXPECT_EQ(peer_->count(), 1);
}

TEST_F(RemoteJwks, follow_a_rotation_at_once_but_made_up_keys_only_twice_a_minute) {
  EXPECT_TRUE(has("a"));
  peer_->set_keys({key("a"), key("b")});
  EXPECT_FALSE(has("b"));
  EXPECT_EQ(peer_->count(), 1);
  time_.advance(limits::key_set_refetch_interval_min);
  EXPECT_TRUE(has("b"));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(has("made up"));
  EXPECT_EQ(peer_->count(), 2);
  time_.advance(limits::key_set_refetch_interval_min);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(has("made up"));
  EXPECT_EQ(peer_->count(), 3);
}

TEST_F(RemoteJwks, stay_while_the_server_is_down_but_not_for_ever) {
  EXPECT_TRUE(has("a"));
  peer_.reset();
  time_.advance(limits::key_set_age_default);
  EXPECT_TRUE(has("a"));
  time_.advance(limits::key_set_age_max);
  EXPECT_EQ(fault_of(jwks_->keys_for(wanted("a"), {})), Fault::unavailable);
}

TEST_F(RemoteJwks, stay_when_the_server_answers_anything_else) {
  EXPECT_TRUE(has("a"));
  for (const Json& page :
       {Json{{"status", 503}}, Json{{"status", 302}}, Json{{"status", 200}, {"body", "<html>"}},
        Json{{"body", R"({"keys":[]})"}}, Json{{"body", R"({"keys":[],"keys":[]})"}},
        Json{{"body", std::string(limits::key_set_bytes_max + 1, ' ')}}}) {
    peer_->set(page);
    time_.advance(limits::key_set_age_default);
    EXPECT_TRUE(has("a")) << to_line(page).substr(0, 100);
  }
  EXPECT_EQ(peer_->count(), 7);
}

TEST_F(RemoteJwks, that_were_never_there_are_tried_again_soon) {
  peer_->set({{"status", 500}});
  const auto keys = jwks_->keys_for(wanted("a"), {});
  EXPECT_EQ(fault_of(keys), Fault::unavailable);
  EXPECT_NE(complaint_of(keys).find("status 500"), std::string::npos);
  peer_->set({{"status", 200}});
  EXPECT_FALSE(has("a"));
  time_.advance(limits::key_set_first_fetch_interval_min);
  EXPECT_TRUE(has("a"));
}

TEST_F(RemoteJwks, are_fetched_once_by_many_that_need_them) {
  peer_->set({{"hold", true}});
  std::atomic<int> found = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { found += has("a") ? 1 : 0; });
    while (peer_->count() == 0) std::this_thread::yield();
    peer_->set({{"hold", false}});
  }
  EXPECT_EQ(found, 8);
  EXPECT_EQ(peer_->count(), 1);
}

TEST_F(RemoteJwks, that_are_known_are_waited_for_by_nobody) {
  EXPECT_TRUE(has("a"));
  time_.advance(limits::key_set_age_default);
  peer_->set({{"hold", true}});
  std::jthread fetching([&] { has("a"); });
  while (peer_->count() < 2) std::this_thread::yield();
  EXPECT_TRUE(has("a"));
  peer_->set({{"hold", false}});
}

TEST_F(RemoteJwks, hold_up_few_calls_while_they_are_fetched) {
  peer_->set({{"hold", true}});
  std::atomic<std::size_t> refused = 0;
  const std::size_t calls = limits::key_set_waiting_max + 4;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < calls; ++i) {
    threads.emplace_back([&] {
      const auto keys = jwks_->keys_for(wanted("a"), {});
      if (complaint_of(keys).starts_with("too many")) ++refused;
    });
  }
  // One fetches, as many as may wait do, the others are told at once.
  while (refused < calls - limits::key_set_waiting_max - 1) std::this_thread::yield();
  peer_->set({{"hold", false}});
  threads.clear();
  EXPECT_EQ(refused, calls - limits::key_set_waiting_max - 1);
}

TEST_F(RemoteJwks, leave_those_alone_who_give_up) {
  peer_->set({{"hold", true}});
  std::stop_source source;
  std::jthread gives_up([&] { (void)jwks_->keys_for(wanted("a"), source.get_token()); });
  while (peer_->count() == 0) std::this_thread::yield();
  source.request_stop();
  gives_up.join();
  peer_->set({{"hold", false}});
  EXPECT_TRUE(has("a"));
}

TEST(open_jwks, takes_http_from_this_machine_only) {
  for (const char* url : {"http://issuer.example/keys", "http://10.0.0.1/keys",
                          "http://169.254.169.254/keys", "http://[2001:db8::1]/keys"}) {
    EXPECT_EQ(fault_of(open_jwks(url)), Fault::denied) << url;
  }
  for (const char* url : {"https://issuer.example/keys", "http://127.0.0.1:8080/keys",
                          "http://[::1]/keys", "http://localhost/keys"}) {
    EXPECT_TRUE(open_jwks(url).ok()) << url;
  }
  EXPECT_EQ(fault_of(open_jwks("file:///etc/passwd")), Fault::invalid_argument);
}

TEST(key_set_age, keeps_within_its_bounds) {
  EXPECT_EQ(key_set_age(std::nullopt), 600s);
  EXPECT_EQ(key_set_age("max-age=300"), 300s);
  EXPECT_EQ(key_set_age("public, Max-Age=300, immutable"), 300s);
  EXPECT_EQ(key_set_age("max-age=1"), 60s);
  EXPECT_EQ(key_set_age("max-age=999999999999999999999"), 86'400s);
  EXPECT_EQ(key_set_age("no-store, max-age=300"), 60s);
  for (const char* odd : {"max-age=", "max-age=x", "s-maxage=9", "x-max-age=9", ""}) {
    EXPECT_EQ(key_set_age(odd), 600s) << odd;
  }
}

TEST(JwksFile, is_read_again_when_it_changes_and_kept_when_it_is_broken) {
  const TemporaryFolder folder;
  const std::string path = folder.file("keys.json");
  EXPECT_EQ(fault_of(open_jwks(path)), Fault::not_found);
  write_file(path, "{}");
  EXPECT_EQ(fault_of(open_jwks(path)), Fault::invalid_argument);
  write_file(path, key_set_text({key("a")}));
  const auto jwks = must(open_jwks(path));
  const auto has = [&](const std::string& id) {
    return must(jwks->keys_for(wanted(id), {}))->find(id, SignatureAlgorithm::es256) != nullptr;
  };
  EXPECT_TRUE(has("a"));
  write_file(path, key_set_text({key("a"), key("b")}));
  EXPECT_TRUE(has("b"));
  write_file(path, "broken");
  EXPECT_TRUE(has("b"));
  std::filesystem::permissions(path, std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(fault_of(open_jwks(path)), Fault::denied);
}

}  // namespace
}  // namespace memory_mcp
