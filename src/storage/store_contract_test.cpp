#include "storage/store_contract.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

Status insert(Store& store, const Episode& episode, std::string_view name = "default") {
  return store.write(name, [&](Transaction& transaction) { return transaction.insert(episode); });
}

Result<Episode> episode(Store& store, const std::string& id, std::string_view name = "default") {
  return store.read(name, [&](Transaction& transaction) { return transaction.episode(id); });
}

std::vector<std::string> ids_of(const std::vector<Episode>& episodes) {
  std::vector<std::string> ids;
  for (const auto& episode : episodes) ids.push_back(episode.id);
  return ids;
}

// Every page in turn, and how many pages there were.
std::vector<std::string> all_ids(Store& store, Order order, std::size_t limit, int& pages) {
  std::vector<std::string> ids;
  std::optional<std::int64_t> from;
  do {
    ++pages;
    const EpisodePage page = must(store.read("default", [&](Transaction& transaction) {
      return transaction.episodes(order, from, limit);
    }));
    std::ranges::copy(ids_of(page.episodes), std::back_inserter(ids));
    from = page.next;
  } while (from);
  return ids;
}

// --- Episodes ---------------------------------------------------------------------------------

TEST_P(StoreContract, gives_back_an_open_episode_as_it_was) {
  must(insert(store(), sample_episode(1)));
  EXPECT_EQ(must(episode(store(), sample_id(1))), sample_episode(1));
}

TEST_P(StoreContract, gives_back_a_completed_episode_with_its_steps_as_it_was) {
  Episode whole = completed(sample_episode(1), partial_success(2, 1));
  whole.steps = {sample_step(1), sample_step(7), sample_step(1'000'000)};
  must(insert(store(), whole));
  EXPECT_EQ(must(episode(store(), whole.id)), whole);
}

TEST_P(StoreContract, keeps_text_that_looks_like_sql_or_holds_a_zero_byte) {
  Episode hostile = sample_episode(1);
  hostile.context.domain = "a'); DROP TABLE episodes; --";
  hostile.task_description = std::string("zero \0 byte", 11) + " \u2028 \x7f";
  must(insert(store(), hostile));
  EXPECT_EQ(must(episode(store(), hostile.id)), hostile);
}

TEST_P(StoreContract, gives_an_episode_without_its_steps_when_asked_so) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  const Episode bare = must(
      read([&](Transaction& transaction) { return transaction.episode_without_steps(whole.id); }));
  EXPECT_EQ(bare, sample_episode(1));
}

TEST_P(StoreContract, refuses_a_second_episode_of_the_same_id_and_keeps_the_first) {
  must(insert(store(), sample_episode(1)));
  Episode second = sample_episode(1);
  second.task_description = "another";
  EXPECT_EQ(fault_of(insert(store(), second)), Fault::conflict);
  EXPECT_EQ(must(episode(store(), sample_id(1))), sample_episode(1));
}

TEST_P(StoreContract, refuses_to_insert_an_episode_that_has_a_step_twice) {
  Episode twice = sample_episode(1);
  twice.steps = {sample_step(1), sample_step(1)};
  EXPECT_EQ(fault_of(insert(store(), twice)), Fault::conflict);
  EXPECT_EQ(fault_of(episode(store(), twice.id)), Fault::not_found);
}

TEST_P(StoreContract, gives_steps_in_order_in_whatever_order_they_were_inserted) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(3), sample_step(1)};
  must(insert(store(), whole));
  must(write([&](Transaction& t) { return t.insert_step(whole.id, sample_step(2)); }));
  const std::vector<Step> expected{sample_step(1), sample_step(2), sample_step(3)};
  EXPECT_EQ(must(episode(store(), whole.id)).steps, expected);
}

TEST_P(StoreContract, replaces_everything_but_the_steps_on_update) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  Episode changed = completed(whole, failure(), 0.05);
  changed.task_description = "changed";
  changed.context.tags.clear();
  must(write([&](Transaction& transaction) { return transaction.update(changed); }));
  EXPECT_EQ(must(episode(store(), whole.id)), changed);
}

TEST_P(StoreContract, knows_who_opened_an_episode) {
  Episode of_ann = sample_episode(1);
  of_ann.writer = "token ann";
  must(insert(store(), of_ann));
  must(insert(store(), sample_episode(2)));
  const auto writer = [&](int number) {
    return must(
        read([&](Transaction& transaction) { return transaction.writer(sample_id(number)); }));
  };
  EXPECT_EQ(writer(1), "token ann");
  EXPECT_EQ(writer(2), local_name);
  EXPECT_EQ(must(episode(store(), of_ann.id)), of_ann);
}

