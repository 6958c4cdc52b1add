#include "recall/lexicon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace memory_mcp {
namespace {

constexpr bool compound = true;
constexpr bool plain = false;

TEST(lexicon, finds_the_forms_of_a_word_by_one_stem) {
  Lexicon lexicon;
  const WordTerms run = lexicon.add("run", plain);
  const WordTerms running = lexicon.add("running", plain);
  EXPECT_EQ(run.stem, running.stem);
}

TEST(lexicon, keeps_the_exact_form_of_a_word_that_is_not_its_own_stem) {
  Lexicon lexicon;
  EXPECT_EQ(lexicon.add("run", plain).exact, no_term);
  const WordTerms running = lexicon.add("running", plain);
  const WordTerms runs = lexicon.add("runs", plain);
  EXPECT_NE(running.exact, runs.exact);
  EXPECT_NE(running.exact, running.stem);
}

TEST(lexicon, knows_the_stem_of_a_form_that_it_never_saw) {
  Lexicon lexicon;
  const WordTerms stored = lexicon.add("running", plain);
  const WordTerms asked = lexicon.find("runs", plain);
  EXPECT_EQ(asked.stem, stored.stem);
  EXPECT_EQ(asked.exact, no_term);
}

TEST(lexicon, gives_a_word_the_same_terms_at_every_time) {
  Lexicon lexicon;
  const WordTerms first = lexicon.add("memories", plain);
  for (const WordTerms& again : {lexicon.add("memories", plain), lexicon.find("memories", plain)}) {
    EXPECT_EQ(again.stem, first.stem);
    EXPECT_EQ(again.exact, first.exact);
  }
  EXPECT_EQ(lexicon.add("zebra", plain).stem, std::max(first.stem, first.exact) + 1);
}

TEST(lexicon, does_not_stem_stop_words) {
  Lexicon lexicon;
  const WordTerms being = lexicon.add("being", plain);
  EXPECT_TRUE(being.is_stop_word);
  EXPECT_EQ(being.exact, no_term);
  EXPECT_NE(being.stem, lexicon.add("be", plain).stem);
  EXPECT_FALSE(lexicon.add("bees", plain).is_stop_word);
}

TEST(lexicon, says_that_a_stop_word_is_one_although_it_is_unknown) {
  EXPECT_TRUE(Lexicon().find("the", plain).is_stop_word);
}

TEST(lexicon, does_not_stem_compounds) {
  Lexicon lexicon;
  const WordTerms name = lexicon.add("index_running", compound);
  EXPECT_EQ(name.exact, no_term);
  EXPECT_EQ(lexicon.find("index_runs", compound).stem, no_term);
}

TEST(lexicon, has_no_term_for_what_it_never_saw) {
  Lexicon lexicon;
  const WordTerms known = lexicon.add("memory", plain);
  const WordTerms unknown = lexicon.find("zebra", plain);
  EXPECT_EQ(unknown.stem, no_term);
  EXPECT_EQ(unknown.exact, no_term);
  EXPECT_EQ(lexicon.add("zebra", plain).stem, std::max(known.stem, known.exact) + 1)
      << "looking a word up adds none";
}

TEST(lexicon, takes_a_stem_that_becomes_a_word_for_the_same_term) {
  Lexicon lexicon;
  const WordTerms form = lexicon.add("memories", plain);
  EXPECT_EQ(lexicon.find("memori", plain).stem, form.stem);
  const WordTerms word = lexicon.add("memori", plain);
  EXPECT_EQ(word.stem, form.stem);
  EXPECT_EQ(word.exact, no_term);
}

TEST(lexicon, numbers_terms_without_gaps) {
  Lexicon lexicon;
  std::set<TermId> terms;
  for (const char* word : {"run", "running", "the", "zebras", "zebra"}) {
    const WordTerms added = lexicon.add(word, plain);
    terms.insert(added.stem);
    if (added.exact != no_term) terms.insert(added.exact);
  }
  EXPECT_EQ(*terms.begin(), 0U);
  EXPECT_EQ(*terms.rbegin(), terms.size() - 1);
}

}  // namespace
}  // namespace memory_mcp
