#include "record/archive.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "tests/doubles/arbitrary_episodes.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"

namespace memory_mcp {
namespace {

std::string archive_of(const std::vector<ArchivedEpisode>& episodes) {
  std::ostringstream out;
  ArchiveWriter writer(out, sample_time);
  for (const auto& episode : episodes) EXPECT_TRUE(writer.add(episode));
  must(writer.finish());
  EXPECT_EQ(writer.episodes(), std::ssize(episodes));
  return out.str();
}

Result<std::vector<ArchivedEpisode>> read(const std::string& text) {
  std::istringstream in(text);
  std::vector<ArchivedEpisode> episodes;
  TRY(read_archive(in, [&](ArchiveRecord record) -> Status {
    if (auto* const archived = std::get_if<ArchivedEpisode>(&record)) {
      episodes.push_back(std::move(*archived));
    }
    return Done{};
  }));
  return episodes;
}

Episode whole(int number) {
  Episode episode = completed(sample_episode(number), partial_success(1, 1));
  episode.steps = {sample_step(1), sample_step(3)};
  return episode;
}

const std::string& sample() {
  static const std::string text = archive_of({{"default", whole(1)}, {"other", whole(2)}});
  return text;
}

std::string complaint(const std::string& text) {
  const auto refused = read(text);
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << text;
  return complaint_of(refused);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Archive, opens_with_what_it_is_and_ends_with_whether_it_is_whole) {
  EXPECT_TRUE(sample().starts_with(
      R"({"format":"memory-mcp-export","version":1,"created":"2026-11-22T15:04:05.678Z"})"));
  EXPECT_NE(sample().find("\n{\"checksum\":{\"algorithm\":\"xxh3-128\",\"episodes\":2,\"value\":"),
            std::string::npos);
  EXPECT_TRUE(sample().ends_with("\"}}\n"));
}

TEST(Archive, holds_nothing_and_is_whole_without_episodes) {
  EXPECT_TRUE(must(read(archive_of({}))).empty());
}

TEST(Archive, is_the_same_text_for_the_same_episodes) {
  EXPECT_EQ(sample(), archive_of({{"default", whole(1)}, {"other", whole(2)}}));
}

RC_GTEST_PROP(Archive, gives_back_what_was_written, ()) {
  std::vector<ArchivedEpisode> written;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    Episode episode = sample_episode(i);
    episode.metadata = {{"k", *arbitrary_text()}};
    episode.writer = *perhaps(arbitrary_writer());
    if (*rc::gen::arbitrary<bool>()) episode.other_writers = {"token carl"};
    for (std::int64_t number = *rc::gen::inRange(0, 4); number > 0; --number) {
      Step step = *arbitrary_step();
      step.step_number = number;
      if (step.action == " ") step.action = "not blank";
      episode.steps.insert(episode.steps.begin(), step);
    }
    if (*rc::gen::arbitrary<bool>()) episode = completed(episode, *arbitrary_outcome());
    written.push_back({"space-" + std::to_string(i), episode});
  }
  const auto back = must(read(archive_of(written)));
  RC_ASSERT(back.size() == written.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    RC_ASSERT(back[i].namespace_name == written[i].namespace_name);
    RC_ASSERT(back[i].episode == written[i].episode);
  }
}

TEST(Archive, is_refused_when_it_was_cut_at_a_line) {
  const auto last_line = sample().rfind("{\"checksum\"");
  EXPECT_EQ(complaint(sample().substr(0, last_line)),
            "the file ends without its checksum: it was cut off");
  EXPECT_EQ(complaint(""), "the file ends without its checksum: it was cut off");
}

TEST(Archive, is_refused_wherever_it_was_cut) {
  for (std::size_t bytes = 0; bytes + 1 < sample().size(); bytes += 37) {
    EXPECT_FALSE(read(sample().substr(0, bytes)).ok()) << bytes;
  }
}

RC_GTEST_PROP(Archive, is_refused_whichever_byte_before_the_checksum_was_changed, ()) {
  std::string text = sample();
  const auto at = *rc::gen::inRange<std::size_t>(0, text.rfind("{\"checksum\""));
  const char other = *rc::gen::element('a', '0', '"', ' ', '\n', '\xff');
  RC_PRE(text[at] != other);
  text[at] = other;
  RC_ASSERT(!read(text).ok());
}

TEST(Archive, is_refused_when_a_line_is_missing_twice_there_or_moved) {
  std::vector<std::string> lines;
  std::istringstream in(sample());
  for (std::string line; std::getline(in, line);) lines.push_back(line + "\n");
  ASSERT_EQ(lines.size(), 4U);
  const std::string changed = "the file was changed or cut since it was written";
  for (const auto& text :
       {lines[0] + lines[1] + lines[3], lines[0] + lines[1] + lines[2] + lines[2] + lines[3],
        lines[0] + lines[2] + lines[1] + lines[3]}) {
    EXPECT_NE(complaint(text).find(changed), std::string::npos) << complaint(text);
  }
  EXPECT_EQ(complaint(sample() + lines[1]), "line 5: there is more after the checksum");
}

TEST(Archive, says_which_line_cannot_be_read) {
  EXPECT_TRUE(complaint(replaced(sample(), "\"task_type\":\"documentation\"", "\"task_type\":7"))
                  .starts_with("line 2: record.episode.task_type: expected one of"));
  EXPECT_TRUE(complaint(replaced(sample(), sample_id(2), "no-id"))
                  .starts_with("line 3: record.episode.id: "));
}

TEST(Archive, refuses_a_file_that_is_something_else) {
  EXPECT_TRUE(complaint("{\"format\":\"other\",\"version\":1}\n")
                  .starts_with("line 1: this is not an export of memory-mcp"));
  EXPECT_TRUE(complaint("<html>\n").starts_with("line 1: not JSON"));
  EXPECT_TRUE(complaint(replaced(sample(), "\"version\":1", "\"version\":2"))
                  .starts_with("line 1: this export has version 2"));
  EXPECT_TRUE(
      complaint(replaced(sample(), "xxh3-128", "md5")).find("unknown checksum algorithm md5") !=
      std::string::npos);
}

TEST(Archive, holds_relations_and_checkpoints_too) {
  std::ostringstream out;
  ArchiveWriter writer(out, sample_time);
  const Relation relation = sample_relation(1, 2, RelationType::blocks);
  const Checkpoint checkpoint = sample_checkpoint(1, 2);
  EXPECT_TRUE(writer.add(ArchivedEpisode{"a", whole(2)}));
  EXPECT_TRUE(writer.add(ArchivedCheckpoint{"a", checkpoint}));
  EXPECT_TRUE(writer.add(ArchivedRelation{"a", relation}));
  must(writer.finish());
  std::vector<ArchiveRecord> records;
  const auto keep = [&](ArchiveRecord record) -> Status {
    records.push_back(std::move(record));
    return Done{};
  };
  std::istringstream in(out.str());
  must(read_archive(in, keep));
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(std::get<ArchivedCheckpoint>(records[1]).checkpoint, checkpoint);
  EXPECT_EQ(std::get<ArchivedRelation>(records[2]).relation, relation);
  EXPECT_EQ(std::get<ArchivedRelation>(records[2]).namespace_name, "a");
  std::istringstream wrong(replaced(out.str(), "\"from_episode_id\":\"" + sample_id(1),
                                    "\"from_episode_id\":\"" + sample_id(2)));
  EXPECT_EQ(complaint_of(read_archive(wrong, keep)),
            "line 4: record.relation.to_episode_id: a relation joins two episodes");
}

TEST(Archive, may_be_followed_by_another_one) {
  const std::string both = sample() + archive_of({{"third", whole(3)}});
  const auto episodes = must(read(both));
  ASSERT_EQ(episodes.size(), 3U);
  EXPECT_EQ(episodes[2].namespace_name, "third");
  EXPECT_TRUE(complaint(both.substr(0, both.size() - 10)).starts_with("line 7: not JSON"));
  EXPECT_EQ(complaint(sample() + sample().substr(0, sample().find("\n{\"checksum\"") + 1)),
            "the file ends without its checksum: it was cut off");
}

TEST(Archive, leaves_out_what_is_longer_than_it_may_be) {
  std::ostringstream out;
  ArchiveWriter writer(out, sample_time);
  EXPECT_FALSE(writer.add(ArchivedEpisode{"a", whole(1)}, 100));
  EXPECT_TRUE(writer.add(ArchivedEpisode{"a", whole(2)}, 100'000));
  EXPECT_EQ(writer.bytes(), out.str().size());
  must(writer.finish());
  const auto episodes = must(read(out.str()));
  ASSERT_EQ(episodes.size(), 1U);
  EXPECT_EQ(episodes[0].episode, whole(2));
}

TEST(Archive, stops_when_its_reader_does_not_want_more) {
  std::istringstream in(sample());
  int seen = 0;
  const Status stopped = read_archive(in, [&](ArchiveRecord) -> Status {
    ++seen;
    return conflict("enough");
  });
  EXPECT_EQ(fault_of(stopped), Fault::conflict);
  EXPECT_EQ(complaint_of(stopped), "line 2: enough");
  EXPECT_EQ(seen, 1);
}

TEST(Archive, says_so_when_it_could_not_be_written) {
  std::ostringstream out;
  ArchiveWriter writer(out, sample_time);
  out.setstate(std::ios::badbit);
  EXPECT_EQ(fault_of(writer.finish()), Fault::unavailable);
}

TEST(Archive, takes_in_whatever_parameters_a_call_could_have_recorded) {
  const std::size_t depth = limits::json_depth_max - 1;  // Lists, inside one object.
  const std::string deep = R"({"a":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  Episode episode = sample_episode(1);
  episode.steps = {sample_step(1)};
  episode.steps[0].parameters = JsonObjectText{deep};
  EXPECT_EQ(must(read(archive_of({{"default", episode}}))).at(0).episode, episode);
}

}  // namespace
}  // namespace memory_mcp
