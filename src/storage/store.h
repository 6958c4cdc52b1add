// Store: what must be kept. Tools and verbs speak to it in transactions on one namespace, so that a
// rule such as "a completed episode takes no more steps" is checked and applied in one piece, by
// any number of server processes at once.
//
// A namespace is a partition: nothing of one can be seen from another.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "model/effort.h"
#include "model/episode.h"
#include "model/recommendation.h"
#include "model/task_store.h"
#include "storage/episode_links.h"
#include "storage/follower.h"
#include "storage/kept_answer.h"

namespace memory_mcp {

struct EpisodeCounts {
  std::int64_t total = 0;
  std::int64_t open = 0;
  std::int64_t succeeded = 0;
  std::int64_t created_last_hour = 0;
  std::int64_t created_last_24h = 0;
  std::optional<double> avg_reward;  // Of completed episodes; none without one.

  bool operator==(const EpisodeCounts&) const = default;
};

// A position in the order in which episodes were first stored.
struct EpisodePage {
  std::vector<Episode> episodes;     // Without their steps.
  std::optional<std::int64_t> next;  // Where the next page starts; none at the end.
};

// The same order, ids only: they can be listed when documents are damaged.
struct EpisodeIds {
  std::vector<std::string> ids;
  std::optional<std::int64_t> next;
};

enum class Order { oldest_first, newest_first };

// A description, and what its vectors are filed under.
struct FiledText {
  std::string description;
  std::string hash;
};

// Reads and writes of one namespace, all of them together or none. Made by a Store, used by one
// thread, valid during the call it was made for.
class Transaction : public EpisodeLinks, public AnswerTransaction {
 public:
  // not_found when there is none. With its steps in order of their numbers, or without any.
  virtual Result<Episode> episode(const std::string& id) = 0;
  virtual Result<Episode> episode_without_steps(const std::string& id) = 0;
  virtual Result<EpisodeStatus> status(const std::string& id) = 0;
  virtual Result<std::string> writer(const std::string& id) = 0;  // Who opened it.
  virtual Result<std::optional<Step>> step(const std::string& id, std::int64_t number) = 0;
  virtual Result<std::int64_t> step_count(const std::string& id) = 0;

  // Episodes without their steps; `from` is where an earlier page said the next one starts.
  virtual Result<EpisodePage> episodes(Order order, std::optional<std::int64_t> from,
                                       std::size_t limit) = 0;
  // Oldest first.
  virtual Result<EpisodeIds> episode_ids(std::int64_t from, std::size_t limit) = 0;
  virtual Result<EpisodeCounts> counts(Timestamp now) = 0;
  // Against completed episodes of the same domain and task type.
  virtual Result<PeerRanks> ranks(const Effort& effort) = 0;

  // The episode and its steps. conflict when the id is taken.
  virtual Status insert(const Episode& episode) = 0;
  // Replaces everything but the steps; a completed episode must carry all of them, to be counted.
  // conflict when it names another writer.
  virtual Status update(const Episode& episode) = 0;
  // conflict when the number is taken.
  virtual Status insert_step(const std::string& id, const Step& step) = 0;
  // The episode, its steps and all that goes with it.
  virtual Status remove(const std::string& id) = 0;

  // not_found when there is none.
  virtual Result<Recommendation> recommendation(const std::string& id) = 0;
  // not_found without its episode, with which it goes; conflict when the id is taken. Of those
  // without an episode and feedback the newest limits::loose_recommendations_max stay.
  virtual Status insert_recommendation(const Recommendation& recommendation) = 0;
  // Replaces an earlier one. not_found when there is no such recommendation.
  virtual Status set_feedback(const std::string& id, const Feedback& feedback) = 0;

  // The vectors of that text, of every generation, unless an episode of some namespace still has it
  // as its description.
  virtual Status forget_vectors(const FiledText& text) = 0;
};

// What an embedder made of a text; to the store, bytes.
struct StoredVector {
  std::string text_hash;
  std::string bytes;
};

// How often each tool was called, by its name.
using ToolCallCounts = std::map<std::string, std::int64_t>;

// What a store can say about itself.
struct StoreReport {
  std::string backend;  // "sqlite", "in_memory".
  std::int64_t episodes = 0;
  std::int64_t steps = 0;
  std::int64_t bytes = 0;  // On disk, or 0.
  std::optional<std::int64_t> free_disk_bytes;
  std::string damage;  // What a check found wrong; empty while nothing is known to be.
};

// Safe for concurrent use.
class Store : public TaskStore, public AnswerStore {
 public:
  // Runs `body` on a snapshot.
  template <typename Body>
  auto read(std::string_view namespace_name, Body body) {
    return returning(body, [&](const Work& work) { return run_read(namespace_name, work); });
  }

