#include "learn/reflection.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/doubles/arbitrary_episodes.h"
#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

using Sentences = std::vector<std::string>;

Episode played(const std::string& script, Outcome outcome) {
  return Played{.script = script, .outcome = std::move(outcome)}.episode(1);
}

const Outcome done{.type = OutcomeType::success, .verdict = "The server answers."};
const Outcome broken{.type = OutcomeType::failure, .reason = "No disk space left."};

const Sentences no_steps{"No step was recorded: how it was done cannot be learnt."};

TEST(reflect, on_an_episode_without_steps_says_what_its_outcome_tells) {
  const ReflectionFacts facts{
      .similar_successes = 9,
      .median_steps = 7,
      .first_used = {"gdb"},
      .advice = {.patterns = {{.tools = {"a", "b"}}}, .followed_steps = {}, .different_steps = {}}};
  EXPECT_EQ(reflect(played("", done), facts),
            (Reflection{.successes = {"Succeeded: The server answers."}, .insights = no_steps}));
  EXPECT_EQ(reflect(played("", broken), facts),
            (Reflection{.improvements = {"Failed: No disk space left."}, .insights = no_steps}));
}

TEST(reflect, without_words_or_steps_says_that_nothing_can_be_learnt) {
  const Reflection nothing{.insights = no_steps};
  EXPECT_EQ(reflect(played("", {.type = OutcomeType::success}), {}), nothing);
  EXPECT_EQ(reflect(played("", {.type = OutcomeType::success, .verdict = " "}), {}), nothing);
}

TEST(reflect, lists_what_an_outcome_lists) {
  const Reflection partial = reflect(played("", {.type = OutcomeType::partial_success,
                                                 .verdict = "half of it works\nand more words",
                                                 .completed = {{"parser", "printer"}},
                                                 .failed = {{"a", "b", "c", "d", "e", "f", "g"}}}),
                                     {});
  EXPECT_EQ(partial.successes,
            (Sentences{"Partly succeeded: half of it works…", "Completed: parser, printer."}));
  EXPECT_EQ(partial.improvements, Sentences{"Not completed: a, b, c, d, e and 2 more."});
  const Reflection failed = reflect(
      played("", {.type = OutcomeType::failure, .reason = "x", .error_details = "errno 28"}), {});
  EXPECT_EQ(failed.insights.front(), "The failure in detail: errno 28.");
}

TEST(reflect, tells_what_recovered_an_error) {
  const Reflection found =
      reflect(played("get-refused start+ get+ test-red edit+ deploy! get+", done), {});
  EXPECT_EQ(found.successes,
            (Sentences{"Succeeded: The server answers.",
                       "Recovered from ‘refused’ of get (step 1): start (step 2), then get again "
                       "(step 3).",
                       "Recovered from ‘red’ of test (step 4): went on with edit (step 5).",
                       "Recovered from the timeout of deploy (step 6): went on with get (step "
                       "7)."}));
  EXPECT_TRUE(found.improvements.empty());
}

TEST(reflect, names_tools_that_failed_twice_and_errors_that_stayed) {
  const Reflection found =
      reflect(played("test- test-red edit+ test- wait? build- build+ test-", broken), {});
  EXPECT_EQ(found.improvements, (Sentences{"Failed: No disk space left.",
                                           "Did not recover from the error of test (step 8).",
                                           "test failed in 4 of 4 uses (steps 1, 2, 4, 8).",
                                           "No result was recorded of step 5."}));
  EXPECT_EQ(found.insights, Sentences{"Nothing succeeded after build (step 7)."});
  EXPECT_EQ(reflect(played("test- test!", broken), {}).insights,
            Sentences{"None of 2 steps succeeded."});
}

TEST(reflect, compares_with_the_median_of_similar_successes) {
  const auto with_steps = [](int steps, const Outcome& outcome, std::size_t peers) {
    std::string script;
    for (int i = 0; i < steps; ++i) script += "a+ ";
    return reflect(played(script, outcome), {.similar_successes = peers, .median_steps = 7});
  };
  EXPECT_EQ(with_steps(12, done, 9).improvements,
            Sentences{"Took 12 steps where the median of 9 similar successes is 7."});
  EXPECT_EQ(with_steps(3, done, 9).successes.back(),
            "Took 3 steps where the median of 9 similar successes is 7.");
  EXPECT_TRUE(with_steps(12, done, 2).improvements.empty());
  EXPECT_TRUE(with_steps(7, done, 9).improvements.empty());
  EXPECT_TRUE(with_steps(1, broken, 9).successes.empty());
}