TEST_P(StoreContract, refuses_an_update_that_names_another_writer) {
  Episode of_ann = sample_episode(1);
  of_ann.writer = "token ann";
  must(insert(store(), of_ann));
  for (const std::optional<std::string>& writer :
       {std::optional<std::string>("token bob"), std::optional<std::string>()}) {
    Episode changed = of_ann;
    changed.writer = writer;
    const Status refused =
        write([&](Transaction& transaction) { return transaction.update(changed); });
    EXPECT_EQ(fault_of(refused), Fault::conflict);
    EXPECT_EQ(field_of(refused), "writer");
  }
  of_ann.other_writers = {"token bob"};
  must(write([&](Transaction& transaction) { return transaction.update(of_ann); }));
  EXPECT_EQ(must(episode(store(), of_ann.id)), of_ann);
}

TEST_P(StoreContract, keeps_the_steps_when_an_open_episode_is_updated_without_them) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  must(write([&](Transaction& transaction) { return transaction.update(sample_episode(1)); }));
  EXPECT_EQ(must(episode(store(), whole.id)).steps, whole.steps);
}

TEST_P(StoreContract, removes_an_episode_with_its_steps) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1), sample_step(2)};
  must(insert(store(), whole));
  must(write([&](Transaction& transaction) { return transaction.remove(whole.id); }));
  EXPECT_EQ(fault_of(episode(store(), whole.id)), Fault::not_found);
  EXPECT_EQ(must(store().report()).steps, 0);
}

TEST_P(StoreContract, a_removed_id_can_be_used_again_and_brings_no_old_steps_back) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  must(write([&](Transaction& transaction) { return transaction.remove(whole.id); }));
  must(insert(store(), sample_episode(1)));
  EXPECT_EQ(must(episode(store(), whole.id)), sample_episode(1));
}

// --- Steps ------------------------------------------------------------------------------------

TEST_P(StoreContract, gives_one_step_by_its_number_or_none) {
  must(insert(store(), sample_episode(1)));
  must(write([](Transaction& t) { return t.insert_step(sample_id(1), sample_step(5)); }));
  const auto step = [&](std::int64_t number) {
    return must(read([&](Transaction& t) { return t.step(sample_id(1), number); }));
  };
  EXPECT_EQ(step(5), sample_step(5));
  EXPECT_EQ(step(4), std::nullopt);
}

TEST_P(StoreContract, refuses_a_step_number_that_is_taken_and_keeps_the_first) {
  must(insert(store(), sample_episode(1)));
  must(write([](Transaction& t) { return t.insert_step(sample_id(1), sample_step(1)); }));
  Step other = sample_step(1);
  other.tool = "another";
  const Status refused = write([&](Transaction& t) { return t.insert_step(sample_id(1), other); });
  EXPECT_EQ(fault_of(refused), Fault::conflict);
  EXPECT_EQ(must(episode(store(), sample_id(1))).steps, std::vector{sample_step(1)});
}

TEST_P(StoreContract, counts_the_steps_of_one_episode_only) {
  Episode other = sample_episode(2);
  other.steps = {sample_step(1), sample_step(2), sample_step(3)};
  must(insert(store(), sample_episode(1)));
  must(insert(store(), other));
  const auto count = [&](int number) {
    return must(read([&](Transaction& t) { return t.step_count(sample_id(number)); }));
  };
  EXPECT_EQ(count(1), 0);
  EXPECT_EQ(count(2), 3);
}

TEST_P(StoreContract, says_not_found_and_the_id_for_whatever_is_asked_of_an_unknown_episode) {
  must(insert(store(), sample_episode(1)));
  const std::string id = sample_id(2);
  must(write([&](Transaction& t) -> Status {
    for (const Status& status :
         {t.update(sample_episode(2)), t.remove(id), t.insert_step(id, sample_step(1))}) {
      EXPECT_EQ(fault_of(status), Fault::not_found);
      EXPECT_NE(complaint_of(status).find(id), std::string::npos);
      EXPECT_EQ(field_of(status), "episode_id");
    }
    EXPECT_EQ(fault_of(t.episode(id)), Fault::not_found);
    EXPECT_EQ(fault_of(t.episode_without_steps(id)), Fault::not_found);
    EXPECT_EQ(fault_of(t.step(id, 1)), Fault::not_found);
    EXPECT_EQ(fault_of(t.step_count(id)), Fault::not_found);
    EXPECT_EQ(fault_of(t.writer(id)), Fault::not_found);
    return Done{};
  }));
}

