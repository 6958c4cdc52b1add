// The rules of what may be recorded: tags, outcomes, and episodes that come from outside.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "record/check_episode.h"
#include "record/outcome_rules.h"
#include "record/tags.h"
#include "tests/doubles/arbitrary_episodes.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using Tags = std::vector<std::string>;

// --- Tags -------------------------------------------------------------------------------------

TEST(normal_tags, are_trimmed_in_lower_case_sorted_and_each_there_once) {
  EXPECT_EQ(must(normal_tags({" Rust ", "api", "RUST", "rust"})), (Tags{"api", "rust"}));
}

TEST(normal_tags, may_hold_letters_and_digits_of_any_script) {
  EXPECT_EQ(must(normal_tags({"GRÜN", "ДОМ", "日本", "v2_beta-1"})),
            (Tags{"grün", "v2_beta-1", "дом", "日本"}));
}

TEST(normal_tags, are_measured_in_characters_after_trimming) {
  EXPECT_TRUE(normal_tags({"äö"}).ok());
  EXPECT_TRUE(normal_tags({std::string(limits::tag_characters_max, 'x')}).ok());
  for (const std::string& bad : {std::string(), std::string("  "), std::string("x"),
                                 std::string(" ä "), std::string(101, 'x')}) {
    EXPECT_EQ(fault_of(normal_tags({bad})), Fault::invalid_argument) << bad;
  }
}

TEST(normal_tags, hold_no_spaces_signs_or_invisible_characters) {
  for (const char* bad : {"a b", "a,b", "a.b", "a/b", "#ab", "a\nb", "ab!", "a\u200bb", "🌍🌍"}) {
    const auto refused = normal_tags({"fine", bad});
    EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << bad;
    EXPECT_EQ(field_of(refused), "tags");
    EXPECT_NE(complaint_of(refused).find(bad), std::string::npos);
  }
}

TEST(normal_tags, hold_no_zero_byte) {
  EXPECT_FALSE(normal_tags({std::string("a\0b", 3)}).ok());
  EXPECT_FALSE(normal_tags({std::string("ab\0", 3)}).ok());
}

RC_GTEST_PROP(normal_tags, stay_as_they_are_once_normal, ()) {
  const auto tags = *rc::gen::container<Tags>(
      rc::gen::element<std::string>("Ab", "ab", " ÄÖ", "x_1", "ΣΑΣ", "İi", "Straße", "ǅx", "日本"));
  const auto normal = normal_tags(tags);
  RC_PRE(normal.ok());
  RC_ASSERT(must(normal_tags(*normal)) == *normal);
  RC_ASSERT(std::ranges::is_sorted(*normal));
}

// --- Outcomes ---------------------------------------------------------------------------------

TEST(check_outcome, takes_what_belongs_to_each_type) {
  EXPECT_TRUE(check_outcome(success()).ok());
  EXPECT_TRUE(check_outcome({.type = OutcomeType::success, .verdict = "done"}).ok());
  EXPECT_TRUE(check_outcome(partial_success(1, 1)).ok());
  EXPECT_TRUE(check_outcome(partial_success(0, 0)).ok());
  EXPECT_TRUE(check_outcome(failure()).ok());
  Outcome detailed = failure();
  detailed.error_details = "";
  EXPECT_TRUE(check_outcome(detailed).ok());
}

TEST(check_outcome, names_what_is_missing) {
  const std::pair<Outcome, const char*> lacking[] = {
      {{.type = OutcomeType::success}, "verdict"},
      {{.type = OutcomeType::success, .verdict = " \n"}, "verdict"},
      {{.type = OutcomeType::partial_success, .completed = Tags{}, .failed = Tags{}}, "verdict"},
      {{.type = OutcomeType::partial_success, .verdict = "x", .failed = Tags{}}, "completed"},
      {{.type = OutcomeType::partial_success, .verdict = "x", .completed = Tags{}}, "failed"},
      {{.type = OutcomeType::failure}, "reason"},
      {{.type = OutcomeType::failure, .reason = ""}, "reason"},
  };
  for (const auto& [outcome, missing] : lacking) {
    EXPECT_EQ(field_of(check_outcome(outcome)), missing);
    EXPECT_NE(complaint_of(check_outcome(outcome)).find("is required"), std::string::npos);
  }
}

