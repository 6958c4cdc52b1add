#include "record/export_page.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

class ExportPages : public testing::Test {
 protected:
  ExportPages() {
    must(store_->write("default", [](Transaction& t) -> Status {
      for (int i = 1; i <= 5; ++i) {
        Episode episode = sample_episode(i);
        episode.steps = {sample_step(1)};
        TRY(t.insert(episode));
      }
      TRY(t.insert_relation(sample_relation(1, 2)));
      TRY(t.insert_relation(sample_relation(5, 2)));
      TRY(t.insert_relation(sample_relation(3, 4)));
      TRY(t.put_checkpoint(sample_checkpoint(1, 2)));
      return t.put_checkpoint(sample_checkpoint(2, 2));
    }));
  }

  // The text of every page, one behind the other.
  std::string all_pages(const ExportBounds& bounds, int& pages) {
    std::string text;
    std::optional<ExportPlace> place = ExportPlace{};
    while (place) {
      std::ostringstream out;
      ArchiveWriter writer(out, sample_time);
      const ExportPage page = must(store_->read("default", [&](Transaction& t) {
        return export_page(t, "default", *place, bounds, writer);
      }));
      must(writer.finish());
      text += out.str();
      left_out_.insert(left_out_.end(), page.left_out.begin(), page.left_out.end());
      ++pages;
      if (page.next) {
        const auto again = ExportPlace::from_text(page.next->to_text());
        EXPECT_TRUE(again.has_value());
        place = again;
      } else {
        place.reset();
      }
    }
    return text;
  }

  struct Found {
    std::vector<std::string> episodes;
    std::vector<Relation> relations;
    std::vector<Checkpoint> checkpoints;
  };
  Found read_back(const std::string& text) {
    Found found;
    std::istringstream in(text);
    must(read_archive(in, [&](const ArchiveRecord& record) -> Status {
      if (const auto* one = std::get_if<ArchivedEpisode>(&record)) {
        found.episodes.push_back(one->episode.id);
      } else if (const auto* other = std::get_if<ArchivedRelation>(&record)) {
        found.relations.push_back(other->relation);
      } else {
        found.checkpoints.push_back(std::get<ArchivedCheckpoint>(record).checkpoint);
      }
      return Done{};
    }));
    return found;
  }

  const std::unique_ptr<Store> store_ = make_in_memory_store();
  std::vector<std::string> left_out_;
};

const std::vector<std::string> all_five{sample_id(1), sample_id(2), sample_id(3), sample_id(4),
                                        sample_id(5)};

TEST_F(ExportPages, hold_everything_once_however_they_are_cut) {
  for (const ExportBounds& bounds :
       {ExportBounds{}, ExportBounds{.records = 2}, ExportBounds{.page_bytes = 1},
        ExportBounds{.records = 3, .page_bytes = 1'500}}) {
    int pages = 0;
    const Found found = read_back(all_pages(bounds, pages));
    EXPECT_EQ(found.episodes, all_five);
    EXPECT_EQ(found.relations.size(), 3U);
    EXPECT_EQ(found.checkpoints, (std::vector{sample_checkpoint(1, 2), sample_checkpoint(2, 2)}));
    const int expected = bounds.records == 2 ? 3 + 2 : bounds.page_bytes == 1 ? 5 + 1 : pages;
    EXPECT_EQ(pages, expected) << "each page has one at least";
  }
  EXPECT_TRUE(left_out_.empty());
}

TEST_F(ExportPages, name_what_is_too_large_for_them) {
  Episode large = sample_episode(6);
  large.task_description = std::string(9'000, 'x');
  must(store_->write("default", [&](Transaction& t) { return t.insert(large); }));
  int pages = 0;
  const Found found = read_back(all_pages({.record_bytes = 8'000}, pages));
  EXPECT_EQ(found.episodes, all_five);
  ASSERT_EQ(left_out_.size(), 1U);
  EXPECT_NE(left_out_.front().find(sample_id(6)), std::string::npos) << left_out_.front();
}

TEST_F(ExportPages, of_nothing_are_one_or_two_that_hold_nothing) {
  const std::unique_ptr<Store> empty = make_in_memory_store();
  std::ostringstream out;
  ArchiveWriter writer(out, sample_time);
  const ExportPage page = must(empty->read(
      "default", [&](Transaction& t) { return export_page(t, "default", {}, {}, writer); }));
  ASSERT_TRUE(page.next.has_value());
  EXPECT_EQ(page.next->part, ExportPlace::Part::relations);
  EXPECT_EQ(writer.episodes(), 0);
}

TEST(ExportPlace, is_read_back_from_its_text_and_from_nothing_else) {
  const ExportPlace place{ExportPlace::Part::relations, 17};
  EXPECT_EQ(place.to_text(), "relations-17");
  const auto again = ExportPlace::from_text("relations-17");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->part, place.part);
  EXPECT_EQ(again->from, 17);
  for (const char* other : {"", "17", "episodes", "episodes-", "episodes--1", "episodes-1x",
                            "episodes-99999999999999999999", "steps-1"}) {
    EXPECT_FALSE(ExportPlace::from_text(other).has_value()) << other;
  }
}

}  // namespace
}  // namespace memory_mcp
