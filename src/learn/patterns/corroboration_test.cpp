#include "learn/patterns/corroboration.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

constexpr const char* ann = "token ann";
constexpr const char* bob = "token bob";
constexpr const char* mallory = "token mallory";

// Episodes of several writers, row by row.
class Shared {
 public:
  HistoryRow play(const std::string& writer, const std::string& script,
                  const Outcome& outcome = success()) {
    played_.play(++row_, {.script = script, .outcome = outcome, .writer = writer});
    return row_;
  }
  void play(int times, const std::string& writer, const std::string& script,
            const Outcome& outcome = success()) {
    for (int i = 0; i < times; ++i) play(writer, script, outcome);
  }
  void play_together(const std::string& writer, const std::string& other,
                     const std::string& script) {
    played_.play(++row_, {.script = script, .writer = writer, .other_writers = {other}});
  }
  void remove(HistoryRow row) { played_.remove(row); }

  Pattern sequence(const std::vector<std::string>& tools) const {
    for (const Pattern& one : played_.patterns({.kind = PatternKind::tool_sequence})) {
      if (one.tools == tools) return one;
    }
    ADD_FAILURE() << "there is no such sequence";
    return {};
  }
  std::vector<Pattern> of(PatternKind kind) const { return played_.patterns({.kind = kind}); }

 private:
  PlayedHistory played_;
  HistoryRow row_ = 0;
};

const std::vector<std::string> edit_test{"edit", "test"};

TEST(corroboration, is_asked_for_where_several_record_only) {
  Shared alone;
  alone.play(6, ann, "edit+ test+");
  EXPECT_TRUE(alone.sequence(edit_test).rates.is_established);
  EXPECT_TRUE(alone.sequence(edit_test).rates.is_corroborated);
  EXPECT_EQ(alone.sequence(edit_test).writers, std::nullopt);
}

TEST(corroboration, of_what_one_writer_alone_has_seen_there_is_none) {
  Shared shared;
  shared.play(100, mallory, "edit+ test+");
  shared.play(ann, "plan+ write+");
  const Pattern alone = shared.sequence(edit_test);
  EXPECT_FALSE(alone.rates.is_established);
  EXPECT_FALSE(alone.rates.is_corroborated);
  EXPECT_EQ(alone.occurrences, 100U);
  EXPECT_EQ(alone.writers, 1U);
}

TEST(corroboration, makes_a_pattern_of_two_writers_an_established_one) {
  Shared shared;
  shared.play(3, ann, "edit+ test+");
  shared.play(2, bob, "edit+ test+");
  EXPECT_FALSE(shared.sequence(edit_test).rates.is_established) << "four count";
  shared.play(bob, "edit+ test+");
  EXPECT_TRUE(shared.sequence(edit_test).rates.is_established);
  EXPECT_EQ(shared.sequence(edit_test).writers, 2U);
}

TEST(corroboration, goes_with_the_episodes_that_gave_it) {
  Shared shared;
  shared.play(6, ann, "edit+ test+");
  const HistoryRow first = shared.play(bob, "edit+ test+");
  shared.play(4, bob, "edit+ test+");
  EXPECT_TRUE(shared.sequence(edit_test).rates.is_established);
  for (HistoryRow row = first; row < first + 5; ++row) shared.remove(row);
  EXPECT_TRUE(shared.sequence(edit_test).rates.is_established) << "there is one writer again";
  const HistoryRow other = shared.play(bob, "plan+ write+");
  EXPECT_FALSE(shared.sequence(edit_test).rates.is_established);
  shared.remove(other);
  EXPECT_TRUE(shared.sequence(edit_test).rates.is_established);
}

TEST(corroboration, counts_of_one_writer_as_much_as_of_all_others) {
  Shared shared;
  shared.play(3, ann, "edit+ test+");
  shared.play(100, mallory, "edit+ test+", failure());
  const Pattern held = shared.sequence(edit_test);
  EXPECT_EQ(held.occurrences, 6U);
  EXPECT_NEAR(held.rates.success_rate, 0.5, 0.05);
  EXPECT_FALSE(held.rates.is_avoided);
  EXPECT_EQ(held.description, "edit → test: 3 of 6 succeeded (base 50 %)");
}

TEST(corroboration, lets_nobody_alone_warn_of_what_others_do) {
  Shared shared;
  shared.play(20, mallory, "guess+ push+", failure());
  shared.play(10, ann, "edit+ test+");
  shared.play(10, bob, "edit+ test+");
  EXPECT_FALSE(shared.sequence({"guess", "push"}).rates.is_avoided);
}

TEST(corroboration, keeps_the_base_rate_from_being_any_one_writers) {
  Shared shared;
  for (const char* writer : {ann, bob}) {
    shared.play(4, writer, "edit+ test+");
    shared.play(4, writer, "guess+ push+", failure());
  }
  const double before = shared.sequence(edit_test).rates.base_rate;
  shared.play(200, mallory, "praise+ myself+");
  EXPECT_LT(shared.sequence(edit_test).rates.base_rate, before + 0.26);
  EXPECT_GT(shared.sequence(edit_test).rates.lift, 1);
}

