#include "mcp/tasks/running_task.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/task_limits.h"
#include "mcp/rpc_codes.h"

namespace memory_mcp {
namespace {

std::string asked_payload(const RunningTask::Questions& questions) {
  Json requests = Json::object();
  for (const auto& [key, question] : questions) {
    requests[key] = {{"method", question.method}, {"params", question.params}};
  }
  return to_line(requests);
}

std::string result_payload(const Reply& reply) {
  const auto* const text = std::get_if<ResultText>(&reply);
  return text != nullptr ? text->text : to_line(std::get<Json>(reply));
}

}  // namespace

RpcError server_ended() {
  return {.code = rpc::internal_error,
          .message = "the server that ran this call has ended; make the call again"};
}

RunningTask::RunningTask(Task task, TaskStore& store, const Clock& clock, Tell tell)
    : store_(store), clock_(clock), tell_(std::move(tell)), task_(std::move(task)) {}

std::optional<Task> RunningTask::become_task_after(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience,
                    [&] { return stage_ == Stage::ended || wants_task_ || cannot_be_task_; });
  if (stage_ == Stage::ended) return std::nullopt;
  if (!cannot_be_task_ && !stop_.stop_requested()) create(lock);
  if (stage_ == Stage::task) return task_;
  cannot_be_task_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return stage_ == Stage::ended; });
  return std::nullopt;
}

void RunningTask::create(Lock& lock) {
  stage_ = Stage::creating;
  task_.created_at = task_.updated_at = clock_.now();
  extend_life();
  const Task task = task_;
  lock.unlock();
  const Status stored = store_.insert_task(task);
  if (!stored.ok()) log_warning("no_task", {{"why", stored.error().message}});
  lock.lock();
  shown_ = task;
  stage_ = stored.ok() ? Stage::task : Stage::answering;
  changed_.notify_all();
}

void RunningTask::wait_while_creating(Lock& lock) {
  changed_.wait(lock, [&] { return stage_ != Stage::creating; });
}

bool RunningTask::want_task() {
  std::unique_lock lock(mutex_);
  wants_task_ = true;
  changed_.notify_all();
  changed_.wait(lock, stop_.get_token(),
                [&] { return stage_ == Stage::task || stage_ == Stage::ended || cannot_be_task_; });
  return stage_ == Stage::task || stage_ == Stage::ended;
}

bool RunningTask::is_task() const {
  const std::scoped_lock lock(mutex_);
  return stage_ == Stage::task || stage_ == Stage::ended;
}

void RunningTask::say(std::string message) {
  std::unique_lock lock(mutex_);
  if (stage_ != Stage::task || task_.status != TaskStatus::working) return;
  task_.status_message = std::move(message);
  task_.updated_at = clock_.now();
  is_told_ = false;  // Stored with the next beat: this may come often.
  publish(lock);
}

std::string RunningTask::key_for(const std::string& wanted) {
  std::string key = wanted;
  for (int again = 2; !used_keys_.insert(key).second; ++again) {
    key = wanted + "-" + std::to_string(again);
  }
  return key;
}

std::optional<RunningTask::Answers> RunningTask::ask(const Questions& questions) {
  std::unique_lock lock(mutex_);
  if (stage_ == Stage::ended) return std::nullopt;
  answered_.clear();
  std::map<std::string, std::string> names;  // What each key is called by the tool.
  for (const auto& [name, question] : questions) {
    const std::string key = key_for(name);
    names[key] = name;
    open_[key] = question;
  }
  change(TaskStatus::input_required, "", asked_payload(open_));
  publish(lock);
  changed_.wait_for(lock, stop_.get_token(), limits::input_wait_max,
                    [&] { return open_.empty() || stage_ == Stage::ended; });
  if (stage_ != Stage::ended && !open_.empty()) {
    end_as(TaskStatus::cancelled, "nobody answered in time", "", lock);
  }
  if (stage_ == Stage::ended) return std::nullopt;
  Answers answers;
  for (auto& [key, answer] : answered_) answers[names.at(key)] = std::move(answer);
  return answers;
}

bool RunningTask::end(Reply reply, const Inputs& inputs, bool can_answer) {
  std::unique_lock lock(mutex_);
  wait_while_creating(lock);
  if (stage_ == Stage::ended) return true;
  if (stage_ == Stage::answering) {
    reply_ = std::move(reply);
    inputs_ = inputs;
    stage_ = Stage::ended;
    changed_.notify_all();
    return true;
  }
  if (inputs.is_asking() && can_answer) return false;
  if (const auto* const error = std::get_if<RpcError>(&reply)) {
    end_as(TaskStatus::failed, error->message, to_line(error_object(*error)), lock);
  } else {
    end_as(TaskStatus::completed, "", result_payload(reply), lock);
  }
  return true;
}

