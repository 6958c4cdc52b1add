#include "embeddings/server_words.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/base64.h"
#include "embeddings/remote_limits.h"

namespace memory_mcp {
namespace {

const std::string key = "sk-canary/0123+456789";

TEST(ServerWords, are_the_message_in_plain_text) {
  EXPECT_EQ(server_words(R"({"error": {"message": "no such model"}})", key), "no such model");
  EXPECT_EQ(server_words(R"({"error": "too \u001b[31mlong"})", {}), "too ?[31mlong");
  EXPECT_EQ(server_words("404 page not found\n", {}), "404 page not found");
}

TEST(ServerWords, are_left_out_when_the_key_is_among_them_however_it_is_written) {
  for (const std::string before : {"", "B", "Be", "Bea", "Bearer "}) {
    EXPECT_EQ(server_words("got " + to_base64(before + key + " "), key), "") << before;
  }
  for (const std::string& written :
       {key, std::string("SK-CANARY/0123+456789"), std::string("sk-canary%2F0123%2b456789"),
        std::string("736b2d63616e6172792f303132332b343536373839")}) {
    EXPECT_EQ(server_words("headers: {" + written + "}", key), "") << written;
  }
}

TEST(ServerWords, end_before_a_key_that_is_cut) {
  const std::string padding(limits::server_words_bytes_max - 5, 'x');
  EXPECT_EQ(server_words(padding + key, key), "");
  EXPECT_EQ(server_words(padding + "12345" + key, key), padding + "12345");
}

TEST(ServerWords, of_megabytes_full_of_the_key_take_no_time) {
  std::string body;
  while (body.size() < (std::size_t{29} << 20U)) body += key;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(server_words(body, key), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace memory_mcp