// --- Namespaces -------------------------------------------------------------------------------

TEST_P(StoreContract, shows_nothing_of_one_namespace_in_another) {
  Episode whole = completed(sample_episode(1));
  whole.steps = {sample_step(1)};
  must(insert(store(), whole, "a"));
  must(store().read("b", [&](Transaction& t) -> Status {
    EXPECT_EQ(fault_of(t.episode(whole.id)), Fault::not_found);
    EXPECT_EQ(fault_of(t.step(whole.id, 1)), Fault::not_found);
    EXPECT_TRUE(must(t.episodes(Order::oldest_first, std::nullopt, 10)).episodes.empty());
    EXPECT_TRUE(must(t.episode_ids(0, 10)).ids.empty());
    EXPECT_EQ(must(t.counts(sample_time)), EpisodeCounts{});
    EXPECT_EQ(must(t.ranks(effort_of(whole))), PeerRanks{});
    return Done{};
  }));
}

TEST_P(StoreContract, changes_nothing_of_one_namespace_from_another) {
  must(insert(store(), sample_episode(1), "a"));
  must(insert(store(), sample_episode(2), "b"));
  must(store().write("b", [&](Transaction& t) -> Status {
    EXPECT_EQ(fault_of(t.remove(sample_id(1))), Fault::not_found);
    EXPECT_EQ(fault_of(t.update(completed(sample_episode(1)))), Fault::not_found);
    EXPECT_EQ(fault_of(t.insert_step(sample_id(1), sample_step(1))), Fault::not_found);
    return Done{};
  }));
  EXPECT_EQ(must(episode(store(), sample_id(1), "a")), sample_episode(1));
}

TEST_P(StoreContract, keeps_the_same_id_in_two_namespaces_apart) {
  Episode other = sample_episode(1);
  other.task_description = "the other one";
  must(insert(store(), sample_episode(1), "a"));
  must(insert(store(), other, "b"));
  must(store().write("a", [](Transaction& t) { return t.insert_step(sample_id(1), {}); }));
  EXPECT_EQ(must(episode(store(), sample_id(1), "b")), other);
}

TEST_P(StoreContract, lists_namespaces_that_something_was_stored_in_by_name) {
  must(insert(store(), sample_episode(1), "b"));
  must(insert(store(), sample_episode(1), "a"));
  must(store().read("c", [](Transaction& t) { return t.counts(sample_time); }));
  must(store().write("d", [](Transaction&) -> Status { return Done{}; }));
  EXPECT_EQ(must(store().namespaces()), (std::vector<std::string>{"a", "b"}));
}

TEST_P(StoreContract, tells_namespaces_apart_that_differ_in_case_only) {
  must(insert(store(), sample_episode(1), "Team"));
  EXPECT_EQ(fault_of(episode(store(), sample_id(1), "team")), Fault::not_found);
}

// --- Transactions -----------------------------------------------------------------------------

TEST_P(StoreContract, changes_nothing_when_the_body_fails_at_its_end) {
  must(insert(store(), sample_episode(1)));
  const Status failed = write([](Transaction& t) -> Status {
    must(t.insert(sample_episode(2)));
    must(t.insert_step(sample_id(1), sample_step(1)));
    must(t.update(completed(sample_episode(1))));
    return Error{Fault::denied, "changed its mind"};
  });
  EXPECT_EQ(fault_of(failed), Fault::denied);
  EXPECT_EQ(complaint_of(failed), "changed its mind");
  EXPECT_EQ(must(episode(store(), sample_id(1))), sample_episode(1));
  EXPECT_EQ(fault_of(episode(store(), sample_id(2))), Fault::not_found);
}

TEST_P(StoreContract, does_not_even_name_a_namespace_whose_only_write_failed) {
  const Status failed = write([](Transaction& t) -> Status {
    must(t.insert(sample_episode(1)));
    return Error{Fault::denied, "no"};
  });
  EXPECT_EQ(fault_of(failed), Fault::denied);
  EXPECT_TRUE(must(store().namespaces()).empty());
}

