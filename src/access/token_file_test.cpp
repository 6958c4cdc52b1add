// Static tokens: how they are kept, found, and changed while a server runs.
#include "access/token_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "base/sha256.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

class Tokens : public ::testing::Test {
 protected:
  std::string add(const std::string& name, std::vector<Scope> scopes = {Scope::read},
                  std::optional<std::vector<std::string>> namespaces = std::nullopt) {
    return must(add_token(
        path_, {.name = name, .scopes = std::move(scopes), .namespaces = std::move(namespaces)},
        clock_));
  }
  void replace(const std::string& text) {
    write_file(path_ + ".new", text);
    fs::permissions(path_ + ".new", fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(path_ + ".new", path_);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("tokens.json");
  ManualClock clock_{must(Timestamp::from_text("2026-11-22T15:04:05.000Z"))};
};

// A file that cannot be opened, as when a process has as many files open as it may.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(Tokens, are_random_and_only_their_hash_is_kept) {
  const std::string token = add("ann");
  EXPECT_TRUE(token.starts_with("mmcp_"));
  EXPECT_EQ(token.size(), 5U + 43U);
  EXPECT_NE(token, add("bob"));
  const std::string text = text_of_file(path_);
  EXPECT_EQ(text.find(token.substr(5)), std::string::npos);
  EXPECT_NE(text.find(sha256_hex(token)), std::string::npos);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Tokens, say_who_calls_and_what_they_may_do) {
  const std::string token = add("ann", {Scope::write}, {{"work", "home"}});
  TokenFile file(path_);
  const auto principal = file.find(token);
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(*principal, (Principal{.name = "ann",
                                   .issuer = "token",
                                   .scopes = {Scope::read, Scope::write},
                                   .namespaces = {"work", "home"}}));
  EXPECT_FALSE(file.find(token + "x").has_value());
  EXPECT_FALSE(file.find(token.substr(0, token.size() - 1)).has_value());
  EXPECT_FALSE(file.find(sha256_hex(token)).has_value());
  EXPECT_FALSE(file.find("").has_value());
}

TEST_F(Tokens, work_once_added_and_no_more_once_removed) {
  TokenFile file(path_);
  EXPECT_TRUE(file.check().ok());
  const std::string first = add("first");
  const std::string second = add("second");
  EXPECT_TRUE(file.find(first).has_value());
  EXPECT_TRUE(file.find(second).has_value());
  EXPECT_TRUE(remove_token(path_, "first").ok());
  EXPECT_FALSE(file.find(first).has_value());
  EXPECT_TRUE(file.find(second).has_value());
  fs::remove(path_);
  EXPECT_FALSE(file.find(second).has_value());
}

TEST_F(Tokens, have_names_of_their_own) {
  add("ann");
  EXPECT_EQ(fault_of(add_token(path_, {.name = "ann", .scopes = {Scope::read}, .namespaces = {}},
                               clock_)),
            Fault::conflict);
  EXPECT_EQ(fault_of(remove_token(path_, "bob")), Fault::not_found);
}

TEST_F(Tokens, are_refused_when_others_can_read_or_write_them) {
  const std::string token = add("ann");
  for (const auto others : {fs::perms::group_read, fs::perms::others_write}) {
    fs::permissions(path_, others, fs::perm_options::add);
    TokenFile file(path_);
    const Status checked = file.check();
    EXPECT_EQ(fault_of(checked), Fault::denied);
    EXPECT_NE(complaint_of(checked).find("chmod 600 " + path_), std::string::npos);
    EXPECT_FALSE(file.find(token).has_value());
    EXPECT_EQ(fault_of(read_token_list(path_)), Fault::denied);
    fs::permissions(path_, others, fs::perm_options::remove);
    EXPECT_TRUE(file.find(token).has_value());
  }
}

TEST_F(Tokens, of_the_last_good_version_count_while_the_new_one_is_broken) {
  const std::string token = add("ann");
  const std::string good = text_of_file(path_);
  TokenFile file(path_);
  EXPECT_TRUE(file.find(token).has_value());
  for (const std::string& broken : {std::string("{"), std::string(R"({"tokens":[],"tokens":[]})"),
                                    std::string(R"({"tokens":[{"name":"x"}]})"), std::string()}) {
    replace(broken);
    EXPECT_TRUE(file.find(token).has_value()) << broken;
  }
  replace(good);
  fs::permissions(path_, fs::perms::others_write, fs::perm_options::add);
  EXPECT_TRUE(file.find(token).has_value());
  replace(R"({"tokens":[]})");
  EXPECT_FALSE(file.find(token).has_value());
}

TEST(TokenList, refuses_what_could_be_understood_in_two_ways) {
  const auto list_of = [](const std::string& more) {
    const std::string hash(64, 'a');
    return TokenList::from_text(R"({"tokens":[{"name":"a","sha256":")" + hash +
                                R"(","scopes":["read"],"created_at":"2026-01-01T00:00:00Z")" +
                                more + "]}");
  };
  EXPECT_TRUE(list_of("}").ok());
  EXPECT_FALSE(list_of(R"(,"namespaces":[]})").ok());
  EXPECT_FALSE(list_of(R"(,"namespaces":["a/b"]})").ok());
  EXPECT_FALSE(list_of(R"(,"scope":"admin"})").ok());
  const std::string other = R"(},{"name":"NAME","sha256":"HASH","scopes":["read"],)"
                            R"("created_at":"2026-01-01T00:00:00Z"})";
  const auto with = [&](const std::string& name, char digit) {
    std::string text = other;
    text.replace(text.find("NAME"), 4, name);
    text.replace(text.find("HASH"), 4, std::string(64, digit));
    return list_of(text);
  };
  EXPECT_TRUE(with("b", 'b').ok());
  EXPECT_EQ(fault_of(with("a", 'b')), Fault::conflict);
  EXPECT_EQ(fault_of(with("b", 'a')), Fault::conflict);
  EXPECT_FALSE(with("b", 'X').ok());
}

TEST_F(Tokens, are_all_kept_when_many_add_at_once) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 5; ++n) add(std::to_string(i) + "-" + std::to_string(n));
    });
  }
  threads.clear();
  EXPECT_EQ(must(read_token_list(path_)).tokens.size(), 20U);
}

// The comparison of a token with those that are kept must not end at the first byte that differs.
TEST_F(Tokens, are_compared_in_constant_time) {
  const std::string source = text_of_file(MEMORY_MCP_SOURCE_DIR "/src/access/token_file.cpp");
  EXPECT_NE(source.find("CRYPTO_memcmp(candidate.sha256.data()"), std::string::npos);
  EXPECT_EQ(source.find("sha256 =="), std::string::npos);
  EXPECT_EQ(source.find("break;"), std::string::npos);
}

TEST_F(Tokens, that_were_removed_while_the_file_could_not_be_read_work_no_more_once_it_can) {
  const std::string token = add("ann");
  TokenFile file(path_);
  ASSERT_TRUE(file.find(token).has_value());
  replace("{\"tokens\":[]}");
  {
    const NoMoreFiles open;
    EXPECT_TRUE(file.find(token).has_value());
    EXPECT_TRUE(file.find(token).has_value());
  }
  EXPECT_FALSE(file.find(token).has_value());
}

}  // namespace
}  // namespace memory_mcp
