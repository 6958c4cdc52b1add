#include "record/edit_episode.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "recall/embedding/stored_vectors.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

class EditEpisode : public testing::Test {
 protected:
  EditEpisode() {
    set_log_level(LogLevel::off);
    must(store_->write("default", [](Transaction& transaction) -> Status {
      TRY(transaction.insert(sample_episode(1)));
      Episode done = completed(sample_episode(2));
      done.steps = {sample_step(1), sample_step(2)};
      return transaction.insert(done);
    }));
  }

  Result<EpisodeEdited> edit(int number, const EpisodeEdit& edit,
                             std::string_view writer = local_name) {
    return edit_episode(*store_, {"default", writer}, sample_id(number), edit);
  }
  Episode stored(int number) {
    return must(store_->read("default", [&](Transaction& transaction) {
      return transaction.episode(sample_id(number));
    }));
  }

  const std::unique_ptr<Store> store_ = make_in_memory_store();
};

using Texts = std::vector<std::string>;

TEST_F(EditEpisode, changes_what_it_is_found_by_and_nothing_else) {
  Episode expected = completed(sample_episode(2));
  expected.steps = {sample_step(1), sample_step(2)};
  expected.task_description = "rewrite the docs";
  expected.context.tags = {"docs", "urgent"};
  expected.metadata = {{"note", "kept as it is"}, {"owner", "ann"}};
  const EpisodeEdited edited = must(edit(2, {.task_description = "rewrite the docs",
                                             .add_tags = {" URGENT "},
                                             .remove_tags = {"Grün", "unknown"},
                                             .set_metadata = {{"owner", "ann"}},
                                             .remove_metadata = {"ticket", "unknown"}}));
  EXPECT_EQ(edited.changed, (Texts{"task_description", "tags", "metadata"}));
  EXPECT_EQ(stored(2), expected);
  expected.steps.clear();
  EXPECT_EQ(edited.episode, expected);
}

TEST_F(EditEpisode, forgets_how_new_an_open_task_was_with_its_description) {
  const auto novelty_after = [&](int number, const EpisodeEdit& change) {
    must(store_->write("default", [&](Transaction& transaction) -> Status {
      Episode episode = TRY(transaction.episode(sample_id(number)));
      episode.novelty = 0.25;
      return transaction.update(episode);
    }));
    must(edit(number, change));
    return stored(number).novelty;
  };
  EXPECT_EQ(novelty_after(1, {.add_tags = {"more"}}), 0.25);
  EXPECT_EQ(novelty_after(1, {.task_description = "rewrite the docs"}), std::nullopt);
  EXPECT_EQ(novelty_after(2, {.task_description = "rewrite the docs"}), 0.25) << "with its scores";
}

TEST_F(EditEpisode, replaces_all_tags) {
  must(edit(1, {.set_tags = Texts{"b-2", "A_1", "b-2"}}));
  EXPECT_EQ(stored(1).context.tags, (Texts{"a_1", "b-2"}));
  must(edit(1, {.set_tags = Texts{}}));
  EXPECT_EQ(stored(1).context.tags, Texts{});
}

TEST_F(EditEpisode, writes_nothing_when_it_was_so_already) {
  const EpisodeEdited same = must(edit(1,
                                       {.task_description = sample_episode(1).task_description,
                                        .add_tags = {"docs"},
                                        .remove_tags = {"unknown"},
                                        .set_metadata = {{"ticket", "42"}}},
                                       "token bob"));
  EXPECT_EQ(same.changed, Texts{});
  EXPECT_EQ(stored(1), sample_episode(1)) << "not even who tried";
}

TEST_F(EditEpisode, remembers_who_else_had_a_hand_in_it) {
  must(edit(1, {.add_tags = {"more"}}, "token bob"));
  EXPECT_EQ(stored(1).other_writers, Texts{"token bob"});
  EXPECT_EQ(stored(1).writer, std::nullopt);
}

TEST_F(EditEpisode, forgets_the_vectors_of_words_that_no_episode_has_any_more) {
  const FiledText old = filed(sample_episode(1).task_description);
  must(store_->keep_vectors("g", std::vector<StoredVector>{{old.hash, "bytes"}}));
  must(edit(1, {.add_tags = {"more"}}));
  const std::vector<std::string> asked{old.hash};
  EXPECT_NE(must(store_->vectors("g", asked)).front(), std::nullopt);
  must(edit(1, {.task_description = "another task"}));
  EXPECT_EQ(must(store_->vectors("g", asked)).front(), std::nullopt);
}

TEST_F(EditEpisode, refuses_what_is_no_edit_and_names_what_is_wrong) {
  EXPECT_EQ(fault_of(edit(1, {})), Fault::invalid_argument);
  EXPECT_EQ(field_of(edit(1, {.set_tags = Texts{"a1"}, .add_tags = {"b1"}})), "set_tags");
  EXPECT_EQ(field_of(edit(1, {.add_tags = {"a1"}, .remove_tags = {"A1"}})), "remove_tags");
  EXPECT_EQ(field_of(edit(1, {.add_tags = {"no spaces"}})), "add_tags");
  EXPECT_EQ(field_of(edit(1, {.remove_tags = {"x"}})), "remove_tags");
  EXPECT_EQ(field_of(edit(1, {.set_tags = Texts{"x"}})), "set_tags");
  EXPECT_EQ(field_of(edit(1, {.set_metadata = {{"k", "v"}}, .remove_metadata = {"k"}})),
            "remove_metadata");
  EXPECT_EQ(fault_of(edit(7, {.add_tags = {"more"}})), Fault::not_found);
  EXPECT_EQ(stored(1), sample_episode(1));
}

TEST_F(EditEpisode, keeps_to_the_bounds_of_every_episode) {
  EpisodeEdit many;
  for (std::size_t i = 0; i < limits::tags_max - 1; ++i) {
    many.add_tags.push_back("tag-" + std::to_string(i));
  }
  EXPECT_EQ(field_of(edit(1, many)), "add_tags") << "it has two already";
  many.remove_tags = {"docs"};
  EXPECT_EQ(must(edit(1, many)).episode.context.tags.size(), limits::tags_max);
  EpisodeEdit keys;
  for (std::size_t i = 0; i < limits::metadata_keys_max; ++i) {
    keys.set_metadata["key-" + std::to_string(i)] = "v";
  }
  EXPECT_EQ(field_of(edit(1, keys)), "set_metadata") << "it has two already";
  keys.remove_metadata = {"ticket", "note"};
  EXPECT_EQ(must(edit(1, keys)).episode.metadata.size(), limits::metadata_keys_max);
}

}  // namespace
}  // namespace memory_mcp
