#include "record/recorder.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/id.h"
#include "base/limits.h"
#include "base/load_limits.h"
#include "base/log.h"
#include "embeddings/builtin.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

constexpr const char* space = "default";

class RecorderTest : public testing::Test {
 protected:
  RecorderTest() { set_log_level(LogLevel::off); }

  std::string opened() {
    return must(recorder_.open({space}, {.task_description = "write docs", .context = {"docs"}}))
        .id;
  }
  Result<StepAdded> add(const std::string& id, std::int64_t number) {
    return recorder_.add_step({space}, id, sample_step(number));
  }

  ManualClock clock_{sample_time};
  const std::unique_ptr<Store> store_ = make_in_memory_store();
  FollowedIndex index_{*store_, must(make_builtin_embedder())};
  EmbeddingService embeddings_{*store_, index_};
  Recall recall_{*store_, index_, embeddings_, clock_};
  Recorder recorder_{*store_, recall_, clock_};
};

// --- Advice -----------------------------------------------------------------------------------

TEST_F(RecorderTest, keeps_the_advice_that_its_answers_tell) {
  const Recommendation told{.tools = {"editor"}};
  const Episode episode =
      must(recorder_.open({space}, {.task_description = "write docs", .context = {"docs"}}, told));
  must(recorder_.add_step({space}, episode.id, sample_step(1), told));
  must(recorder_.add_step({space}, episode.id, sample_step(1), told));  // Sent again.
  const std::string id = must(recorder_.keep_advice(space, episode.id, told));
  struct Kept final : Follower {
    void episode(const EpisodeRow&, const Episode&) override {}
    void step(const EpisodeRow&, const Step&) override {}
    void removed(std::int64_t) override {}
    void recommendation(const EpisodeRow&, const Recommendation& one) override {
      all.push_back(one);
    }
    std::vector<Recommendation> all;
  } kept;
  must(store_->follow({}, kept, 1'000));
  ASSERT_EQ(kept.all.size(), 3U);
  const std::vector<std::int64_t> steps_before{0, 1, 1};
  for (std::size_t i = 0; i < kept.all.size(); ++i) {
    EXPECT_EQ(kept.all[i].episode_id, episode.id);
    EXPECT_EQ(kept.all[i].tools, told.tools);
    EXPECT_EQ(kept.all[i].after_steps, steps_before[i]);
  }
  EXPECT_EQ(kept.all[2].id, id);
}

TEST_F(RecorderTest, takes_feedback_on_what_was_recommended_only) {
  const AdvisedPattern pattern{.id = "sequence-00c0ffee00c0ffee", .path = {"a", "b"}};
  const std::string id = must(recorder_.keep_advice(space, {}, {.patterns = {pattern}}));
  const auto refused = recorder_.take_feedback(space, id, {.applied = {"sequence-1"}});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_NE(complaint_of(refused).find(pattern.id), std::string::npos);
  const auto unknown = recorder_.take_feedback(space, make_id(clock_), {});
  EXPECT_EQ(fault_of(unknown), Fault::not_found);
  EXPECT_EQ(field_of(unknown), "recommendation_id");
  EXPECT_EQ(fault_of(recorder_.take_feedback("other", id, {})), Fault::not_found);
  const auto about = must(recorder_.take_feedback(space, id, {.applied = {pattern.id}}));
  EXPECT_EQ(about.feedback->applied, std::vector{pattern.id});
  EXPECT_EQ(about.feedback->given_at, clock_.now());
}

TEST_F(RecorderTest, keeps_what_was_applied_once) {
  const AdvisedPattern one{.id = "sequence-00c0ffee00c0ffee", .path = {"a", "b"}};
  const AdvisedPattern other{.id = "sequence-00c0ffee00c0ffef", .path = {"b", "c"}};
  const std::string id = must(recorder_.keep_advice(space, {}, {.patterns = {one, other}}));
  const auto about =
      must(recorder_.take_feedback(space, id, {.applied = {other.id, one.id, other.id, one.id}}));
  EXPECT_EQ(about.feedback->applied, (std::vector{other.id, one.id}));
}

// --- Opening ----------------------------------------------------------------------------------

TEST_F(RecorderTest, opens_an_episode_that_can_be_read_back) {
  const Episode opened = must(recorder_.open({space}, {.task_description = "write docs",
                                                       .task_type = TaskType::documentation,
                                                       .context = {.domain = "web-api"},
                                                       .metadata = {{"k", "v"}}}));
  EXPECT_TRUE(is_uuid(opened.id));
  EXPECT_EQ(opened.status, EpisodeStatus::open);
  EXPECT_EQ(opened.start_time, sample_time);
  EXPECT_EQ(must(recorder_.episode(space, opened.id)), opened);
}

TEST_F(RecorderTest, gives_every_episode_an_id_of_its_own) { EXPECT_NE(opened(), opened()); }

TEST_F(RecorderTest, keeps_tags_in_their_normal_form) {
  const Episode opened = must(recorder_.open({space}, {.context = {.tags = {"Zeta", " ALPHA "}}}));
  EXPECT_EQ(opened.context.tags, (std::vector<std::string>{"alpha", "zeta"}));
}

TEST_F(RecorderTest, stores_nothing_when_a_tag_is_refused) {
  const auto refused = recorder_.open({space}, {.context = {.tags = {"a b"}}});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_EQ(must(store_->report()).episodes, 0);
}

// --- Steps ------------------------------------------------------------------------------------

TEST_F(RecorderTest, stamps_each_step_with_the_time_it_was_recorded) {
  const std::string id = opened();
  clock_.advance_ms(1'500);
  must(add(id, 1));
  EXPECT_EQ(must(recorder_.episode(space, id)).steps.at(0).timestamp.ms, sample_time.ms + 1'500);
}

TEST_F(RecorderTest, counts_steps_and_allows_gaps_and_any_order) {
  const std::string id = opened();
  EXPECT_EQ(must(add(id, 9)).step_count, 1);
  EXPECT_EQ(must(add(id, 2)).step_count, 2);
  const Episode episode = must(recorder_.episode(space, id));
  EXPECT_EQ(episode.steps.at(0).step_number, 2);
  EXPECT_EQ(episode.steps.at(1).step_number, 9);
}

TEST_F(RecorderTest, takes_the_very_same_step_sent_again_for_one_step) {
  const std::string id = opened();
  EXPECT_FALSE(must(add(id, 1)).repeated);
  clock_.advance_ms(60'000);
  const StepAdded again = must(add(id, 1));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.step_count, 1);
  EXPECT_EQ(must(recorder_.episode(space, id)).steps.at(0).timestamp, sample_time);
}

TEST_F(RecorderTest, refuses_another_step_under_a_number_that_is_taken) {
  const std::string id = opened();
  must(add(id, 1));
  Step other = sample_step(1);
  other.latency_ms = 13;
  const auto refused = recorder_.add_step({space}, id, other);
  EXPECT_EQ(fault_of(refused), Fault::conflict);
  EXPECT_EQ(field_of(refused), "step_number");
  EXPECT_NE(complaint_of(refused).find("next free number"), std::string::npos);
}

TEST_F(RecorderTest, refuses_steps_of_a_completed_episode) {
  const std::string id = opened();
  must(recorder_.complete({space}, id, success()));
  const auto refused = add(id, 1);
  EXPECT_EQ(fault_of(refused), Fault::conflict);
  EXPECT_EQ(field_of(refused), "episode_id");
  EXPECT_NE(complaint_of(refused).find("new episode"), std::string::npos);
}

TEST_F(RecorderTest, still_knows_a_repeated_step_after_the_episode_was_completed) {
  const std::string id = opened();
  must(add(id, 1));
  must(recorder_.complete({space}, id, success()));
  EXPECT_TRUE(must(add(id, 1)).repeated);
}

TEST_F(RecorderTest, says_not_found_for_a_step_of_an_unknown_episode) {
  EXPECT_EQ(fault_of(add(sample_id(1), 1)), Fault::not_found);
  EXPECT_EQ(field_of(add(sample_id(1), 1)), "episode_id");
}

TEST_F(RecorderTest, takes_as_many_steps_as_an_episode_may_have_and_no_more) {
  const std::string id = opened();
  must(store_->write(space, [&](Transaction& transaction) -> Status {
    for (std::int64_t number = 2; number <= limits::steps_per_episode_max; ++number) {
      TRY(transaction.insert_step(id, sample_step(number)));
    }
    return Done{};
  }));
  EXPECT_EQ(must(add(id, 1)).step_count, limits::steps_per_episode_max);
  EXPECT_EQ(fault_of(add(id, limits::steps_per_episode_max + 1)), Fault::exhausted);
  EXPECT_TRUE(must(add(id, 1)).repeated);
}

// --- Completing -------------------------------------------------------------------------------

TEST_F(RecorderTest, completes_an_episode_with_its_end_and_its_scores) {
  const std::string id = opened();
  must(add(id, 1));
  clock_.advance_ms(2'500);
  const Completion completion = must(recorder_.complete({space}, id, success()));
  EXPECT_FALSE(completion.repeated);
  EXPECT_EQ(completion.episode.status, EpisodeStatus::completed);
  EXPECT_EQ(completion.episode.duration_ms, 2'500);
  EXPECT_EQ(completion.episode.end_time->ms, sample_time.ms + 2'500);
  EXPECT_GE(completion.episode.reward_score, 0.70);
  EXPECT_GT(completion.episode.quality_score, 0);
  EXPECT_EQ(must(recorder_.episode(space, id)), completion.episode);
}

TEST_F(RecorderTest, finds_out_how_new_a_task_is_unless_that_was_known_when_it_was_opened) {
  const auto novelty_of = [&](const std::optional<double>& likeness) {
    const NewEpisode task{
        .task_description = "write docs", .context = {"docs"}, .likeness = likeness};
    const std::string id = must(recorder_.open({space}, task)).id;
    clock_.advance_ms(1);
    return must(recorder_.complete({space}, id, success())).episode.novelty;
  };
  EXPECT_EQ(novelty_of(std::nullopt), 1);
  EXPECT_EQ(novelty_of(0.75), 0.25);
  EXPECT_NEAR(novelty_of(std::nullopt).value_or(1), 0, 0.02) << "there are two like it";
}

TEST_F(RecorderTest, answers_the_same_completion_again_with_the_first_result) {
  const std::string id = opened();
  const Completion first = must(recorder_.complete({space}, id, success()));
  clock_.advance_ms(1'000);
  const Completion again = must(recorder_.complete({space}, id, success()));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.episode, first.episode);
}

TEST_F(RecorderTest, refuses_to_complete_an_episode_twice_with_different_outcomes) {
  const std::string id = opened();
  must(recorder_.complete({space}, id, success()));
  const auto refused = recorder_.complete({space}, id, failure());
  EXPECT_EQ(fault_of(refused), Fault::conflict);
  EXPECT_EQ(field_of(refused), "episode_id");
  EXPECT_EQ(must(recorder_.episode(space, id)).outcome, success());
}

TEST_F(RecorderTest, leaves_an_episode_open_when_its_outcome_is_refused) {
  const std::string id = opened();
  EXPECT_EQ(fault_of(recorder_.complete({space}, id, {})), Fault::invalid_argument);
  EXPECT_EQ(must(recorder_.episode(space, id)).status, EpisodeStatus::open);
}

TEST_F(RecorderTest, says_not_found_when_an_unknown_episode_is_completed) {
  EXPECT_EQ(fault_of(recorder_.complete({space}, sample_id(1), success())), Fault::not_found);
}

TEST_F(RecorderTest, never_ends_an_episode_before_it_started) {
  const std::string id = opened();
  clock_.advance_ms(-60'000);
  const Episode episode = must(recorder_.complete({space}, id, success())).episode;
  EXPECT_EQ(episode.duration_ms, 0);
  EXPECT_EQ(episode.end_time, episode.start_time);
}

TEST_F(RecorderTest, judges_effort_by_the_peers_of_the_same_namespace_only) {
  const auto completed_with = [&](const char* name, std::int64_t steps) {
    const std::string id =
        must(recorder_.open({name}, {.task_description = "x", .context = {"docs"}})).id;
    for (std::int64_t i = 1; i <= steps; ++i) must(recorder_.add_step({name}, id, sample_step(i)));
    return must(recorder_.complete({name}, id, success())).episode.reward->efficiency;
  };
  const double first = completed_with("mine", 4);
  for (int i = 0; i < 9; ++i) EXPECT_NEAR(completed_with("mine", 4), first, 1e-12);
  EXPECT_GT(completed_with("mine", 3), completed_with("other", 3));
  EXPECT_LT(completed_with("mine", 5), completed_with("other", 5));
}

TEST_F(RecorderTest, completes_an_episode_once_when_many_threads_do_it_together) {
  const std::string id = opened();
  std::atomic<int> first = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back(
          [&] { first += !must(recorder_.complete({space}, id, success())).repeated; });
    }
  }
  EXPECT_EQ(first, 1);
}

// --- Writers ----------------------------------------------------------------------------------

TEST_F(RecorderTest, writes_down_who_opened_an_episode_unless_it_is_the_local_user) {
  const NewEpisode task{.task_description = "write docs", .context = {"docs"}};
  const Episode of_ann = must(recorder_.open({space, "token ann"}, task));
  EXPECT_EQ(of_ann.writer, "token ann");
  EXPECT_EQ(must(recorder_.episode(space, of_ann.id)), of_ann);
  EXPECT_EQ(must(recorder_.open({space, local_name}, task)).writer, std::nullopt);
}

TEST_F(RecorderTest, remembers_once_who_else_wrote_in_an_episode) {
  const std::string id =
      must(recorder_.open({space, "token ann"}, {.task_description = "x", .context = {"docs"}})).id;
  must(recorder_.add_step({space, "token ann"}, id, sample_step(1)));
  EXPECT_TRUE(must(recorder_.episode(space, id)).other_writers.empty());
  must(recorder_.add_step({space, "token bob"}, id, sample_step(2)));
  must(recorder_.add_step({space, "token bob"}, id, sample_step(3)));
  must(recorder_.complete({space}, id, success()));
  const Episode whole = must(recorder_.episode(space, id));
  EXPECT_EQ(whole.writer, "token ann");
  EXPECT_EQ(whole.other_writers, (std::vector<std::string>{"token bob", "local"}));
  EXPECT_EQ(whole.steps.size(), 3U);
}

TEST_F(RecorderTest, does_not_remember_who_changed_nothing) {
  const std::string id = opened();
  must(add(id, 1));
  EXPECT_TRUE(must(recorder_.add_step({space, "token bob"}, id, sample_step(1))).repeated);
  Step other = sample_step(1);
  other.tool = "shell";
  EXPECT_EQ(fault_of(recorder_.add_step({space, "token bob"}, id, other)), Fault::conflict);
  must(recorder_.complete({space}, id, success()));
  EXPECT_TRUE(must(recorder_.complete({space, "token bob"}, id, success())).repeated);
  EXPECT_TRUE(must(recorder_.episode(space, id)).other_writers.empty());
}

TEST_F(RecorderTest, refuses_more_writers_than_an_episode_may_have) {
  const std::string id = opened();
  for (std::size_t i = 0; i < limits::other_writers_max; ++i) {
    must(recorder_.add_step({space, "token " + std::to_string(i)}, id,
                            sample_step(static_cast<std::int64_t>(i) + 1)));
  }
  EXPECT_EQ(fault_of(recorder_.add_step({space, "token one more"}, id, sample_step(500))),
            Fault::exhausted);
  must(recorder_.add_step({space}, id, sample_step(500)));
}

// --- Reading several --------------------------------------------------------------------------

const auto go_on = [](std::size_t) -> Status { return Done{}; };

TEST_F(RecorderTest, finds_several_episodes_in_the_order_of_the_request_each_once) {
  const std::string one = opened();
  const std::string two = opened();
  const FoundEpisodes found = must(
      recorder_.episodes(space, {sample_id(8), two, one, two, sample_id(7), sample_id(8)}, go_on));
  ASSERT_EQ(found.episodes.size(), 2U);
  EXPECT_EQ(found.episodes[0].id, two);
  EXPECT_EQ(found.episodes[1].id, one);
  EXPECT_EQ(found.missing_ids, (std::vector{sample_id(8), sample_id(7)}));
}

TEST_F(RecorderTest, stops_reading_as_soon_as_it_is_told_to) {
  const std::vector<std::string> ids{opened(), opened(), opened()};
  std::size_t asked = 0;
  const auto stopped = recorder_.episodes(space, ids, [&](std::size_t done) -> Status {
    asked = done;
    if (done == 2) return Error{Fault::cancelled, "enough"};
    return Done{};
  });
  EXPECT_EQ(fault_of(stopped), Fault::cancelled);
  EXPECT_EQ(asked, 2U);
}

TEST_F(RecorderTest, refuses_to_read_more_at_once_than_it_may_hold) {
  const std::string megabyte(limits::parameters_bytes_max - 100, 'x');
  const std::size_t steps = limits::episodes_read_bytes_max / 2 / megabyte.size();
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    const std::string& id = ids.emplace_back(opened());
    for (std::size_t number = 1; number <= steps; ++number) {
      Step step = sample_step(static_cast<std::int64_t>(number));
      step.parameters = JsonObjectText{R"({"text":")" + megabyte + R"("})"};
      must(recorder_.add_step({space}, id, std::move(step)));
    }
  }
  const auto refused = recorder_.episodes(space, ids, go_on);
  EXPECT_EQ(fault_of(refused), Fault::exhausted);
  EXPECT_NE(complaint_of(refused).find("fewer"), std::string::npos);
  ids.pop_back();
  EXPECT_EQ(must(recorder_.episodes(space, ids, go_on)).episodes.size(), 2U);
}

// --- Removing ---------------------------------------------------------------------------------

TEST_F(RecorderTest, says_what_removing_would_take_away_without_doing_it) {
  const std::string id = opened();
  must(add(id, 1));
  EXPECT_EQ(must(recorder_.removal(space, id)).steps, 1);
  EXPECT_TRUE(recorder_.episode(space, id).ok());
}

TEST_F(RecorderTest, removes_an_episode_and_counts_what_went_with_it) {
  const std::string id = opened();
  must(add(id, 1));
  must(add(id, 2));
  EXPECT_EQ(must(recorder_.remove(space, id)).steps, 2);
  EXPECT_EQ(fault_of(recorder_.episode(space, id)), Fault::not_found);
  EXPECT_EQ(fault_of(recorder_.remove(space, id)), Fault::not_found);
  EXPECT_EQ(fault_of(recorder_.removal(space, id)), Fault::not_found);
}

TEST_F(RecorderTest, removes_the_vectors_of_a_description_with_its_episode) {
  const std::string id = opened();
  const std::vector<std::string> hashes{filed("write docs").hash};
  must(store_->keep_vectors("some", std::vector<StoredVector>{{hashes.front(), "vector"}}));
  must(recorder_.remove(space, id));
  EXPECT_EQ(must(store_->vectors("some", hashes)).front(), std::nullopt);
}

TEST_F(RecorderTest, neither_reads_nor_removes_what_belongs_to_another_namespace) {
  const std::string id = opened();
  EXPECT_EQ(fault_of(recorder_.episode("other", id)), Fault::not_found);
  EXPECT_EQ(fault_of(recorder_.remove("other", id)), Fault::not_found);
  EXPECT_TRUE(recorder_.episode(space, id).ok());
}

}  // namespace
}  // namespace memory_mcp
