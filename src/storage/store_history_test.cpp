// Whatever is done to them, the SQLite store answers as the in-memory store does, which is simple
// enough to be believed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/log.h"
#include "storage/postgres/postgres_for_tests.h"
#include "storage/store.h"
#include "tests/doubles/arbitrary_episodes.h"
#include "tests/doubles/must.h"
#include "tests/doubles/print_as_json.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

constexpr int ids = 4;

// One answer as text, whatever its kind: equal answers are equal texts.
template <typename T>
std::string told(const Result<T>& result, const std::function<std::string(const T&)>& tell) {
  if (result.ok()) return tell(*result);
  return std::string(name_of(result.error().fault)) + ": " + result.error().message;
}

std::string told(const Status& status) {
  return told<Done>(status, [](const Done&) { return "done"; });
}

std::string json_of(const auto& value) { return to_line(to_json(value)); }

std::string told_counts(const EpisodeCounts& counts) {
  std::string text;
  for (const auto number : {counts.total, counts.open, counts.succeeded, counts.created_last_hour,
                            counts.created_last_24h}) {
    text += std::to_string(number) + " ";
  }
  // The rewards may be added up in another order.
  return text + (counts.avg_reward ? std::to_string(*counts.avg_reward) : "none");
}

std::string told_ranks(const PeerRanks& ranks) {
  std::string text;
  for (const auto number : {ranks.peers, ranks.fewer_steps, ranks.equal_steps, ranks.timed_peers,
                            ranks.faster, ranks.equally_fast}) {
    text += std::to_string(number) + " ";
  }
  return text;
}

// Where a page ends may differ in its number, not in what follows it.
std::string told_pages(Transaction& transaction, Order order, std::size_t limit) {
  std::string text;
  std::optional<std::int64_t> from;
  do {
    const EpisodePage page = must(transaction.episodes(order, from, limit));
    for (const auto& episode : page.episodes) text += json_of(episode) + "\n";
    text += "--\n";
    from = page.next;
  } while (from);
  return text;
}

// Something that can be done in a transaction, and what came of it.
struct Operation {
  std::string name;
  std::function<std::string(Transaction&)> run;
};

void showValue(const Operation& operation, std::ostream& out) { out << operation.name; }

Operation insertion(const Episode& episode) {
  return {"insert " + json_of(episode),
          [episode](Transaction& t) { return told(t.insert(episode)); }};
}

Operation step_insertion(const std::string& id, const Step& step) {
  return {"insert_step " + id + " " + json_of(step), [id, step](Transaction& t) {
            // A rule of the recorder, on which the ranks rely: completed means no more steps.
            const auto stored = t.episode_without_steps(id);
            if (stored.ok() && stored->outcome) return std::string("completed");
            return told(t.insert_step(id, step));
          }};
}

Operation completion(const std::string& id, const Outcome& outcome, double reward) {
  return {"complete " + id, [id, outcome, reward](Transaction& t) {
            const auto stored = t.episode(id);
            if (!stored.ok()) return complaint_of(stored);
            return told(t.update(completed(*stored, outcome, reward)));
          }};
}

Operation removal(const std::string& id) {
  return {"remove " + id, [id](Transaction& t) { return told(t.remove(id)); }};
}

Operation reading(const std::string& id) {
  return {"read " + id, [id](Transaction& t) {
            return told<Episode>(t.episode(id), json_of<Episode>) +
                   told<std::optional<Step>>(
                       t.step(id, 2),
                       [](const auto& step) { return step ? json_of(*step) : "-"; }) +
                   told<std::int64_t>(t.step_count(id),
                                      [](std::int64_t count) { return std::to_string(count); });
          }};
}

Operation ranking(const Episode& episode) {
  return {"rank " + json_of(episode),
          [episode](Transaction& t) { return told_ranks(must(t.ranks(effort_of(episode)))); }};
}

