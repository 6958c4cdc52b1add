#include "learn/error_signature.h"

#include <gtest/gtest.h>

#include <utility>

namespace memory_mcp {
namespace {

TEST(error_signature, keeps_what_is_the_same_every_time) {
  const std::pair<const char*, const char*> cases[] = {
      {"Connection refused", "connection refused"},
      {"Connection to 10.0.0.7:5432 refused", "connection to #:# refused"},
      {"ENOENT: no such file, open '/home/ada/notes.txt'", "enoent: no such file, open <text>"},
      {"cannot open /home/ada/notes.txt: denied", "cannot open <path>: denied"},
      {"GET https://api.example.com/v1/users/7 failed (503)", "get <path> failed (#)"},
      {"lock 0x7f3A held", "lock <hex> held"},
      {"commit 9f8e7d6c5b4a not found", "commit <hex> not found"},
      {"episode 01a203eb-ac84-7476-9d06-f85d8690024a is gone", "episode <id> is gone"},
      {"timed out after 1.5 s\n\tat 2026-11-23T01:02:03Z", "timed out after # s"},
      {"at 2026-11-23T01:02:03Z\n\tit broke", "at #-#-#t#:#:#z it broke"},
      {"can't parse \"{a: 1}\", don't know why", "can't parse <text>, don't know why"},
      {"deadbeef is no number", "deadbeef is no number"},
      {"", ""},
      {"  \n ", ""},
  };
  for (const auto& [message, expected] : cases) {
    EXPECT_EQ(error_signature(message), expected) << message;
  }
}

TEST(error_signature, is_that_of_the_line_that_names_the_error) {
  const std::pair<const char*, const char*> cases[] = {
      {"Scanning dependencies\n[ 12%] Building a.o\na.cpp:7:3: error: 'x' was not declared\n1 "
       "error",
       "a.cpp:#:#: error: <text> was not declared"},
      {"Traceback (most recent call last):\n  File \"/a/b.py\", line 3, in <module>\n    f()\n"
       "KeyError: 'name'\n",
       "keyerror: <text>"},
      {"12 passed, 0 failed\nsh: 1: cmake: not found", "sh: #: cmake: not found"},
      {"nothing here\nsays why", "nothing here says why"},
  };
  for (const auto& [message, expected] : cases) {
    EXPECT_EQ(error_signature(message), expected) << message;
  }
}

TEST(error_signature, tells_different_errors_apart) {
  EXPECT_NE(error_signature("connection refused"), error_signature("connection reset"));
}

TEST(error_signature, is_short_and_whole_in_its_characters) {
  std::string message;
  for (int i = 0; i < 200; ++i) message += "größer ";
  const std::string signature = error_signature(message);
  EXPECT_LE(signature.size(), 120U);
  EXPECT_GT(signature.size(), 115U);
  EXPECT_TRUE(signature.ends_with("r") || signature.ends_with("e") || signature.ends_with("ß") ||
              signature.ends_with("ö") || signature.ends_with("g") || signature.ends_with(" "))
      << signature;
}

TEST(error_signature, of_a_long_message_is_that_of_its_beginning) {
  const std::string head = "assertion failed in line 7: ";
  EXPECT_EQ(error_signature(head + std::string(2'000'000, '"')).substr(0, 20),
            error_signature(head).substr(0, 20));
}

}  // namespace
}  // namespace memory_mcp
