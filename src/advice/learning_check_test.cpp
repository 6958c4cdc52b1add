#include "advice/learning_check.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/log.h"
#include "tests/doubles/must.h"
#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

TEST(LearningCheck, finds_no_difference_in_a_store_with_deletes_and_several_namespaces) {
  set_log_level(LogLevel::off);
  const auto store = make_in_memory_store();
  for (int i = 1; i <= 300; ++i) {
    const Played played{.script = i % 3 == 0 ? "build+ test-x fix+ test+" : "build+ test+ push+",
                        .outcome = i % 5 == 0 ? failure() : success()};
    must(store->write(i % 2 == 0 ? "a" : "b", [&](Transaction& t) -> Status {
      TRY(t.insert(played.episode(i)));
      Recommendation given = sample_recommendation(i, i);
      return t.insert_recommendation(given);
    }));
    if (i % 7 != 0) continue;
    must(store->write(i % 2 == 0 ? "a" : "b",
                      [&](Transaction& t) { return t.remove(sample_id(i)); }));
  }
  const LearningCheck check = must(check_learning(*store));
  EXPECT_EQ(check.namespaces, 2U);
  EXPECT_EQ(check.episodes, 300U - 300 / 7);
  EXPECT_GT(check.patterns, 4U);
  EXPECT_TRUE(check.differences.empty()) << check.differences.front();
}

RC_GTEST_PROP(LearningCheck, finds_no_difference_whoever_wrote_and_whatever_was_deleted, ()) {
  set_log_level(LogLevel::off);
  const auto store = make_in_memory_store();
  std::set<int> there;
  const int changes = *rc::gen::inRange(0, 120);
  for (int i = 1; i <= changes; ++i) {
    const int number = *rc::gen::inRange(1, 80);
    if (there.erase(number) == 1) {
      must(store->write("a", [&](Transaction& t) { return t.remove(sample_id(number)); }));
      continue;
    }
    there.insert(number);
    const Played played{
        .script = *rc::gen::element<std::string>("build+ test-x fix+ test+", "build+ test+ push+",
                                                 "build+ test-x look+ test+"),
        .outcome = *rc::gen::element(success(), failure()),
        .writer = *rc::gen::element<std::optional<std::string>>({}, "token ann", "token bob")};
    must(store->write("a", [&](Transaction& t) { return t.insert(played.episode(number)); }));
  }
  RC_ASSERT(must(check_learning(*store)).differences.empty());
}

TEST(LearningCheck, of_an_empty_store_is_empty) {
  const auto store = make_in_memory_store();
  EXPECT_EQ(must(check_learning(*store)).namespaces, 0U);
}

}  // namespace
}  // namespace memory_mcp