TEST_P(StoreContract, shows_a_body_what_it_wrote_itself) {
  must(write([](Transaction& t) -> Status {
    must(t.insert(sample_episode(1)));
    must(t.insert_step(sample_id(1), sample_step(1)));
    EXPECT_EQ(must(t.episode(sample_id(1))).steps.size(), 1U);
    EXPECT_EQ(must(t.counts(sample_time)).total, 1);
    must(t.remove(sample_id(1)));
    EXPECT_EQ(fault_of(t.episode(sample_id(1))), Fault::not_found);
    return Done{};
  }));
}

TEST_P(StoreContract, goes_on_inside_a_body_after_an_operation_was_refused) {
  must(write([](Transaction& t) -> Status {
    must(t.insert(sample_episode(1)));
    EXPECT_EQ(fault_of(t.insert(sample_episode(1))), Fault::conflict);
    return t.insert(sample_episode(2));
  }));
  EXPECT_EQ(must(store().report()).episodes, 2);
}

TEST_P(StoreContract, hands_out_what_a_body_returns) {
  EXPECT_EQ(must(write([](Transaction&) -> Result<int> { return 7; })), 7);
  EXPECT_EQ(must(read([](Transaction&) -> Result<std::string> { return {"seven"}; })), "seven");
}

// Two of three bodies of each thread fail, in every batch: none of them may take a neighbour along.
TEST_P(StoreContract, keeps_the_whole_bodies_of_many_threads_and_only_those) {
  constexpr int threads = 8;
  constexpr int writes = 30;
  {
    std::vector<std::jthread> writers;
    for (int thread = 0; thread < threads; ++thread) {
      writers.emplace_back([this, thread] {
        for (int i = 0; i < writes; ++i) {
          const int number = thread * writes + i;
          const Status status = write([&](Transaction& t) -> Status {
            TRY(t.insert(sample_episode(number)));
            if (number % 3 == 1) return Error{Fault::denied, "no"};
            if (number % 3 == 2) return t.insert(sample_episode(number));
            return t.insert_step(sample_id(number), sample_step(1));
          });
          EXPECT_EQ(status.ok(), number % 3 == 0);
        }
      });
    }
  }
  const StoreReport report = must(store().report());
  EXPECT_EQ(report.episodes, threads * writes / 3);
  EXPECT_EQ(report.steps, threads * writes / 3);
}

TEST_P(StoreContract, loses_no_update_of_threads_that_read_and_write_the_same_episode) {
  constexpr int threads = 8;
  constexpr int writes = 20;
  must(insert(store(), sample_episode(1)));
  {
    std::vector<std::jthread> writers;
    for (int thread = 0; thread < threads; ++thread) {
      writers.emplace_back([this] {
        for (int i = 0; i < writes; ++i) {
          must(write([](Transaction& t) -> Status {
            const std::int64_t count = TRY(t.step_count(sample_id(1)));
            return t.insert_step(sample_id(1), sample_step(count + 1));
          }));
        }
      });
    }
  }
  EXPECT_EQ(must(episode(store(), sample_id(1))).steps.size(), threads * writes);
}

TEST_P(StoreContract, shows_readers_all_of_a_write_or_nothing) {
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int pair = 0; pair < 50; ++pair) {
      must(write([&](Transaction& t) -> Status {
        TRY(t.insert(sample_episode(2 * pair)));
        return t.insert(sample_episode(2 * pair + 1));
      }));
    }
    done = true;
  });
  std::int64_t seen = 0;
  while (!done || seen < 100) {
    seen = must(read([](Transaction& t) { return t.counts(sample_time); })).total;
    ASSERT_EQ(seen % 2, 0);
  }
}

TEST_P(StoreContract, reads_the_same_all_through_one_body) {
  must(insert(store(), sample_episode(1)));
  must(read([&](Transaction& t) -> Status {
    const auto before = TRY(t.counts(sample_time));
    const auto page = TRY(t.episodes(Order::oldest_first, std::nullopt, 10));
    EXPECT_EQ(before.total, std::ssize(page.episodes));
    return Done{};
  }));
}

// --- Pages ------------------------------------------------------------------------------------

