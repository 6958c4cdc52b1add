#include "sandbox/execution.h"

#include <poll.h>

#include <algorithm>
#include <ctime>

#include "base/limits.h"

namespace memory_mcp {

Facts Execution::run(HostCalls& calls, const std::stop_token& cancelled) {
  // Whoever cancels kills: the child is gone before this thread knows of it.
  const std::stop_callback kill_at_once(cancelled, [this] { lease_.child.kill(); });
  Facts facts{.limits = limits_};
  facts.end = line_.say_go() ? run_to_end(calls) : Facts::End::gone;
  const bool ended_itself = facts.end == Facts::End::finished || facts.end == Facts::End::gone;
  if (ended_itself) make_calls_left(calls, cancelled);
  facts.elapsed = elapsed();
  if (facts.elapsed >= CpuShare::burst) facts.cpu_time = lease_.child.cpu_time();
  if (facts.end == Facts::End::gone && !cancelled.stop_requested()) {
    facts.wait_status = wait_status();
  }
  lease_.child.kill();
  return facts;
}

Facts::End Execution::run_to_end(HostCalls& calls) {
  while (true) {
    switch (line_.read(asked_)) {
      case ChildLine::State::finished:
        return Facts::End::finished;
      case ChildLine::State::closed:
        return Facts::End::gone;
      case ChildLine::State::broken:
        return Facts::End::broken;
      case ChildLine::State::open:
        break;
    }
    if (Clock::now() >= deadline() + grace) return Facts::End::deadline;
    hold_to_share();
    if (!answer_next(calls)) wait(calls);
  }
}

// What the script asked for before it ended is done, whether or not its end came along with it.
void Execution::make_calls_left(HostCalls& calls, const std::stop_token& cancelled) {
  while (!asked_.empty() && !cancelled.stop_requested() && Clock::now() < deadline() + grace) {
    calls.begin(std::move(asked_.front()));
    asked_.pop_front();
  }
}

// Does one thing that the script asked for. False when there is none to do now.
bool Execution::answer_next(HostCalls& calls) {
  // A script that asks and does not listen waits for its own sake.
  if (asked_.empty() || line_.backlog_bytes() > limits::call_backlog_bytes_max) return false;
  ChildCall call = std::move(asked_.front());
  asked_.pop_front();
  if (const auto answer = calls.begin(std::move(call))) {
    line_.answer(answer->call, answer->ok, answer->json);
  }
  return true;
}

// For the child, an answer from elsewhere, or the time to look again.
void Execution::wait(HostCalls& calls) {
  const auto left = std::max(next_look() - Clock::now(), Clock::duration::zero());
  if (calls.is_waiting()) {
    // What waits for the network cannot also wait for room in the socket; it looks often instead.
    const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(
        line_.has_backlog() ? std::min<Clock::duration>(left, CpuShare::interval) : left);
    for (const auto& answer : calls.wait(patience, lease_.child.socket())) {
      line_.answer(answer.call, answer.ok, answer.json);
    }
  } else {
    const short events = line_.has_backlog() ? POLLIN | POLLOUT : POLLIN;
    pollfd child{.fd = lease_.child.socket(), .events = events, .revents = 0};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec time{.tv_sec = seconds.count(),
                        .tv_nsec = std::chrono::nanoseconds(left - seconds).count()};
    ::ppoll(&child, 1, &time, nullptr);
  }
  line_.flush();
}

// A short execution is left alone: it has ended before the first look.
Execution::Clock::time_point Execution::next_look() const {
  const auto end = deadline() + grace;
  const auto first_look = started_ + CpuShare::burst;
  const auto now = Clock::now();
  return std::min<Clock::time_point>(end, now < first_look ? first_look : now + CpuShare::interval);
}

void Execution::hold_to_share() {
  const Microseconds elapsed_now = elapsed();
  if (elapsed_now < CpuShare::burst) return;
  const auto used = lease_.child.cpu_time();
  if (!used) return;
  if (!yields_ && *used >= CpuShare::burst / 2) {
    lease_.child.yield_to_others();
    yields_ = true;
  }
  const bool must_pause = share_.is_used_up(*used, elapsed_now);
  if (must_pause == is_paused_) return;
  must_pause ? lease_.child.pause() : lease_.child.resume();
  is_paused_ = must_pause;
}

Execution::Microseconds Execution::elapsed() const {
  return std::chrono::duration_cast<Microseconds>(Clock::now() - started_);
}

int Execution::wait_status() {
  const auto report = lease_.child.slot().report();
  if (report.member(&wire::Report::ending).up_to(wire::Ending::none) != wire::Ending::none) {
    return 0;  // It said itself how it ended.
  }
  const auto status = lease_.zygote->how_it_ended(lease_.number);
  return status.ok() ? *status : 0;
}

}  // namespace memory_mcp