TEST(reflect, names_the_step_that_took_most_of_the_time) {
  Episode episode = played("a+ b+ c+", done);
  const auto with_times = [&](double a, double b, double c) {
    episode.steps[0].latency_ms = a;
    episode.steps[1].latency_ms = b;
    episode.steps[2].latency_ms = c;
    return reflect(episode, {}).improvements;
  };
  EXPECT_EQ(with_times(500, 9'300, 200),
            Sentences{"Step 2 (b) took 93 % of the time: 9.3 s of 10.0 s."});
  EXPECT_TRUE(with_times(1, 500, 1).empty());
  EXPECT_TRUE(with_times(2'000, 2'500, 2'000).empty());
}

ShownPattern followed(PatternKind kind, std::vector<std::string> tools) {
  return {.kind = kind, .tools = std::move(tools), .was_followed = true};
}
ShownPattern ignored(PatternKind kind, std::vector<std::string> tools) {
  return {.kind = kind, .tools = std::move(tools)};
}

Reflection after_advice(const ShownAdvice& advice, const Outcome& outcome) {
  return reflect(played("a+ b+ c+", outcome), {.first_used = {}, .advice = advice});
}

TEST(reflect, tells_in_one_sentence_what_was_followed_of_what_was_recommended) {
  const ShownAdvice advice{.patterns = {followed(PatternKind::tool_sequence, {"a", "b", "c"}),
                                        ignored(PatternKind::error_recovery, {"start", "get"})},
                           .followed_steps = {1, 3},
                           .different_steps = {2}};
  const std::string sentence =
      "Followed 1 of 2 recommended patterns (tool_sequence a → b → c), used an advised tool in 2 "
      "of 3 steps with advice (not in step 2), and ";
  EXPECT_EQ(after_advice(advice, done).successes.back(), sentence + "succeeded.");
  EXPECT_EQ(after_advice(advice, broken).insights, Sentences{sentence + "failed."});
  EXPECT_EQ(after_advice(advice, {.type = OutcomeType::partial_success}).insights,
            Sentences{sentence + "partly succeeded."});
}

TEST(reflect, names_what_was_recommended_and_ignored) {
  const ShownAdvice advice{.patterns = {ignored(PatternKind::tool_sequence, {"a", "b"}),
                                        ignored(PatternKind::error_recovery, {"start", "get"})},
                           .followed_steps = {},
                           .different_steps = {}};
  const std::string sentence =
      "Followed none of 2 recommended patterns (tool_sequence a → b, error_recovery start → get), "
      "and ";
  EXPECT_EQ(after_advice(advice, broken).improvements.back(), sentence + "failed.");
  EXPECT_EQ(after_advice(advice, done).insights, Sentences{sentence + "succeeded."});
}

TEST(reflect, tells_of_advised_steps_alone) {
  EXPECT_EQ(after_advice({.patterns = {}, .followed_steps = {1, 2}, .different_steps = {}}, done)
                .successes.back(),
            "Used an advised tool in 2 of 2 steps with advice, and succeeded.");
  EXPECT_EQ(after_advice({.patterns = {}, .followed_steps = {}, .different_steps = {1, 3}}, broken)
                .improvements.back(),
            "Used an advised tool in 0 of 2 steps with advice (not in steps 1, 3), and failed.");
}

TEST(reflect, says_nothing_of_advice_where_none_was_given) {
  EXPECT_EQ(after_advice({}, done).successes.size(), 1U);
  EXPECT_TRUE(after_advice({}, done).insights.empty());
}

TEST(reflect, mentions_a_tool_that_is_new_to_its_domain) {
  const ReflectionFacts facts{.first_used = {"gdb", "perf", "not-there"}};
  EXPECT_EQ(reflect(played("edit+ gdb- gdb+ perf?", done), facts).insights,
            (Sentences{"First use of gdb in web: it failed (step 2).",
                       "First use of perf in web: without a result (step 4)."}));
}

TEST(reflect, ends_after_five_sentences) {
  std::string script;
  for (int i = 0; i < 1'000; ++i) {
    script += "t" + std::to_string(i / 2 % 50) + (i % 2 == 0 ? "- " : "+ ");
  }
  const Reflection found = reflect(played(script, done), {});
  EXPECT_EQ(found.successes.size(), sentences_max);
  EXPECT_EQ(found.improvements.size(), sentences_max);
  EXPECT_EQ(found.improvements[0],
            "t0 failed in 10 of 20 uses (steps 1, 101, 201, 301, 401 and 5 more).");
}

RC_GTEST_PROP(reflect, always_says_the_same_in_sentences_that_end, ()) {
  Episode episode = completed(*arbitrary_episode(3), *arbitrary_outcome());
  episode.steps = *rc::gen::container<std::vector<Step>>(arbitrary_step());
  const ReflectionFacts facts{.similar_successes = 4, .median_steps = 2.5, .first_used = {"shell"}};
  const Reflection found = reflect(episode, facts);
  RC_ASSERT(found == reflect(episode, facts));
  for (const auto& list : {found.successes, found.improvements, found.insights}) {
    RC_ASSERT(list.size() <= sentences_max);
    for (const std::string& sentence : list) {
      RC_ASSERT((sentence.ends_with('.') || sentence.ends_with("…")) &&
                sentence.find('\n') == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace memory_mcp
