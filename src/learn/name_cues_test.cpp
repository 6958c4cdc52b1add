#include "learn/name_cues.h"

#include <gtest/gtest.h>

#include <set>

#include "learn/calibration.h"

namespace memory_mcp {
namespace {

class NameCues : public testing::Test {
 protected:
  std::vector<std::size_t> cues(std::string_view text, const std::vector<NameId>& path = {}) {
    return name_cues(task_words(text, words_), tools_, path);
  }

  Names words_;
  const ToolWords tools_{task_words("search_logs", words_), task_words("fileBug", words_),
                         task_words("deploy", words_)};
};

TEST_F(NameCues, tell_named_tools_from_others) {
  const auto found = cues("search the logs and deploy");
  EXPECT_NE(found[0], found[1]);
  EXPECT_EQ(found[0], found[2]);  // Both by their whole names.
  EXPECT_NE(cues("search the web")[0], found[0]);
}

TEST_F(NameCues, find_other_forms_of_a_word) {
  EXPECT_EQ(cues("searching a log")[0], cues("search logs")[0]);
}

TEST_F(NameCues, tell_what_was_used_and_what_is_still_to_come) {
  const auto before = cues("search the logs, then file a bug");
  const auto after = cues("search the logs, then file a bug", {0});
  EXPECT_NE(before[0], after[0]);  // Used.
  EXPECT_EQ(before[1], after[1]);  // Still to come.
  const auto done = cues("search the logs, then file a bug", {0, 1});
  EXPECT_NE(after[1], done[1]);
  EXPECT_NE(after.back(), done.back());  // Nothing that is named is left.
}

TEST_F(NameCues, say_nothing_of_a_text_without_names) {
  const auto found = cues("make it faster");
  EXPECT_EQ(std::set<std::size_t>(found.begin(), found.end() - 1).size(), 1U);
  EXPECT_EQ(cues(""), found);
}

TEST_F(NameCues, are_cues_that_are_counted) {
  for (const auto& path : {std::vector<NameId>{}, {0}, {0, 1, 2}, {2, 0}}) {
    for (const std::size_t cue : cues("deploy, file, search: the logs bug", path)) {
      EXPECT_LT(cue, cue_count);
    }
  }
}

TEST_F(NameCues, know_words_without_adding_them) {
  const std::size_t size = words_.size();
  const auto found = known_task_words("search zebras", words_);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], words_.find("search"));
  EXPECT_EQ(found[1], no_name);
  EXPECT_EQ(words_.size(), size);
}

}  // namespace
}  // namespace memory_mcp
