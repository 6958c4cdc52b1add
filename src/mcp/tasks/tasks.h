// Calls that go on after their request was answered (io.modelcontextprotocol/tasks): starts them,
// and knows those of this server and, by their store, of others. Safe for concurrent use.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "base/task_limits.h"
#include "base/ticker.h"
#include "base/worker_pool.h"
#include "mcp/call_context.h"
#include "mcp/changes.h"
#include "mcp/message.h"
#include "mcp/tasks/running_task.h"
#include "model/task_store.h"

namespace memory_mcp {

inline constexpr const char* tasks_extension = "io.modelcontextprotocol/tasks";

class Tasks {
 public:
  // One round of a call: it may end by asking its client.
  using Work = std::function<Reply(CallContext& call)>;

  // `changes` may be null: then nobody is told. A call that ends within `patience` becomes no task.
  Tasks(TaskStore& store, Changes* changes, const Clock& clock = system_clock(),
        std::chrono::milliseconds patience = limits::task_patience);
  // Waits for the calls; those that still run end as failed.
  ~Tasks();

  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;

  // Runs a call that may become a task: as `Reply` what it answered, as `Task` what became of it.
  std::variant<Reply, Task> run(CallContext& call, Work work);

  // Of that caller; not_found when it has none of that id, or no longer.
  Result<Task> find(const std::string& id, const Principal& caller);
  Status answer(const std::string& id, const Principal& caller, const Json& responses);
  Status cancel(const std::string& id, const Principal& caller);

  // Tells who follows it the state it has now, unless it just works.
  void tell_again(const std::string& id, const Principal& caller);

  // The server ends: what still runs is failed, and asked to stop.
  void abandon_all();
  // Waits until no call runs any more. False when `patience` ran out first.
  bool drain(std::chrono::milliseconds patience);

 private:
  // Shared by the thread that runs it, the request that waits for it, and those about it.
  using Running = std::shared_ptr<RunningTask>;

  void run_to_end(RunningTask& running, CallContext& call, const Work& work);
  // Null when this server does not run it.
  Running running_of(const std::string& id);
  // False when the server ends: it can become no task any more.
  bool remember(const std::string& id, const Running& running);
  void forget(const std::string& id);
  // `task` has ended, though no one here runs it: as it is stored now.
  Result<Task> ended_there(Task task);
  void beat();

  TaskStore& store_;
  Changes* const changes_;
  const Clock& clock_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::map<std::string, Running> running_;
  bool is_ending_ = false;
  WorkerPool threads_{0};
  Ticker heart_{limits::task_heartbeat, [this] { beat(); }};  // Last: it uses everything above.
};

// As the protocol tells it: to who made the call, and with what came of it to who asks.
Json task_json(const Task& task);
// What tells it to those who follow it.
Change change_of(const Task& task);
// As the text between the braces: what came of it may be large.
std::string task_members(const Task& task);

}  // namespace memory_mcp