Task RunningTask::state() const {
  const std::scoped_lock lock(mutex_);
  return shown_;
}

void RunningTask::answer(const Json& responses) {
  std::unique_lock lock(mutex_);
  bool is_news = false;
  for (const auto& [key, response] : responses.items()) {
    if (!response.is_object() || open_.erase(key) == 0) continue;
    answered_[key] = response;
    is_news = true;
  }
  if (!is_news || stage_ != Stage::task) return;
  if (open_.empty())
    change(TaskStatus::working, "", "");
  else
    change(TaskStatus::input_required, "", asked_payload(open_));
  publish(lock);
  wait_until_published(lock);
}

void RunningTask::cancel() {
  std::unique_lock lock(mutex_);
  if (stage_ == Stage::task) end_as(TaskStatus::cancelled, cancelled_by_client, "", lock);
  wait_until_published(lock);
}

void RunningTask::tell_again() {
  std::unique_lock lock(mutex_);
  is_told_ = false;
  publish(lock);
}

void RunningTask::abandon() {
  std::unique_lock lock(mutex_);
  cannot_be_task_ = true;
  changed_.notify_all();
  wait_while_creating(lock);
  if (stage_ != Stage::task) return;
  end_as(TaskStatus::failed, server_ended().message, to_line(error_object(server_ended())), lock);
}

bool RunningTask::beat() {
  std::unique_lock lock(mutex_);
  if (stage_ == Stage::task) {
    extend_life();
    is_stored_ = false;
  }
  if (stage_ == Stage::task || stage_ == Stage::ended) publish(lock);
  return stage_ != Stage::ended || !is_stored_ || is_publishing_;
}

void RunningTask::end_as(TaskStatus status, std::string message, std::string payload, Lock& lock) {
  change(status, std::move(message), std::move(payload));
  stage_ = Stage::ended;
  lock.unlock();
  stop_.request_stop();  // Whoever is told of it must not wait for us.
  lock.lock();
  publish(lock);
}

void RunningTask::change(TaskStatus status, std::string message, std::string payload) {
  task_.status = status;
  task_.status_message = std::move(message);
  task_.payload = std::move(payload);
  task_.updated_at = clock_.now();
  extend_life();
  is_stored_ = is_told_ = false;
  changed_.notify_all();
}

void RunningTask::extend_life() {
  const Timestamp now = clock_.now();
  task_.kept_until = {now.ms + limits::task_kept.count()};
  task_.alive_until = {now.ms + limits::task_silence_max.count()};
}

// No lock is held meanwhile, and one thread does it for all: states come in their order.
void RunningTask::publish(Lock& lock) {
  if (is_publishing_) return;
  is_publishing_ = true;
  bool can_store = true;
  while ((!is_stored_ && can_store) || !is_told_) {
    const bool stores = !std::exchange(is_stored_, true) && can_store;
    const bool tells = !std::exchange(is_told_, true);
    const Task state = task_;
    lock.unlock();
    const Result<Task> there = stores ? store(state) : state;
    if (!there.ok()) log_error("task_not_stored", {{"why", there.error().message}});
    lock.lock();
    can_store = there.ok();
    if (!can_store) is_stored_ = false;
    shown_ = there.ok() ? *there : state;
    if (shown_.status != state.status) {
      end_as_elsewhere(lock);
    } else if (tells) {
      lock.unlock();
      tell_(state);
      lock.lock();
    }
  }
  is_publishing_ = false;
  changed_.notify_all();
}

void RunningTask::wait_until_published(Lock& lock) {
  changed_.wait(lock, [&] { return !is_publishing_; });
}

Result<Task> RunningTask::store(const Task& state) {
  if (TRY(store_.update_open_task(state))) return state;
  auto there = TRY(store_.find_task(state.id));
  return there ? *std::move(there) : state;
}

void RunningTask::end_as_elsewhere(Lock& lock) {
  task_ = shown_;
  is_told_ = false;
  stage_ = Stage::ended;
  changed_.notify_all();
  lock.unlock();
  stop_.request_stop();
  lock.lock();
}

}  // namespace memory_mcp
