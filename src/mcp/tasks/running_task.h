// One call that may become a task: what the thread that runs it, the request that waits for it, and
// the requests about it have in common. Safe for concurrent use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "mcp/inputs.h"
#include "mcp/message.h"
#include "model/task_store.h"

namespace memory_mcp {

// What a cancelled task says.
inline constexpr const char* cancelled_by_client = "its client cancelled it";
// Why a task failed whose server is gone.
RpcError server_ended();

class RunningTask {
 public:
  using Questions = std::map<std::string, Inputs::Question>;
  using Answers = std::map<std::string, Json>;
  // Told each state of a task, before the next can come.
  using Tell = std::function<void(const Task& task)>;

  RunningTask(Task task, TaskStore& store, const Clock& clock, Tell tell);

  // --- For the request that made the call ---

  // Waits until the call has ended, wants to be a task, or `patience` is over. In the last two
  // cases it becomes one: it is stored, and returned. Where it cannot be stored, or nobody waits
  // for it any more, its end is waited for.
  std::optional<Task> become_task_after(std::chrono::milliseconds patience);
  // What the call ended with, and what it asks; for calls that became no task.
  Reply take_reply() { return std::move(reply_); }
  Inputs take_inputs() { return std::move(inputs_); }

  // --- For the thread that runs it ---

  // Asks for it and waits. False when the request that made the call can only be answered.
  bool want_task();
  bool is_task() const;
  // What the client is told the call is doing.
  void say(std::string message);
  // Asks its client, by keys of which each stands for one question as long as the task lives.
  // Nothing when it was cancelled meanwhile.
  std::optional<Answers> ask(const Questions& questions);
  // False when the call has asked for more and is a task, which then can ask its client; only where
  // the client `can_answer`.
  bool end(Reply reply, const Inputs& inputs, bool can_answer);

  // --- For requests about it, and its server ---

  Task state() const;
  // To questions that are open; others are passed over.
  void answer(const Json& responses);
  void cancel();
  // The state it has, once more.
  void tell_again();
  // The server ends: a task with it. Another call can become none any more.
  void abandon();
  // Says to other servers that this one still runs it; learns whether one of them ended it. False
  // when it has ended, and the store has its end.
  bool beat();
  // Stopped when nobody waits for the end any more.
  std::stop_source& stop() { return stop_; }

 private:
  // While it is being stored for the first time, it is neither yet.
  enum class Stage { answering, creating, task, ended };
  using Lock = std::unique_lock<std::mutex>;

  // These are called with the lock. Those that take it let it go for a while.
  void create(Lock& lock);
  void wait_while_creating(Lock& lock);
  void change(TaskStatus status, std::string message, std::string payload);
  void end_as(TaskStatus status, std::string message, std::string payload, Lock& lock);
  // As another server ended it, by what is shown.
  void end_as_elsewhere(Lock& lock);
  void extend_life();
  std::string key_for(const std::string& wanted);
  // Stores and tells the state, and shows it. What cannot be stored now is shown all the same, and
  // stored later.
  void publish(Lock& lock);
  // Until what changed is stored and told, whoever does it.
  void wait_until_published(Lock& lock);

  // The state as it is stored then: another server may have ended it.
  Result<Task> store(const Task& state);

  TaskStore& store_;
  const Clock& clock_;
  const Tell tell_;
  std::stop_source stop_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Stage stage_ = Stage::answering;
  bool wants_task_ = false;
  bool cannot_be_task_ = false;
  Task task_;
  Task shown_;  // As it was last stored.
  bool is_stored_ = true;
  bool is_told_ = true;
  bool is_publishing_ = false;
  Reply reply_;
  Inputs inputs_;
  std::set<std::string> used_keys_;
  Questions open_;    // By the keys that the client sees.
  Answers answered_;  // By the same.
};

}  // namespace memory_mcp
