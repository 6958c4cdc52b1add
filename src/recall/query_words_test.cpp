#include "recall/query_words.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"

namespace memory_mcp {
namespace {

using Texts = std::vector<std::string>;

Texts texts_of(const std::vector<QueryWord>& words) {
  Texts texts;
  for (const QueryWord& word : words) texts.push_back(word.text);
  return texts;
}

TEST(query_words, come_in_the_order_of_the_text) {
  EXPECT_EQ(texts_of(words_of_query("Zebras eat grass", Lexicon())),
            (Texts{"zebras", "eat", "grass"}));
}

TEST(query_words, that_stand_twice_count_twice) {
  const auto words = words_of_query("zebra grass Zebra", Lexicon());
  ASSERT_EQ(texts_of(words), (Texts{"zebra", "grass"}));
  EXPECT_FLOAT_EQ(words[0].weight, 2);
  EXPECT_FLOAT_EQ(words[1].weight, 1);
}

TEST(query_words, that_are_forms_of_one_word_are_one) {
  Lexicon lexicon;
  lexicon.add("run", false);
  const auto words = words_of_query("running runs run", lexicon);
  ASSERT_EQ(texts_of(words), Texts{"running"});
  EXPECT_FLOAT_EQ(words[0].weight, 3);
  EXPECT_TRUE(words[0].is_known());
}

TEST(query_words, that_are_forms_of_one_word_are_one_also_when_it_is_unknown) {
  EXPECT_EQ(texts_of(words_of_query("zebras zebra", Lexicon())), Texts{"zebras"});
}

TEST(query_words, that_are_unknown_stay_apart) {
  const auto words = words_of_query("zebra quagga", Lexicon());
  ASSERT_EQ(words.size(), 2U);
  EXPECT_FALSE(words[0].is_known());
}

TEST(query_words, that_every_text_has_count_little) {
  const auto words = words_of_query("the zebra", Lexicon());
  ASSERT_EQ(texts_of(words), (Texts{"the", "zebra"}));
  EXPECT_FLOAT_EQ(words[0].weight, 0.3F);
  EXPECT_FLOAT_EQ(words[1].weight, 1);
}

TEST(query_words, of_an_identifier_are_itself_and_its_parts) {
  EXPECT_EQ(texts_of(words_of_query("parse_reply", Lexicon())),
            (Texts{"parse_reply", "parse", "reply"}));
}

TEST(query_words, are_the_longest_when_there_are_too_many) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "w" + std::to_string(i) + " ";
  for (std::size_t i = 0; i < limits::query_words_max; ++i) {
    text += "longer" + std::to_string(i) + " ";
  }
  const auto words = words_of_query(text, Lexicon());
  ASSERT_EQ(words.size(), limits::query_words_max);
  EXPECT_TRUE(std::ranges::all_of(
      words, [](const QueryWord& word) { return word.text.starts_with("longer"); }));
}

TEST(query_words, keep_their_order_when_some_were_left_out) {
  std::string text;
  for (std::size_t i = 0; i < limits::query_words_max - 2; ++i)
    text += std::string(i + 3, 'b') + " ";
  const auto words = words_of_query("bbbbbbbbx " + text + "a0 a1 a2", Lexicon());
  ASSERT_EQ(words.size(), limits::query_words_max);
  EXPECT_EQ(words.front().text, "bbbbbbbbx");
}

TEST(query_words, are_none_in_punctuation) {
  EXPECT_TRUE(words_of_query("?! -- (*)", Lexicon()).empty());
}

}  // namespace
}  // namespace memory_mcp