rc::Gen<Operation> arbitrary_operation() {
  return rc::gen::exec([] {
    const std::string id = sample_id(*rc::gen::inRange(0, ids));
    Episode episode = *arbitrary_episode(ids);
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
      case 1:
        for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
          episode.steps.insert(episode.steps.begin(), *arbitrary_step());
          episode.steps.front().step_number = i;
        }
        return insertion(*rc::gen::arbitrary<bool>() ? completed(episode) : episode);
      case 2:
      case 3:
        return step_insertion(id, *arbitrary_step(4));
      case 4:
        return completion(id, *arbitrary_outcome(), *rc::gen::element(0.0, 0.1, 0.7));
      case 5:
        return removal(id);
      case 6:
        return reading(id);
      default:
        episode.steps = *rc::gen::container<std::vector<Step>>(2, arbitrary_step());
        return ranking(episode);
    }
  });
}

// Several operations in one transaction, which may change its mind at the end.
struct Change {
  std::string namespace_name;
  std::vector<Operation> operations;
  bool gives_up = false;
};

void showValue(const Change& change, std::ostream& out) {
  out << change.namespace_name << (change.gives_up ? " (undone)" : "");
  for (const auto& operation : change.operations) out << "\n    " << operation.name;
}

rc::Gen<Change> arbitrary_change() {
  return rc::gen::exec([] {
    return Change{
        *rc::gen::element<std::string>("a", "b"),
        *rc::gen::resize(10, rc::gen::container<std::vector<Operation>>(arbitrary_operation())),
        *rc::gen::inRange(0, 4) == 0};
  });
}

std::string apply(Store& store, const Change& change) {
  std::string answers;
  const Status status = store.write(change.namespace_name, [&](Transaction& t) -> Status {
    for (const auto& operation : change.operations) answers += operation.run(t) + "\n";
    if (change.gives_up) return Error{Fault::denied, "undone"};
    return Done{};
  });
  return answers + told(status);
}

// All that can be seen from outside.
std::string everything_in(Store& store) {
  std::string text;
  for (const auto& name : must(store.namespaces())) {
    text += name + "\n";
    must(store.read(name, [&](Transaction& t) -> Status {
      text += told_pages(t, Order::oldest_first, 2) + told_pages(t, Order::newest_first, 3);
      for (const auto& id : must(t.episode_ids(0, 100)).ids) text += json_of(must(t.episode(id)));
      text += told_counts(must(t.counts(sample_time)));
      return Done{};
    }));
  }
  const StoreReport report = must(store.report());
  return text + std::to_string(report.episodes) + " " + std::to_string(report.steps);
}

RC_GTEST_PROP(Stores, answer_alike_whatever_is_done_to_them, ()) {
  set_log_level(LogLevel::off);
  const auto changes = *rc::gen::container<std::vector<Change>>(arbitrary_change());
  const TemporaryFolder folder;
  const ManualClock clock(sample_time);
  const auto sqlite = must(open_store("sqlite:" + folder.file("memory.db"), clock));
  const auto in_memory = make_in_memory_store();
  for (const auto& change : changes) RC_ASSERT(apply(*sqlite, change) == apply(*in_memory, change));
  RC_ASSERT(everything_in(*sqlite) == everything_in(*in_memory));
  RC_ASSERT(must(sqlite->inspect()).empty());
}

RC_GTEST_PROP(PostgresStores, answer_alike_whatever_is_done_to_them, ()) {
  set_log_level(LogLevel::off);
  PostgresForTests postgres;
  if (!postgres.is_there()) return;  // The tests of the contract say so.
  const auto changes = *rc::gen::container<std::vector<Change>>(arbitrary_change());
  const ManualClock clock(sample_time);
  const auto store = must(open_store(postgres.empty_schema(), clock));
  const auto in_memory = make_in_memory_store();
  for (const auto& change : changes) RC_ASSERT(apply(*store, change) == apply(*in_memory, change));
  RC_ASSERT(everything_in(*store) == everything_in(*in_memory));
  RC_ASSERT(must(store->inspect()).empty());
}

}  // namespace
}  // namespace memory_mcp
