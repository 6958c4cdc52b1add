#include "importers/task_import.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "base/limits.h"
#include "importers/recorded_call.h"
#include "json/to_json.h"
#include "record/check_episode.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

ImportedTask task(const std::string& id = "one") {
  ImportedTask made;
  made.source_id = id;
  made.task_description = "Fix " + id;
  made.domain = "shop";
  made.start_time = sample_time;
  made.steps.push_back(recorded_call("Bash", Json{{"command", "make"}}));
  made.steps.back().result = recorded_result("ok", ToldResult::success);
  made.outcome = success_of("fixed");
  made.outcome_rule = "answered";
  return made;
}

class TaskImportTest : public testing::Test {
 protected:
  // What one import of these tasks counts.
  TaskImportTally imported(std::vector<ImportedTask> tasks, TaskImportOptions options = {}) {
    options.kind = ImportKind::claude_code;
    options.namespace_name = "work";
    options.on_refusal = [this](std::int64_t, const std::string& why) { refused_.push_back(why); };
    TaskImport import(*store_, options);
    for (ImportedTask& one : tasks) must(import.take(std::move(one), 1));
    must(import.finish());
    return import.tally();
  }
  Episode stored(const std::string& id = "one") {
    return must(store_->read("work", [&](Transaction& transaction) {
      return transaction.episode(imported_episode_id("claude-code", id));
    }));
  }

  const std::unique_ptr<Store> store_ = make_in_memory_store();
  std::vector<std::string> refused_;
};

TEST_F(TaskImportTest, writes_a_completed_episode_with_scores_and_the_rule_of_its_outcome) {
  const TaskImportTally tally = imported({task()});
  EXPECT_EQ(tally.imported, 1);
  EXPECT_EQ(tally.outcomes_inferred, 1);
  const Episode episode = stored();
  must(check_episode(episode));
  EXPECT_GT(*episode.reward_score, 0.7);
  EXPECT_GT(*episode.quality_score, 0);
  EXPECT_EQ(episode.metadata.at("outcome_inferred"), "answered");
  EXPECT_EQ(episode.metadata.at("imported_from"), "claude-code");
  EXPECT_EQ(episode.steps.at(0).parameters->text, R"({"command":"make"})");
}

TEST_F(TaskImportTest, writes_nothing_twice) {
  imported({task()});
  const TaskImportTally again = imported({task(), task("two"), task("two")});
  EXPECT_EQ(again.imported, 1);
  EXPECT_EQ(again.known, 2);
  EXPECT_EQ(must(store_->report()).episodes, 2);
}

TEST_F(TaskImportTest, does_not_take_another_time_of_reading_for_another_task) {
  ImportedTask timeless = task();
  timeless.start_time.reset();
  imported({timeless});
  EXPECT_EQ(imported({timeless}).known, 1);
}

TEST_F(TaskImportTest, leaves_what_has_changed_unless_told_to_replace_it) {
  imported({task()});
  ImportedTask longer = task();
  longer.steps.push_back(recorded_call("Edit", {}));
  EXPECT_EQ(imported({longer}).changed, 1);
  EXPECT_EQ(stored().steps.size(), 1U);
  const TaskImportTally replaced = imported({longer}, {.replace = true});
  EXPECT_EQ(replaced.replaced, 1);
  EXPECT_EQ(stored().steps.size(), 2U);
}

TEST_F(TaskImportTest, counts_the_same_in_a_dry_run_and_writes_nothing) {
  imported({task()});
  const TaskImportTally dry = imported({task(), task("two")}, {.dry_run = true});
  EXPECT_EQ(dry.imported, 1);
  EXPECT_EQ(dry.known, 1);
  EXPECT_EQ(must(store_->report()).episodes, 1);
}

TEST_F(TaskImportTest, passes_over_what_has_no_steps_or_no_end) {
  ImportedTask words = task("words");
  words.steps.clear();
  ImportedTask open = task("open");
  open.outcome.reset();
  const TaskImportTally tally = imported({words, open});
  EXPECT_EQ(tally.without_steps, 1);
  EXPECT_EQ(tally.unfinished, 1);
  EXPECT_EQ(tally.imported, 0);
}