TEST_P(StoreContract, pages_through_all_episodes_once_in_either_order) {
  std::vector<std::string> inserted;
  for (const int number : {5, 3, 9, 1, 7}) {  // By when they were stored, not by id.
    inserted.push_back(sample_id(number));
    must(insert(store(), sample_episode(number)));
  }
  int pages = 0;
  EXPECT_EQ(all_ids(store(), Order::oldest_first, 2, pages), inserted);
  EXPECT_EQ(pages, 3);
  std::ranges::reverse(inserted);
  EXPECT_EQ(all_ids(store(), Order::newest_first, 2, pages = 0), inserted);
  EXPECT_EQ(pages, 3);
}

TEST_P(StoreContract, ends_at_a_page_that_is_just_full) {
  for (int number = 0; number < 4; ++number) must(insert(store(), sample_episode(number)));
  int pages = 0;
  EXPECT_EQ(all_ids(store(), Order::oldest_first, 2, pages).size(), 4U);
  EXPECT_EQ(all_ids(store(), Order::newest_first, 4, pages).size(), 4U);
  EXPECT_EQ(pages, 3);
}

TEST_P(StoreContract, lists_episodes_without_their_steps) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  const EpisodePage page =
      must(read([](Transaction& t) { return t.episodes(Order::newest_first, std::nullopt, 10); }));
  EXPECT_EQ(page.episodes, std::vector{sample_episode(1)});
}

TEST_P(StoreContract, lists_ids_in_pages_oldest_first) {
  for (const int number : {2, 1, 3}) must(insert(store(), sample_episode(number)));
  const auto page = [&](std::int64_t from) {
    return must(read([&](Transaction& t) { return t.episode_ids(from, 2); }));
  };
  const EpisodeIds first = page(0);
  EXPECT_EQ(first.ids, (std::vector{sample_id(2), sample_id(1)}));
  ASSERT_TRUE(first.next);
  EXPECT_EQ(page(*first.next).ids, std::vector{sample_id(3)});
  EXPECT_EQ(page(*first.next).next, std::nullopt);
}

TEST_P(StoreContract, goes_on_paging_where_the_next_episode_was_removed_meanwhile) {
  for (int number = 1; number <= 4; ++number) must(insert(store(), sample_episode(number)));
  const auto page = [&](std::optional<std::int64_t> from) {
    return must(read([&](Transaction& t) { return t.episodes(Order::oldest_first, from, 2); }));
  };
  const EpisodePage first = page(std::nullopt);
  must(write([](Transaction& t) { return t.remove(sample_id(3)); }));
  EXPECT_EQ(ids_of(page(first.next).episodes), std::vector{sample_id(4)});
}

TEST_P(StoreContract, never_gives_a_new_episode_the_place_of_a_removed_one) {
  for (int number = 1; number <= 2; ++number) must(insert(store(), sample_episode(number)));
  const auto next_of_first = [&] {
    return must(read([](Transaction& t) { return t.episode_ids(0, 1); })).next;
  };
  const auto place_of_second = next_of_first();
  must(write([](Transaction& t) { return t.remove(sample_id(2)); }));
  must(insert(store(), sample_episode(3)));
  EXPECT_GT(next_of_first(), place_of_second);
}

// --- Counts and ranks -------------------------------------------------------------------------

TEST_P(StoreContract, counts_open_succeeded_recent_and_rewarded_episodes) {
  const auto started = [](int number, std::int64_t before_ms) {
    Episode episode = sample_episode(number);
    episode.start_time.ms -= before_ms;
    return episode;
  };
  must(insert(store(), started(1, 0)));
  must(insert(store(), completed(started(2, hour_ms), success(), 0.75)));
  must(insert(store(), completed(started(3, hour_ms - 1), failure(), 0.25)));
  must(insert(store(), completed(started(4, 24 * hour_ms), partial_success(1, 1), 0.5)));
  const EpisodeCounts expected{.total = 4,
                               .open = 1,
                               .succeeded = 1,
                               .created_last_hour = 2,
                               .created_last_24h = 3,
                               .avg_reward = 0.5};
  EXPECT_EQ(must(read([](Transaction& t) { return t.counts(sample_time); })), expected);
}

TEST_P(StoreContract, has_no_average_reward_without_a_completed_episode) {
  must(insert(store(), sample_episode(1)));
  EXPECT_EQ(must(read([](Transaction& t) { return t.counts(sample_time); })).avg_reward,
            std::nullopt);
}

// A completed episode of `steps` steps, each of which took `latency_ms`, when one is given.
Episode peer(int number, int steps, std::optional<double> latency_ms) {
  Episode episode = sample_episode(number);
  for (int i = 1; i <= steps; ++i) {
    episode.steps.push_back(sample_step(i));
    episode.steps.back().latency_ms = latency_ms;
  }
  return completed(episode);
}

