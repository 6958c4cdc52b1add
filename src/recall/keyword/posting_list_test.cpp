#include "recall/keyword/posting_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace memory_mcp {
namespace {

TEST(posting_list, holds_what_two_vectors_hold) {
  std::mt19937 random(5);
  PostingList list;
  std::vector<DocumentId> documents;
  std::vector<std::uint8_t> counts;
  for (DocumentId document = 0; document < 5'000; ++document) {
    if (random() % 3 == 0) continue;
    const auto count = static_cast<std::uint8_t>(1 + random() % 255);
    list.append(document, count);
    documents.push_back(document);
    counts.push_back(count);
    if (random() % 1'000 != 0) continue;
    const auto is_kept = [](DocumentId one) { return one % 2 == 0; };
    list.keep_if(is_kept);
    for (std::size_t i = documents.size(); i-- > 0;) {
      if (is_kept(documents[i])) continue;
      documents.erase(documents.begin() + static_cast<std::ptrdiff_t>(i));
      counts.erase(counts.begin() + static_cast<std::ptrdiff_t>(i));
    }
    ASSERT_TRUE(std::ranges::equal(list.documents(), documents));
  }
  EXPECT_TRUE(std::ranges::equal(list.documents(), documents));
  EXPECT_TRUE(std::ranges::equal(list.counts(), counts));
}

TEST(posting_list, is_empty_at_first_and_when_nothing_is_kept) {
  PostingList list;
  EXPECT_TRUE(list.documents().empty());
  EXPECT_EQ(list.bytes(), 0U);
  list.append(7, 4);
  list.keep_if([](DocumentId) { return false; });
  EXPECT_TRUE(list.documents().empty());
  EXPECT_EQ(list.bytes(), 0U);
  list.append(9, 8);
  EXPECT_EQ(list.documents().front(), 9U);
  EXPECT_EQ(list.counts().front(), 8);
}

TEST(posting_list, takes_no_more_than_twice_what_it_holds_when_much_was_taken_out) {
  PostingList list;
  for (DocumentId document = 0; document < 1'000; ++document) list.append(document, 4);
  const std::size_t bytes = list.bytes();
  list.keep_if([](DocumentId document) { return document < 100; });
  EXPECT_EQ(list.documents().size(), 100U);
  EXPECT_EQ(list.documents().back(), 99U);
  EXPECT_EQ(list.counts().back(), 4);
  EXPECT_LE(list.bytes(), bytes / 5);
  list.append(2'000, 8);
  EXPECT_EQ(list.counts().back(), 8);
}

}  // namespace
}  // namespace memory_mcp