TEST_F(TaskImportTest, gives_all_the_outcome_that_it_was_told) {
  ImportedTask open = task("open");
  open.outcome.reset();
  imported({task(), open}, {.outcome = OutcomeChoice::failure});
  EXPECT_EQ(stored("open").outcome->type, OutcomeType::failure);
  EXPECT_EQ(stored().outcome->type, OutcomeType::failure);
  EXPECT_FALSE(stored().metadata.contains("outcome_inferred"));
}

TEST_F(TaskImportTest, asks_for_each_that_is_new) {
  imported({task("known")});
  std::vector<std::string> asked;
  const TaskImportTally tally =
      imported({task("known"), task("good"), task("left")},
               {.outcome = OutcomeChoice::ask,
                .ask = [&](const ImportedTask& one) -> Result<std::optional<OutcomeType>> {
                  asked.push_back(one.source_id);
                  if (one.source_id == "left") return std::optional<OutcomeType>();
                  return std::optional(OutcomeType::success);
                }});
  EXPECT_EQ(asked, (std::vector<std::string>{"good", "left"}));
  EXPECT_EQ(tally.unfinished, 1);
  EXPECT_EQ(stored("good").outcome->verdict, "fixed");
}

TEST_F(TaskImportTest, keeps_no_secret) {
  ImportedTask leaky = task();
  const std::string token = "ghp_0123456789abcdefABCDEF0123456789abcd";
  leaky.task_description = "Push with " + token;
  leaky.steps[0].arguments =
      Json{{"command", "curl -H 'Authorization: Bearer " + token + "'"}, {"password", "hunter22"}};
  leaky.steps[0].action = "push " + token;
  leaky.steps[0].result->output = "token=" + token;
  leaky.outcome = success_of("pushed with " + token);
  leaky.metadata["note"] = token;
  const TaskImportTally tally = imported({leaky});
  const std::string kept = to_line(to_json(stored()));
  EXPECT_EQ(kept.find(token), std::string::npos) << kept;
  EXPECT_EQ(kept.find("hunter22"), std::string::npos) << kept;
  EXPECT_EQ(tally.cleaning.secrets_redacted, 6);
}

TEST_F(TaskImportTest, finds_a_secret_that_the_end_of_a_text_would_cut) {
  ImportedTask leaky = task();
  const std::string token = "ghp_0123456789abcdefABCDEF0123456789abcd";
  leaky.steps[0].result->output = std::string(limits::step_text_bytes_max - 30, 'x') + " " + token;
  imported({leaky});
  EXPECT_EQ(stored().steps[0].result->output->find("ghp_"), std::string::npos);
}

TEST_F(TaskImportTest, cuts_long_texts_and_says_how_long_they_were) {
  ImportedTask wide = task();
  wide.steps[0].result->output = std::string(50'000, 'x');
  wide.steps[0].arguments = Json{{"content", std::string(2'000'000, 'y')}};
  const TaskImportTally tally = imported({wide});
  EXPECT_EQ(tally.cleaning.texts_cut, 2);
  EXPECT_TRUE(stored().steps[0].result->output->ends_with("[cut: 50000 bytes]"));
  EXPECT_LE(stored().steps[0].parameters->text.size(), limits::parameters_bytes_max);
  must(check_episode(stored()));
}

TEST_F(TaskImportTest, refuses_tasks_that_no_episode_can_be) {
  ImportedTask endless = task("endless");
  endless.steps.assign(1'001, recorded_call("Bash", {}));
  ImportedTask nameless = task("nameless");
  nameless.steps[0].tool = "<end>";
  const TaskImportTally tally = imported({endless, nameless, task()});
  EXPECT_EQ(tally.refused, 2);
  EXPECT_EQ(tally.imported, 1);
  ASSERT_EQ(refused_.size(), 2U);
  EXPECT_NE(refused_[0].find("1001 calls"), std::string::npos);
}

TEST_F(TaskImportTest, makes_tags_of_what_can_be_one) {
  ImportedTask tagged = task();
  tagged.tags = {"Code Review", "a", "C++", "ok"};
  imported({tagged});
  EXPECT_EQ(stored().context.tags, (std::vector<std::string>{"code-review", "ok"}));
}

TEST(ImportedEpisodeId, is_a_uuid_and_the_same_each_time) {
  const std::string id = imported_episode_id("openai", "x");
  EXPECT_TRUE(is_uuid(id)) << id;
  EXPECT_EQ(id, imported_episode_id("openai", "x"));
  EXPECT_NE(id, imported_episode_id("tau-bench", "x"));
}

}  // namespace
}  // namespace memory_mcp