TEST(corroboration, needs_an_episode_without_each_of_them) {
  Shared shared;
  shared.play(ann, "plan+ write+");
  for (int i = 0; i < 6; ++i) shared.play_together(bob, mallory, "edit+ test+");
  shared.play(6, mallory, "edit+ test+");
  EXPECT_FALSE(shared.sequence(edit_test).rates.is_established) << "mallory had a hand in all";
  shared.play(3, ann, "edit+ test+");
  EXPECT_TRUE(shared.sequence(edit_test).rates.is_established);
}

TEST(corroboration, tells_of_a_decision_what_several_did) {
  Shared shared;
  for (const char* writer : {ann, bob}) {
    shared.play(3, writer, "test-broken edit+ test+");
    shared.play(3, writer, "test-broken read+ test+");
  }
  shared.play(100, mallory, "test-broken evil+ test+");
  bool is_told = false;
  for (const Pattern& one : shared.of(PatternKind::decision_point)) {
    EXPECT_EQ(one.description.find("evil"), std::string::npos) << one.description;
    is_told |= one.description.starts_with("After test failed") && one.rates.is_established;
  }
  EXPECT_TRUE(is_told);
}

TEST(corroboration, tells_of_an_error_what_helped_several) {
  Shared shared;
  for (const char* writer : {ann, bob}) shared.play(3, writer, "get-refused start+ get+");
  shared.play(100, mallory, "get-refused evil+ get+");
  const auto found = shared.of(PatternKind::error_recovery);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].tools, (std::vector<std::string>{"get", "start"}));
  EXPECT_EQ(found[0].occurrences, 6U);
  EXPECT_TRUE(found[0].rates.is_established);
}

TEST(corroboration, leaves_a_way_out_that_only_one_found_a_candidate) {
  Shared shared;
  shared.play(10, mallory, "get-refused evil+ get+");
  shared.play(10, ann, "get-refused other+", failure());
  const auto found = shared.of(PatternKind::error_recovery);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].rates.is_established);
}

TEST(corroboration, names_no_usual_tool_of_one_writer_alone) {
  PlayedHistory played;
  HistoryRow row = 0;
  for (int i = 0; i < 20; ++i) {
    for (const char* writer : {ann, bob}) {
      played.play(++row, {.script = "edit+ test+", .context = {"web", "c++"}, .writer = writer});
      played.play(++row, {.script = "edit+", .outcome = failure(), .writer = writer});
    }
    for (int k = 0; k < 5; ++k) {
      played.play(++row, {.script = "evil+ edit+", .context = {"web", "c++"}, .writer = mallory});
    }
  }
  const auto found = played.patterns({.kind = PatternKind::context_pattern});
  EXPECT_FALSE(found.empty());
  for (const Pattern& one : found) {
    EXPECT_EQ(std::ranges::find(one.tools, "evil"), one.tools.end()) << one.description;
  }
}

// What the rule says, worked out of the evidence that is told.
RC_GTEST_PROP(corroboration, is_behind_whatever_is_established_where_several_record, ()) {
  const std::vector<std::string> writers{ann, bob, mallory};
  PlayedHistory played;
  std::map<HistoryRow, std::string> writer_of_row;
  const int changes = *rc::gen::inRange(0, 60);
  for (int i = 0; i < changes; ++i) {
    const HistoryRow row = *rc::gen::inRange<HistoryRow>(1, 40);
    if (writer_of_row.erase(row) == 1) {
      played.remove(row);
      continue;
    }
    writer_of_row[row] = *rc::gen::elementOf(writers);
    played.play(row, {.script = *rc::gen::element<std::string>("a+ b+", "a+ b+ c+", "a-x b+ a+",
                                                               "a-x c+ a+", "b+ a+"),
                      .outcome = *rc::gen::element(success(), failure()),
                      .writer = writer_of_row[row]});
  }
  std::set<std::string> all;
  for (const auto& [row, writer] : writer_of_row) all.insert(writer);
  for (const Pattern& one : played.patterns({.patterns_max = 1'000, .evidence_max = 1'000})) {
    std::map<std::string, std::size_t> of_writer;
    for (const PatternEvidence& evidence : one.evidence) ++of_writer[writer_of_row[evidence.row]];
    RC_ASSERT(one.occurrences == one.evidence.size());
    RC_ASSERT(one.writers.has_value() == (all.size() > 1));
    if (all.size() < 2 || !(one.rates.is_established || one.rates.is_avoided)) continue;
    RC_ASSERT(of_writer.size() > 1U);
  }
}

}  // namespace
}  // namespace memory_mcp