TEST_P(StoreContract, ranks_an_effort_among_completed_peers_of_its_domain_and_task_type) {
  must(insert(store(), peer(1, 1, 10)));
  must(insert(store(), peer(2, 2, 10)));
  must(insert(store(), peer(3, 2, std::nullopt)));
  must(insert(store(), peer(4, 4, 10)));
  must(insert(store(), sample_episode(5)));
  Episode elsewhere = peer(6, 1, 1);
  elsewhere.context.domain = "another";
  must(insert(store(), elsewhere));
  Episode otherwise = peer(7, 1, 1);
  otherwise.task_type = TaskType::debugging;
  must(insert(store(), otherwise));
  const PeerRanks expected{.peers = 4,
                           .fewer_steps = 1,
                           .equal_steps = 2,
                           .timed_peers = 3,
                           .faster = 1,
                           .equally_fast = 1};
  EXPECT_EQ(must(read([](Transaction& t) { return t.ranks(effort_of(peer(9, 2, 10))); })),
            expected);
}

TEST_P(StoreContract, ranks_an_effort_without_times_by_its_steps_alone) {
  must(insert(store(), peer(1, 1, 10)));
  const PeerRanks expected{.peers = 1, .fewer_steps = 1};
  EXPECT_EQ(must(read([](Transaction& t) { return t.ranks(effort_of(peer(9, 2, std::nullopt))); })),
            expected);
}

TEST_P(StoreContract, counts_an_episode_as_a_peer_from_its_completion_on) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  const auto peers = [&] {
    return must(read([&](Transaction& t) { return t.ranks(effort_of(whole)); })).peers;
  };
  EXPECT_EQ(peers(), 0);
  must(write([&](Transaction& t) { return t.update(completed(whole)); }));
  EXPECT_EQ(peers(), 1);
}

// --- The store as a whole ---------------------------------------------------------------------

TEST_P(StoreContract, reports_what_all_namespaces_hold_together) {
  Episode whole = sample_episode(1);
  whole.steps = {sample_step(1), sample_step(2)};
  must(insert(store(), whole, "a"));
  must(insert(store(), whole, "b"));
  const StoreReport report = must(store().report());
  EXPECT_EQ(report.backend, GetParam());
  EXPECT_EQ(report.episodes, 2);
  EXPECT_EQ(report.steps, 4);
  EXPECT_EQ(report.damage, "");
}

TEST_P(StoreContract, can_be_probed_without_a_trace) {
  must(insert(store(), sample_episode(1)));
  must(store().probe());
  EXPECT_EQ(must(store().report()).episodes, 1);
  EXPECT_EQ(must(store().namespaces()), std::vector<std::string>{"default"});
}

TEST_P(StoreContract, finds_nothing_wrong_with_what_it_wrote_itself) {
  Episode whole = completed(sample_episode(1), partial_success(0, 0));
  whole.steps = {sample_step(1)};
  must(insert(store(), whole));
  must(insert(store(), sample_episode(2), "b"));
  EXPECT_EQ(must(store().inspect()), std::vector<std::string>{});
}

TEST_P(StoreContract, shares_nothing_with_another_store) {
  const auto other = open_new("other.db");
  must(insert(store(), sample_episode(1)));
  EXPECT_EQ(must(other->report()).episodes, 0);
}

INSTANTIATE_TEST_SUITE_P(every, StoreContract, testing::ValuesIn(every_store),
                         [](const auto& tested) { return tested.param; });

// --- Opening ----------------------------------------------------------------------------------

TEST(open_store, names_the_kinds_of_store_it_knows_when_asked_for_another) {
  const ManualClock clock(sample_time);
  const auto opened = open_store("oracle:somewhere", clock);
  EXPECT_EQ(fault_of(opened), Fault::invalid_argument);
  EXPECT_EQ(field_of(opened), "store");
  EXPECT_NE(complaint_of(opened).find("sqlite, postgresql, in_memory"), std::string::npos);
}

TEST(open_store, refuses_sqlite_without_a_file) {
  const ManualClock clock(sample_time);
  EXPECT_EQ(fault_of(open_store("sqlite:", clock)), Fault::invalid_argument);
  EXPECT_EQ(fault_of(open_store("sqlite", clock)), Fault::invalid_argument);
}

}  // namespace
}  // namespace memory_mcp
