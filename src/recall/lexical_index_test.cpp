#include "recall/lexical_index.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace memory_mcp {
namespace {

constexpr TermId in_one = 0;
constexpr TermId in_both = 1;
constexpr TermId in_none = 7;

// Two documents of 10 and 20 words.
LexicalIndex two_documents() {
  LexicalIndex index(Bm25{});
  const std::vector<TermCount> first{{in_one, 2}, {in_both, 1}};
  const std::vector<TermCount> second{{in_both, 0.5F}};
  index.add(first, 10);
  index.add(second, 20);
  return index;
}

std::map<DocumentId, int> postings_of(const LexicalIndex& index, TermId term) {
  std::map<DocumentId, int> postings;
  index.for_each_posting(term,
                         [&](DocumentId document, std::uint8_t n) { postings[document] = n; });
  return postings;
}

TEST(lexical_index, numbers_documents_as_they_come) {
  LexicalIndex index(Bm25{});
  EXPECT_EQ(index.add({}, 1), 0U);
  EXPECT_EQ(index.add({}, 1), 1U);
  EXPECT_EQ(index.documents(), 2U);
}

TEST(lexical_index, tells_in_which_documents_a_term_stands_and_how_often_in_quarters) {
  const LexicalIndex index = two_documents();
  EXPECT_EQ(postings_of(index, in_one), (std::map<DocumentId, int>{{0, 8}}));
  EXPECT_EQ(postings_of(index, in_both), (std::map<DocumentId, int>{{0, 4}, {1, 2}}));
  EXPECT_TRUE(index.has(in_one, 0));
  EXPECT_FALSE(index.has(in_one, 1));
}

TEST(lexical_index, counts_at_least_a_quarter_and_at_most_what_fits_a_byte) {
  LexicalIndex index(Bm25{});
  const std::vector<TermCount> counts{{in_one, 0.01F}, {in_both, 1e6F}};
  index.add(counts, 1);
  EXPECT_EQ(postings_of(index, in_one).at(0), 1);
  EXPECT_EQ(postings_of(index, in_both).at(0), 255);
}

TEST(lexical_index, weighs_a_term_by_how_few_documents_have_it) {
  const LexicalIndex index = two_documents();
  EXPECT_NEAR(index.idf(in_one), 0.693147, 1e-5);   // ln(1 + 1.5 / 1.5)
  EXPECT_NEAR(index.idf(in_both), 0.182322, 1e-5);  // ln(1 + 0.5 / 2.5)
}

TEST(lexical_index, weighs_an_unknown_term_most) {
  const LexicalIndex index = two_documents();
  EXPECT_NEAR(index.idf(in_none), 1.791759, 1e-5);  // ln(1 + 2.5 / 0.5)
  EXPECT_EQ(index.idf(no_term), index.idf(in_none));
}

TEST(lexical_index, finds_nothing_of_an_unknown_term) {
  const LexicalIndex index = two_documents();
  for (const TermId term : {in_none, no_term}) {
    EXPECT_TRUE(postings_of(index, term).empty());
    EXPECT_EQ(index.document_frequency(term), 0U);
    EXPECT_FALSE(index.has(term, 0));
  }
}

TEST(lexical_index, gains_as_bm25_does) {
  const LexicalIndex index = two_documents();
  EXPECT_FLOAT_EQ(index.average_length(), 15);
  EXPECT_NEAR(index.gain(2, 10, 15), 1.517241, 1e-5);  // 4.4 / (2 + 1.2 * 0.75)
  EXPECT_NEAR(index.gain(2, 20, 15), 1.257143, 1e-5);  // 4.4 / (2 + 1.2 * 1.25)
  EXPECT_FLOAT_EQ(index.gain(1, 15, 15), 1);
  EXPECT_EQ(index.gain(0, 15, 15), 0);
}

TEST(lexical_index, never_gains_more_than_k1_plus_one) {
  const LexicalIndex index = two_documents();
  EXPECT_FLOAT_EQ(index.gain_max(), 2.2F);
  EXPECT_LT(index.gain(1e6F, 15, 15), index.gain_max());
}

TEST(lexical_index, does_not_look_at_lengths_without_b) {
  const LexicalIndex index(Bm25{.k1 = 1.2F, .b = 0});
  EXPECT_EQ(index.gain(1, 1, 15), index.gain(1, 1'000, 15));
}

TEST(lexical_index, divides_by_no_length_while_it_is_empty) {
  const LexicalIndex index(Bm25{});
  EXPECT_EQ(index.average_length(), 1);
  EXPECT_TRUE(std::isfinite(index.idf(in_one)));
}

TEST(lexical_index, holds_a_text_without_words_for_one_of_one_word) {
  LexicalIndex index(Bm25{});
  const DocumentId empty = index.add({}, 0);
  EXPECT_EQ(index.length(empty), 1);
}

}  // namespace
}  // namespace memory_mcp
