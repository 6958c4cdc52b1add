#include "analysis/words.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "analysis/folding.h"
#include "analysis/stemmer.h"
#include "analysis/stop_words.h"

namespace memory_mcp {
namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view text) {
  Words words;
  for_each_word(text, [&](const Word& word) { words.emplace_back(word.text); });
  return words;
}

TEST(words, are_folded) {
  EXPECT_EQ(words_of("The QUICK, brown... fox!"), (Words{"the", "quick", "brown", "fox"}));
  EXPECT_EQ(words_of("Straße ＡＢＣ Éclair"), (Words{"strasse", "abc", "éclair"}));
}

TEST(words, of_identifiers_and_paths_are_kept_whole_and_taken_apart) {
  EXPECT_EQ(words_of("parseHTTPReply"), (Words{"parsehttpreply", "parse", "http", "reply"}));
  EXPECT_EQ(words_of("snake_case_name"), (Words{"snake_case_name", "snake", "case", "name"}));
  EXPECT_EQ(words_of("src/recall/index.cpp:"),
            (Words{"src/recall/index.cpp", "src", "recall", "index", "cpp"}));
  EXPECT_EQ(words_of("utf8 v1.2"), (Words{"utf8", "v1.2", "v1", "2"}));
}

// Characters that are no word end an identifier, and words of a script without spaces do, too.
TEST(words, of_identifiers_are_found_beside_characters_of_any_kind) {
  const Words reply{"parsehttpreply", "parse", "http", "reply"};
  for (const char* text : {"“parseHTTPReply”", "parseHTTPReply…", "\u00a0parseHTTPReply\u00a0",
                           "🙂parseHTTPReply🙂", "—parseHTTPReply—", "（parseHTTPReply）"}) {
    EXPECT_EQ(words_of(text), reply) << text;
  }
  EXPECT_EQ(words_of("Crash—parseHTTPReply"),
            (Words{"crash", "parsehttpreply", "parse", "http", "reply"}));
  EXPECT_EQ(words_of("client→parseHTTPReply→server"),
            (Words{"client", "parsehttpreply", "parse", "http", "reply", "server"}));
  EXPECT_EQ(words_of("修复parseHTTPReply和net_reply.cpp的错误"),
            (Words{"修复", "parsehttpreply", "parse", "http", "reply", "和", "net_reply.cpp", "net",
                   "reply", "cpp", "的", "错误"}));
  EXPECT_EQ(words_of("parseHTTPReplyを直す").front(), "parsehttpreply");
  EXPECT_EQ(words_of("parseHTTPReply를"),
            (Words{"parsehttpreply", "parse", "http", "reply", "를"}));
}

TEST(words, of_identifiers_in_other_alphabets_are_taken_apart) {
  EXPECT_EQ(words_of("größe_max"), (Words{"grösse_max", "grösse", "max"}));
  EXPECT_EQ(words_of("zählerStand"), (Words{"zählerstand", "zähler", "stand"}));
  EXPECT_EQ(words_of("размерФайла"), (Words{"размерфайла", "размер", "файла"}));
  EXPECT_EQ(words_of("src/修复.cpp"), (Words{"src/修复.cpp", "src", "修复", "cpp"}));
}

TEST(words, keep_their_marks) {
  EXPECT_EQ(words_of("e\u0301clair"), Words{"éclair"});
  EXPECT_EQ(words_of("हिन्दी"), Words{"हिन्दी"});
}

TEST(words, lose_a_possessive_and_keep_a_contraction_in_one) {
  EXPECT_EQ(words_of("Caroline's don't"), (Words{"caroline", "dont"}));
  EXPECT_EQ(words_of("Caroline’s don’t"), (Words{"caroline", "dont"}));
}

TEST(words, of_scripts_without_spaces_are_found) {
  EXPECT_EQ(words_of("你好世界"), (Words{"你好", "世界"}));
  EXPECT_EQ(words_of("สวัสดีครับ").size(), 2U);
}

TEST(words, are_none_in_punctuation_and_emoji) {
  EXPECT_TRUE(words_of("").empty());
  EXPECT_TRUE(words_of(" -- !? \U0001F600\U0001F680").empty());
}

TEST(words, that_are_data_are_left_out) { EXPECT_TRUE(words_of(std::string(5'000, 'a')).empty()); }

RC_GTEST_PROP(words, are_found_in_any_bytes, (const std::string& bytes)) {
  for_each_word(bytes, [](const Word& word) { RC_ASSERT(!word.text.empty()); });
}

TEST(folding, makes_one_of_what_differs_in_looks_only) {
  EXPECT_EQ(folded("Web-API"), "web-api");
  EXPECT_EQ(folded("Ärzte"), folded("ärzte"));
  EXPECT_EQ(folded("Ä\u0308RZTE"), folded("Ä\u0308rzte"));
  EXPECT_EQ(folded("ＡＢＣ"), "abc");
  EXPECT_EQ(folded(""), "");
}

TEST(stemmer, makes_one_term_of_a_word_s_forms) {
  Stemmer stemmer;
  EXPECT_EQ(std::string(stemmer.stem("running")), "run");
  EXPECT_EQ(std::string(stemmer.stem("memories")), std::string(stemmer.stem("memory")));
  EXPECT_EQ(std::string(stemmer.stem("世界")), "世界");
}

TEST(stop_words, are_of_closed_classes) {
  EXPECT_TRUE(is_stop_word("the"));
  EXPECT_TRUE(is_stop_word("what"));
  EXPECT_FALSE(is_stop_word("not"));
  EXPECT_FALSE(is_stop_word("memory"));
}

}  // namespace
}  // namespace memory_mcp
