#include "mcp/tasks/tasks.h"

#include <algorithm>
#include <vector>

#include "base/base64.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "base/task_limits.h"
#include "mcp/incoming.h"
#include "mcp/rpc_codes.h"

namespace memory_mcp {
namespace {

Error no_such_task() {
  return not_found("Task not found: \"params.taskId\" names none of yours, or its time is over");
}

bool can_answer(const CallContext& call) {
  return std::ranges::all_of(call.inputs.questions(), [&](const auto& entry) {
    return call.client.answers(entry.second.method, entry.second.params);
  });
}

Reply round_or_apology(const Tasks::Work& work, CallContext& call) {
  try {
    return work(call);
  } catch (const std::exception& bug) {
    log_error("task_failed", {{"what", bug.what()}});
    return RpcError{.code = rpc::internal_error, .message = "the call failed inside the server"};
  }
}

// The member that tells what came of it, or what it asks.
const char* payload_member(TaskStatus status) {
  if (status == TaskStatus::completed) return "result";
  return status == TaskStatus::failed ? "error" : "inputRequests";
}

}  // namespace

Json task_json(const Task& task) {
  Json json = {{"taskId", task.id},
               {"status", name_of(task.status)},
               {"createdAt", task.created_at.to_text()},
               {"lastUpdatedAt", task.updated_at.to_text()},
               {"ttlMs", task.kept_until.ms - task.created_at.ms},
               {"pollIntervalMs", limits::task_poll_interval.count()}};
  if (!task.status_message.empty()) json["statusMessage"] = task.status_message;
  return json;
}

std::string task_members(const Task& task) {
  const std::string text = to_line(task_json(task));
  std::string members = text.substr(1, text.size() - 2);
  if (task.payload.empty()) return members;
  return members + ",\"" + payload_member(task.status) + "\":" + task.payload;
}

Change change_of(const Task& task) {
  return {.of = Change::Of::task, .uri = task.id, .members = task_members(task)};
}

Tasks::Tasks(TaskStore& store, Changes* changes, const Clock& clock,
             std::chrono::milliseconds patience)
    : store_(store), changes_(changes), clock_(clock), patience_(patience) {}

Tasks::~Tasks() { abandon_all(); }

void Tasks::abandon_all() {
  std::unique_lock lock(mutex_);
  is_ending_ = true;
  const auto running = running_;
  lock.unlock();
  for (const auto& [id, task] : running) task->abandon();
}

bool Tasks::drain(std::chrono::milliseconds patience) { return threads_.drain(patience); }

std::variant<Reply, Task> Tasks::run(CallContext& call, Work work) {
  Task task{.id = to_base64url(random_bytes(24)), .owner = call.caller.key()};
  const std::string id = task.id;
  const auto running = std::make_shared<RunningTask>(std::move(task), store_, clock_,
                                                     [changes = changes_](const Task& state) {
                                                       if (changes != nullptr)
                                                         changes->announce(change_of(state));
                                                     });
  CallContext own = call;
  own.cancelled = running->stop().get_token();
  own.become_task = [running] { return running->want_task(); };
  own.log.write_only_while([running] { return !running->is_task(); });
  own.progress.tell_first([running](const Json& params) {
    if (!running->is_task()) return true;
    running->say(params.at("message").get<std::string>());
    return false;
  });
  if (!remember(id, running)) running->abandon();
  auto thread = [this, running, own = std::move(own), work = std::move(work)]() mutable {
    run_to_end(*running, own, work);
  };
  if (!threads_.run_apart(std::move(thread), {.of = call.caller.key()})) {
    forget(id);
    return too_many_calls();
  }
  const std::stop_callback stop_too(call.cancelled, [&] { running->stop().request_stop(); });
  if (auto became = running->become_task_after(patience_)) return *std::move(became);
  forget(id);
  call.inputs = running->take_inputs();
  return running->take_reply();
}

void Tasks::run_to_end(RunningTask& running, CallContext& call, const Work& work) {
  for (int round = 0;; ++round) {
    Reply reply = round_or_apology(work, call);
    const bool may_ask = round < limits::input_rounds_max && can_answer(call);
    if (running.end(std::move(reply), call.inputs, may_ask)) return;
    auto answers = running.ask(call.inputs.questions());
    if (!answers) return;
    std::map<std::string, Json> all = call.inputs.answers();
    for (auto& [name, answer] : *answers) all[name] = std::move(answer);
    call.inputs = Inputs(std::move(all));
  }
}

Result<Task> Tasks::find(const std::string& id, const Principal& caller) {
  const Running running = running_of(id);
  std::optional<Task> task;
  if (running != nullptr)
    task = running->state();
  else
    task = TRY(store_.find_task(id));
  const Timestamp now = clock_.now();
  if (!task || task->owner != caller.key() || task->kept_until < now) return no_such_task();
  if (running != nullptr || !is_open(task->status) || now < task->alive_until) return *task;
  task->status = TaskStatus::failed;
  task->status_message = server_ended().message;
  task->payload = to_line(error_object(server_ended()));
  return ended_there(*std::move(task));
}

Result<Task> Tasks::ended_there(Task task) {
  task.updated_at = clock_.now();
  if (TRY(store_.update_open_task(task))) return task;
  // It has ended by itself meanwhile.
  auto again = TRY(store_.find_task(task.id));
  if (!again) return no_such_task();
  return *std::move(again);
}

Status Tasks::answer(const std::string& id, const Principal& caller, const Json& responses) {
  const Task task = TRY(find(id, caller));
  if (const Running running = running_of(id)) {
    running->answer(responses);
  } else if (is_open(task.status)) {
    return unavailable(
        "this task runs in another process of this server; answer it there, or cancel it");
  }
  return Done{};
}

Status Tasks::cancel(const std::string& id, const Principal& caller) {
  Task task = TRY(find(id, caller));
  if (const Running running = running_of(id)) {
    running->cancel();
  } else if (is_open(task.status)) {
    // Whoever runs it sees it with its next beat.
    task.status = TaskStatus::cancelled;
    task.status_message = cancelled_by_client;
    task.payload.clear();
    TRY(ended_there(std::move(task)));
  }
  return Done{};
}

void Tasks::tell_again(const std::string& id, const Principal& caller) {
  const auto task = find(id, caller);
  if (!task.ok() || task->status == TaskStatus::working) return;
  if (const Running running = running_of(id)) running->tell_again();
}

void Tasks::beat() {
  std::unique_lock lock(mutex_);
  const auto running = running_;
  lock.unlock();
  std::vector<std::string> over;
  for (const auto& [id, task] : running) {
    if (!task->beat()) over.push_back(id);
  }
  lock.lock();
  for (const std::string& id : over) running_.erase(id);
}

Tasks::Running Tasks::running_of(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = running_.find(id);
  return found == running_.end() ? nullptr : found->second;
}

bool Tasks::remember(const std::string& id, const Running& running) {
  const std::scoped_lock lock(mutex_);
  running_[id] = running;
  return !is_ending_;
}

void Tasks::forget(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  running_.erase(id);
}

}  // namespace memory_mcp
