#include "recall/snippet.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "recall/term_counter.h"

namespace memory_mcp {
namespace {

std::string snippet_of(const std::string& text, std::string_view query) {
  Lexicon lexicon;
  TermCounter(lexicon).add(text, 1);
  return snippet(text, words_of_query(query, lexicon), lexicon);
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(snippet, of_a_short_text_is_the_text) {
  EXPECT_EQ(snippet_of("carry grass to the zebra", "fence"), "carry grass to the zebra");
  EXPECT_EQ(snippet_of("", "fence"), "");
}

TEST(snippet, is_one_line) {
  EXPECT_EQ(snippet_of("one\r\n\ttwo   three\n\n", "x"), "one two three");
}

TEST(snippet, shows_the_passage_that_speaks_of_the_query) {
  const std::string text =
      repeated("nothing of note here ", 50) + "the zebra jumped " + repeated("and more of it ", 50);
  const std::string shown = snippet_of(text, "zebra jumping");
  EXPECT_NE(shown.find("the zebra jumped"), std::string::npos) << shown;
  EXPECT_TRUE(shown.starts_with("…")) << shown;
  EXPECT_TRUE(shown.ends_with("…")) << shown;
}

TEST(snippet, prefers_the_passage_with_more_of_the_words) {
  const std::string filler = repeated("nothing of note here ", 50);
  const std::string text = "one zebra " + filler + "zebra eats grass " + filler + "more grass";
  EXPECT_NE(snippet_of(text, "zebra grass").find("zebra eats grass"), std::string::npos);
}

TEST(snippet, begins_at_the_beginning_when_no_word_is_there) {
  const std::string shown = snippet_of("Start " + repeated("of a long text ", 60), "zebra");
  EXPECT_TRUE(shown.starts_with("Start of a long text")) << shown;
}

TEST(snippet, of_a_huge_text_is_looked_for_in_its_first_part) {
  const std::string part(limits::snippet_read_bytes_max / 2, 'x');
  const std::string text = "Start " + part + " with a zebra " + part + part + " zebra grass";
  const std::string shown = snippet_of(text, "zebra grass");
  EXPECT_NE(shown.find("with a zebra"), std::string::npos) << shown;
  EXPECT_TRUE(shown.ends_with("…")) << shown;
}

TEST(snippet, knows_a_word_by_its_stem_whatever_else_begins_alike) {
  const std::string text = repeated("zebu dye died down zoo ", 40) + "dying zebras graze " +
                           repeated("zebu dye died down zoo ", 40);
  EXPECT_NE(snippet_of(text, "zebra dying").find("dying zebras"), std::string::npos);
}

TEST(snippet, shows_the_end_when_the_words_are_there) {
  const std::string shown = snippet_of(repeated("a long text ", 60) + "with a zebra", "zebra");
  EXPECT_TRUE(shown.ends_with("with a zebra")) << shown;
  EXPECT_LE(shown.size(), limits::snippet_bytes_max);
}

TEST(snippet, is_cut_between_words) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i) + " ";
  std::string shown = snippet_of(text, "word100");
  const std::string mark = "…";
  ASSERT_TRUE(shown.starts_with(mark) && shown.ends_with(mark)) << shown;
  shown = shown.substr(mark.size(), shown.size() - 2 * mark.size());
  EXPECT_NE((" " + text).find(" " + shown + " "), std::string::npos) << shown;
}

RC_GTEST_PROP(snippet, is_short_well_formed_and_one_line_of_any_text, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      " ", "\n", "zebra", "Grüße", "世界", "🌍", "a", std::string(300, 'x'), "…"));
  std::string text;
  for (const std::string& piece : pieces) text += repeated(piece, *rc::gen::inRange(1, 40));
  const std::string shown = snippet_of(text, "zebra 世界");
  RC_ASSERT(is_utf8(shown));
  RC_ASSERT(shown.size() <= limits::snippet_bytes_max);
  RC_ASSERT(shown.find('\n') == std::string::npos);
}

TEST(snippet, of_a_text_without_spaces_is_cut_between_code_points) {
  const std::string shown = snippet_of(repeated("世", 200), "界");
  EXPECT_TRUE(is_utf8(shown));
  EXPECT_TRUE(shown.starts_with("世世世")) << shown;
}

}  // namespace
}  // namespace memory_mcp
