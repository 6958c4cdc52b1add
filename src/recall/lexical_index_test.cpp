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
  LexicalIndex index;
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
  LexicalIndex index;
  EXPECT_EQ(index.add({}, 1), 0U);
  EXPECT_EQ(index.add({}, 1), 1U);
  EXPECT_EQ(index.documents(), 2U);
}

TEST(lexical_index, tells_in_which_documents_a_term_stands_and_how_often_in_quarters) {
  const LexicalIndex index = two_documents();
  EXPECT_EQ(postings_of(index, in_one), (std::map<DocumentId, int>{{0, 8}}));
  EXPECT_EQ(postings_of(index, in_both), (std::map<DocumentId, int>{{0, 4}, {1, 2}}));
  EXPECT_EQ(index.document_frequency(in_one), 1U);
  EXPECT_EQ(index.document_frequency(in_both), 2U);
}

TEST(lexical_index, counts_at_least_a_quarter_and_at_most_what_fits_a_byte) {
  LexicalIndex index;
  const std::vector<TermCount> counts{{in_one, 0.01F}, {in_both, 1e6F}};
  index.add(counts, 1);
  EXPECT_EQ(postings_of(index, in_one).at(0), 1);
  EXPECT_EQ(postings_of(index, in_both).at(0), 255);
}

TEST(inverse_frequency, weighs_a_term_by_how_few_have_it) {
  EXPECT_NEAR(inverse_frequency(2, 1), 0.693147, 1e-5);  // ln(1 + 1.5 / 1.5)
  EXPECT_NEAR(inverse_frequency(2, 2), 0.182322, 1e-5);  // ln(1 + 0.5 / 2.5)
  EXPECT_NEAR(inverse_frequency(2, 0), 1.791759, 1e-5);  // ln(1 + 2.5 / 0.5)
  EXPECT_TRUE(std::isfinite(inverse_frequency(0, 0)));
}

TEST(lexical_index, finds_nothing_of_an_unknown_term) {
  const LexicalIndex index = two_documents();
  for (const TermId term : {in_none, no_term}) {
    EXPECT_TRUE(postings_of(index, term).empty());
    EXPECT_EQ(index.document_frequency(term), 0U);
    EXPECT_EQ(LexicalIndex::Cursor(index, term).count_in(0), 0);
  }
}

TEST(gain, is_that_of_bm25) {
  const Gain gain(Bm25{}, 15);
  EXPECT_NEAR(gain.of(2, 10), 1.517241, 1e-5);  // 4.4 / (2 + 1.2 * 0.75)
  EXPECT_NEAR(gain.of(2, 20), 1.257143, 1e-5);  // 4.4 / (2 + 1.2 * 1.25)
  EXPECT_FLOAT_EQ(gain.of(1, 15), 1);
  EXPECT_EQ(gain.of(0, 15), 0);
  EXPECT_LT(gain.of(1e6F, 15), 2.2F) << "never more than k1 + 1";
}

TEST(gain, does_not_look_at_lengths_without_b) {
  const Gain gain(Bm25{.k1 = 1.2F, .b = 0}, 15);
  EXPECT_EQ(gain.of(1, 1), gain.of(1, 1'000));
}

TEST(lexical_index, counts_in_one_document_after_another_in_any_order) {
  const LexicalIndex index = two_documents();
  LexicalIndex::Cursor cursor(index, in_both);
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(cursor.count_in(0), 4);
    EXPECT_EQ(cursor.count_in(0), 4);
    EXPECT_EQ(cursor.count_in(1), 2);
    EXPECT_EQ(cursor.count_in(2), 0);
  }
  EXPECT_EQ(LexicalIndex::Cursor(index, in_one).count_in(1), 0);
}

TEST(lexical_index, keeps_no_trace_of_what_was_removed) {
  LexicalIndex index = two_documents();
  index.remove(1);
  EXPECT_EQ(index.documents(), 1U);
  EXPECT_EQ(index.documents_end(), 2U) << "numbers are not used again";
  EXPECT_EQ(index.document_frequency(in_both), 1U);
  EXPECT_EQ(postings_of(index, in_both), (std::map<DocumentId, int>{{0, 4}}));
  EXPECT_FLOAT_EQ(index.average_length(), 10);
}

TEST(lexical_index, takes_out_what_was_removed_when_it_is_much) {
  LexicalIndex index;
  const std::vector<TermCount> counts{{in_one, 1}};
  for (int i = 0; i < 5'000; ++i) index.add(counts, 1);
  const std::size_t bytes = index.bytes();
  for (DocumentId i = 0; i < 4'999; ++i) index.remove(i);
  EXPECT_LT(index.bytes(), bytes / 2);
  EXPECT_EQ(index.document_frequency(in_one), 1U);
  EXPECT_EQ(postings_of(index, in_one), (std::map<DocumentId, int>{{4'999, 4}}));
  index.add(counts, 1);
  EXPECT_EQ(index.document_frequency(in_one), 2U);
}

TEST(lexical_index, divides_by_no_length_while_it_is_empty) {
  const LexicalIndex index;
  EXPECT_EQ(index.average_length(), 1);
  EXPECT_EQ(index.documents(), 0U);
}

TEST(lexical_index, holds_a_text_without_words_for_one_of_one_word) {
  LexicalIndex index;
  const DocumentId empty = index.add({}, 0);
  EXPECT_EQ(index.length(empty), 1);
}

}  // namespace
}  // namespace memory_mcp
