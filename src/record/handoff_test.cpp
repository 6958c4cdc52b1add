#include "record/handoff.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "json/json.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

class Handoff : public testing::Test {
 protected:
  Handoff() {
    set_log_level(LogLevel::off);
    Episode open = sample_episode(1);
    open.steps = {sample_step(1), sample_step(3)};
    insert(*here_, open);
  }

  static void insert(Store& store, const Episode& episode) {
    must(store.write("default", [&](Transaction& t) { return t.insert(episode); }));
  }
  Result<CheckpointMade> checkpoint(const std::string& note = "half of it is done",
                                    std::string_view writer = "token ann") {
    return make_checkpoint(*here_, clock_, {"default", writer}, sample_id(1),
                           {.note = note, .remaining = {"the rest"}, .cautions = {"the tool"}});
  }
  std::string pack() {
    bool is_whole = false;
    std::string text = pack_text("default", must(checkpoint()), is_whole);
    EXPECT_TRUE(is_whole);
    return text;
  }
  Result<Resumed> resume(Store& store, const std::string& pack,
                         std::string_view writer = "token bob") {
    return resume_pack(store, clock_, {"default", writer}, TRY(read_pack(pack)));
  }
  void add_step(std::int64_t number) {
    must(here_->write("default", [&](Transaction& t) {
      return t.insert_step(sample_id(1), sample_step(number));
    }));
  }
  void complete() {
    must(here_->write("default", [](Transaction& t) -> Status {
      return t.update(completed(TRY(t.episode(sample_id(1)))));
    }));
  }

  ManualClock clock_{sample_time};
  const std::unique_ptr<Store> here_ = make_in_memory_store();
  const std::unique_ptr<Store> there_ = make_in_memory_store();
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// --- Leaving ----------------------------------------------------------------------------------

TEST_F(Handoff, keeps_a_checkpoint_with_the_episode) {
  const CheckpointMade made = must(checkpoint());
  EXPECT_EQ(made.checkpoint.after_steps, 2);
  EXPECT_EQ(made.checkpoint.writer, "token ann");
  EXPECT_EQ(made.checkpoint.made_at, sample_time);
  const auto kept =
      must(here_->read("default", [](Transaction& t) { return t.checkpoints(sample_id(1)); }));
  EXPECT_EQ(kept, std::vector{made.checkpoint});
}

TEST_F(Handoff, takes_the_same_checkpoint_once_and_a_new_one_when_something_was_done) {
  const CheckpointMade first = must(checkpoint());
  const CheckpointMade again = must(checkpoint());
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.checkpoint, first.checkpoint);
  EXPECT_FALSE(must(checkpoint("another note")).repeated);
  EXPECT_FALSE(must(checkpoint("another note", "token bob")).repeated);
  add_step(7);
  EXPECT_FALSE(must(checkpoint("another note", "token bob")).repeated);
}

TEST_F(Handoff, has_bounds) {
  for (std::size_t i = 0; i < limits::checkpoints_per_episode_max; ++i) {
    must(checkpoint("note " + std::to_string(i)));
  }
  EXPECT_EQ(fault_of(checkpoint("one more")), Fault::exhausted);
}

TEST_F(Handoff, is_for_open_episodes) {
  const std::string text = pack();
  complete();
  EXPECT_EQ(fault_of(checkpoint()), Fault::conflict);
  EXPECT_EQ(fault_of(resume_here(*here_, clock_, {"default"}, sample_id(1))), Fault::conflict);
  EXPECT_EQ(fault_of(resume(*here_, text)), Fault::conflict);
  EXPECT_EQ(fault_of(resume_here(*here_, clock_, {"default"}, sample_id(9))), Fault::not_found);
}

// --- Going on ---------------------------------------------------------------------------------

TEST_F(Handoff, goes_on_by_the_id_from_the_newest_checkpoint) {
  EXPECT_EQ(must(resume_here(*here_, clock_, {"default"}, sample_id(1))).checkpoint, std::nullopt);
  must(checkpoint("first"));
  must(checkpoint("second"));
  const Resumed resumed = must(resume_here(*here_, clock_, {"default", "token bob"}, sample_id(1)));
  EXPECT_EQ(resumed.checkpoint->note, "second");
  EXPECT_EQ(resumed.checkpoint->resumed_by, "token bob");
  EXPECT_EQ(resumed.resumed_before_at, std::nullopt);
  EXPECT_EQ(resumed.episode.steps.size(), 2U);
}

TEST_F(Handoff, tells_who_resumed_it_before) {
  const std::string text = pack();
  must(resume(*here_, text, "token bob"));
  clock_.advance_ms(5);
  const Resumed second = must(resume(*here_, text, "token carl"));
  EXPECT_EQ(second.resumed_before_by, "token bob");
  EXPECT_EQ(second.resumed_before_at, sample_time);
  EXPECT_EQ(second.checkpoint->resumed_by, "token carl");
}