TEST(check_outcome, names_what_does_not_belong) {
  const auto with = [](Outcome outcome, auto member, auto value) {
    outcome.*member = value;
    return outcome;
  };
  const std::pair<Outcome, const char*> foreign[] = {
      {with(success(), &Outcome::completed, Tags{}), "completed"},
      {with(success(), &Outcome::failed, Tags{}), "failed"},
      {with(success(), &Outcome::reason, "x"), "reason"},
      {with(success(), &Outcome::error_details, "x"), "error_details"},
      {with(partial_success(1, 1), &Outcome::artifacts, Tags{}), "artifacts"},
      {with(partial_success(1, 1), &Outcome::reason, "x"), "reason"},
      {with(failure(), &Outcome::verdict, "x"), "verdict"},
      {with(failure(), &Outcome::artifacts, Tags{}), "artifacts"},
  };
  for (const auto& [outcome, member] : foreign) {
    EXPECT_EQ(field_of(check_outcome(outcome)), member);
    EXPECT_NE(complaint_of(check_outcome(outcome)).find("must be left out"), std::string::npos);
  }
}

// --- Whole episodes ---------------------------------------------------------------------------

// A sample that could have been recorded: its metadata keys are not empty.
Episode sound() {
  Episode episode = completed(sample_episode(1));
  episode.metadata = {{"ticket", "42"}};
  episode.steps = {sample_step(1), sample_step(4)};
  return episode;
}

std::string fault_after(const std::function<void(Episode&)>& change) {
  Episode episode = sound();
  change(episode);
  const Status checked = check_episode(episode);
  return checked.ok() ? "nothing" : field_of(checked);
}

TEST(check_episode, takes_what_the_recorder_leaves_behind) {
  must(check_episode(sound()));
  must(check_episode(sample_episode(1)));
}

TEST(check_episode, refuses_tags_that_are_not_normal) {
  EXPECT_EQ(fault_after([](Episode& e) { e.context.tags = {"Upper"}; }), "tags");
  EXPECT_EQ(fault_after([](Episode& e) { e.context.tags = {"b2", "a1"}; }), "tags");
  EXPECT_EQ(fault_after([](Episode& e) { e.context.tags = {"a b"}; }), "tags");
}

TEST(check_episode, refuses_steps_that_are_not_in_order) {
  EXPECT_EQ(fault_after([](Episode& e) { e.steps[1].step_number = 1; }), "steps");
  EXPECT_EQ(fault_after([](Episode& e) { std::swap(e.steps[0], e.steps[1]); }), "steps");
}

TEST(check_episode, refuses_a_tool_that_is_called_as_the_end_of_a_task_is) {
  EXPECT_EQ(fault_after([](Episode& e) { e.steps[1].tool = "<end>"; }), "steps.tool");
}

TEST(check_episode, refuses_an_outcome_that_does_not_fit_the_status) {
  EXPECT_EQ(fault_after([](Episode& e) { e.outcome.reset(); }), "outcome");
  EXPECT_EQ(fault_after([](Episode& e) { e.status = EpisodeStatus::open; }), "outcome");
  EXPECT_EQ(fault_after([](Episode& e) { e.end_time.reset(); }), "status");
  EXPECT_EQ(fault_after([](Episode& e) { e.reward_score.reset(); }), "status");
  EXPECT_EQ(fault_after([](Episode& e) { e.outcome->verdict.reset(); }), "verdict");
}

}  // namespace
}  // namespace memory_mcp