  // Runs `body`; when it returns ok, all it wrote is on disk before this returns, else nothing is,
  // or the error says that nobody knows. It may be run more than once and by another thread: it
  // must not touch anything but the transaction and what it was given.
  template <typename Body>
  auto write(std::string_view namespace_name, Body body) {
    return returning(body, [&](const Work& work) { return run_write(namespace_name, work); });
  }

  // Tells `follower` what every process wrote after `from`, about `limit` changes of each kind at
  // most, and returns how far it came: where it was when there is nothing new.
  virtual Result<ChangePosition> follow(ChangePosition from, Follower& follower,
                                        std::size_t limit) = 0;

  virtual Result<std::vector<std::string>> namespaces() = 0;

  // What is chosen at run time, for all namespaces.
  virtual Result<std::optional<std::string>> setting(const std::string& name) = 0;
  // Sets it only if its value is `seen`, or it has none when `seen` is nothing: whoever decided by
  // what another process has replaced since learns of it by false.
  virtual Result<bool> replace_setting(const std::string& name,
                                       const std::optional<std::string>& seen,
                                       const std::string& value) = 0;

  // Vectors of texts, filed under what makes them comparable. For each hash its bytes, or nothing.
  virtual Result<std::vector<std::optional<std::string>>> vectors(
      const std::string& generation, std::span<const std::string> text_hashes) = 0;
  // Replaces those that are there.
  virtual Status keep_vectors(const std::string& generation,
                              std::span<const StoredVector> vectors) = 0;
  virtual Status drop_vectors_but(const std::string& generation) = 0;
  // Of that generation, those with these bytes.
  virtual Status drop_vectors_equal_to(const std::string& generation, const std::string& bytes) = 0;

  // By all servers of the store, ever.
  virtual Result<ToolCallCounts> tool_calls() = 0;
  virtual Status add_tool_calls(const ToolCallCounts& calls) = 0;

  virtual Result<StoreReport> report() = 0;

  // Writes, reads back and deletes something that no one else sees; fails when any of it does.
  virtual Status probe() = 0;

  // Looks at everything that is stored and returns a sentence for each thing that is wrong.
  virtual Result<std::vector<std::string>> inspect() = 0;

  // Writes a copy that is consistent in itself to a new file, while others read and write.
  // `progress` is told the parts done and their total now and then.
  using Progress = std::function<void(std::int64_t done, std::int64_t total)>;
  virtual Status back_up(const std::string& path, const Progress& progress) = 0;

 protected:
  using Work = std::function<Status(Transaction&)>;
  virtual Status run_read(std::string_view namespace_name, const Work& work) = 0;
  virtual Status run_write(std::string_view namespace_name, const Work& work) = 0;

 private:
  template <typename Body, typename Run>
  static auto returning(Body& body, Run run) -> std::invoke_result_t<Body&, Transaction&> {
    using Value = typename std::invoke_result_t<Body&, Transaction&>::Value;
    std::optional<Value> value;
    Status status = run([&](Transaction& transaction) -> Status {
      value = TRY(body(transaction));
      return Done{};
    });
    if (!status.ok()) return std::move(status).error();
    return *std::move(value);
  }
};

// Whether a store that is not there yet is made, or is not_found.
enum class Opening { create, existing };

// How to open the store named by a URL such as "sqlite:/home/me/.local/share/memory-mcp/memory.db".
// The part before the colon is a word of store_list.def.
Result<std::unique_ptr<Store>> open_store(std::string_view url, const Clock& clock,
                                          Opening opening = Opening::create);

// The same words from every store.
Error no_such_episode(const std::string& id, std::string_view namespace_name);
Error episode_exists(const std::string& id);
Error writer_stays(const std::string& id, std::string_view writer);
Error step_exists(const std::string& id, std::int64_t step_number);
Error no_such_recommendation(const std::string& id);
Error recommendation_exists(const std::string& id);

// For tests and trials: nothing is kept beyond the object's life.
std::unique_ptr<Store> make_in_memory_store();

}  // namespace memory_mcp