TEST_F(Handoff, finds_in_its_own_store_what_was_done_since) {
  const std::string text = pack();
  add_step(2);
  add_step(9);
  must(here_->write("default", [](Transaction& t) -> Status {
    Episode changed = TRY(t.episode_without_steps(sample_id(1)));
    changed.task_description = "better words";
    return t.update(changed);
  }));
  const Resumed resumed = must(resume(*here_, text));
  EXPECT_FALSE(resumed.created);
  EXPECT_EQ(resumed.episode.steps.size(), 4U);
  EXPECT_EQ(resumed.episode.task_description, "better words");
}

TEST_F(Handoff, makes_the_episode_where_it_is_not_as_whoever_resumes_it) {
  Episode expected =
      must(here_->read("default", [](Transaction& t) { return t.episode(sample_id(1)); }));
  const Resumed resumed = must(resume(*there_, pack()));
  EXPECT_TRUE(resumed.created);
  expected.writer = "token bob";
  EXPECT_EQ(resumed.episode, expected);
  EXPECT_EQ(must(there_->read("default", [](Transaction& t) { return t.episode(sample_id(1)); })),
            expected);
  const auto kept =
      must(there_->read("default", [](Transaction& t) { return t.checkpoints(sample_id(1)); }));
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].writer, "token ann");
  EXPECT_EQ(kept[0].resumed_by, "token bob");
}

TEST_F(Handoff, refuses_the_pack_of_another_episode_that_has_the_id) {
  const std::string text = pack();
  Episode other = sample_episode(1);
  other.steps = {sample_step(1)};
  insert(*there_, other);
  EXPECT_EQ(fault_of(resume(*there_, text)), Fault::conflict);
  EXPECT_EQ(field_of(resume(*there_, text)), "pack");
}

TEST_F(Handoff, stays_in_its_namespace) {
  const HandoffPack read = must(read_pack(pack()));
  EXPECT_EQ(field_of(resume_pack(*here_, clock_, {"other"}, read)), "namespace");
}

// --- The pack ---------------------------------------------------------------------------------

TEST_F(Handoff, gives_a_pack_that_says_all_and_is_read_back) {
  const HandoffPack read = must(read_pack(pack()));
  EXPECT_EQ(read.namespace_name, "default");
  EXPECT_EQ(read.episode.steps.size(), 2U);
  EXPECT_EQ(read.checkpoint.remaining, std::vector<std::string>{"the rest"});
}

// As a program in JavaScript would write it: members in another order, 100.0 as 100.
TEST_F(Handoff, reads_a_pack_that_another_program_has_written_again) {
  const Json original = must(parse_json(replaced(pack(), "12.25", "12.25")));
  Json turned = Json::object();
  for (auto member = original.rbegin(); member != original.rend(); ++member) {
    turned[member.key()] = *member;
  }
  Json& step = turned["episode"]["steps"][0];
  step["tokens_used"] = 100;
  const Json parameters = step["parameters"];
  step["parameters"] = Json{{"lines", parameters["lines"]}, {"path", parameters["path"]}};
  step["parameters"]["lines"][0] = 1.0;
  EXPECT_EQ(must(read_pack(to_line(turned))).checkpoint, must(read_pack(pack())).checkpoint);
  EXPECT_FALSE(must(resume(*here_, to_line(turned))).created);
}

TEST_F(Handoff, refuses_a_pack_that_was_changed) {
  const std::string text = pack();
  for (const std::string& changed :
       {replaced(text, "half of it", "all of it"), replaced(text, "change \\\"part\\\" 3", "x"),
        replaced(text, "\"after_steps\":2", "\"after_steps\":3"),
        replaced(text, "[1,2.5,null]", "[2,2.5,null]")}) {
    EXPECT_EQ(field_of(read_pack(changed)), "pack");
    EXPECT_NE(complaint_of(read_pack(changed)).find("checksum"), std::string::npos);
  }
  for (const std::string& other : {std::string("{}"), std::string("{\"format\":1}"),
                                   replaced(text, "\"version\":1", "\"version\":2"),
                                   replaced(text, "memory-mcp-handoff", "other")}) {
    EXPECT_EQ(field_of(read_pack(other)), "pack");
  }
}

TEST_F(Handoff, leaves_out_steps_that_are_too_large_and_says_so) {
  const std::string megabyte = "{\"a\":\"" + std::string(1'000'000, 'x') + "\"}";
  for (std::int64_t number : {10, 11, 12, 13}) {
    Step large = sample_step(number);
    large.parameters = JsonObjectText{megabyte};
    must(here_->write("default",
                      [&](Transaction& t) { return t.insert_step(sample_id(1), large); }));
  }
  bool is_whole = true;
  const std::string text = pack_text("default", must(checkpoint()), is_whole);
  EXPECT_FALSE(is_whole);
  EXPECT_LT(text.size(), 10'000U);
  EXPECT_EQ(must(resume(*here_, text)).episode.steps.size(), 6U);
  EXPECT_EQ(fault_of(resume(*there_, text)), Fault::not_found);
  EXPECT_EQ(field_of(resume(*there_, text)), "pack");
}

}  // namespace
}  // namespace memory_mcp
