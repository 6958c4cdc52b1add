#include "zygote/script_run.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <initializer_list>
#include <string>

#include "zygote/deadline.h"
#include "zygote/die.h"
#include "zygote/engine/realm.h"
#include "zygote/engine/wasm_runtime.h"
#include "zygote/error_json.h"
#include "zygote/function_text.h"
#include "zygote/random.h"
#include "zygote/typescript/typescript.h"

namespace memory_mcp::zygote {
namespace {

// The first argument of the realm's host function.
enum class Operation { log = 1, now = 2, finish = 3, call = 4, random = 5 };

std::int64_t clock_us(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  constexpr std::int64_t per_second = 1'000'000;
  constexpr std::int64_t nanoseconds = 1'000;
  return now.tv_sec * per_second + now.tv_nsec / nanoseconds;
}

double now_ms() { return static_cast<double>(clock_us(CLOCK_MONOTONIC)) / 1'000; }

// For what is broken in our own scripts, while there is a standard error to say it on.
[[noreturn]] void die_of_exception() {
  const Value exception = engine::take_exception();
  const Text message(engine::property(exception, "message"));
  const Text stack(engine::property(exception, "stack"));
  die(("the realm does not start: " + std::string(message.view()) + "\n" +
       std::string(stack.view()))
          .c_str());
}

}  // namespace

void ScriptRun::boot(std::string_view tool_names) {
  engine::boot(*this);
  const Value setup = engine::evaluate_hidden(realm_source, realm_file);
  if (engine::is_exception(setup)) die_of_exception();
  const Value names = engine::string(tool_names);
  const Value entries = engine::call(setup, {engine::host_function(), names});
  if (engine::is_exception(entries)) die_of_exception();
  realm_ = {.begin = engine::property(entries, "begin"),
            .run_function = engine::property(entries, "run_function"),
            .run_completion = engine::property(entries, "run_completion"),
            .settle = engine::property(entries, "settle"),
            .tick = engine::property(entries, "tick"),
            .fail = engine::property(entries, "fail"),
            .tell_unhandled = engine::property(entries, "tell_unhandled")};
  engine::collect_garbage();
}

void ScriptRun::attach(SlotView slot, HostLink* link) {
  slot_ = slot;
  link_ = link;
}

void ScriptRun::run() {
  const wire::Job& job = slot_.job();
  is_finished_ = false;
  failing_as_ = wire::Ending::thrown;
  forget_memory_refusal();
  // Not the process's clock, which a limit on processor time makes coarse.
  cpu_us_at_start_ = clock_us(CLOCK_THREAD_CPUTIME_ID);
  slot_.report().memory_pages = engine::memory_pages();
  start_deadline(std::chrono::microseconds{job.deadline_us}, slot_);

  const Value context = engine::string(slot_.context());
  const Value begun = engine::call(realm_.begin, {context, engine::number(job.grants)});
  if (engine::is_exception(begun)) {
    fail(wire::Ending::thrown);
  } else {
    start(slot_.code(), job.language);
    run_to_end();
  }
  tell_unhandled();
  stop_deadline();
  report_usage();
}

void ScriptRun::rehearse() {
  rehearse(
      "const o = {a: [1, 'x']}; console.log(o.a.length, 'x'); await null;"
      "return JSON.stringify(o) + Math.max(1, input.a)");
}

void ScriptRun::rehearse_typescript() {
  rehearse(
      "interface U { id: number } const f = <T extends U>(x: T): number => x.id;"
      "return f({id: 1})");
}

void ScriptRun::rehearse(std::string_view script) {
  constexpr std::string_view context = R"({"task":"","input":{"a":1}})";
  is_finished_ = false;
  const Value begun = engine::call(realm_.begin, {engine::string(context), engine::number(0)});
  if (engine::is_exception(begun)) die("the realm cannot begin");
  start(script, wire::Language::any);
  run_to_end();
}

void ScriptRun::start(std::string_view code, wire::Language language) {
  shape_ = Shape::as_written;
  is_transformed_ = false;
  if (language == wire::Language::typescript) return start_typescript(code);
  if (start_javascript(code) || is_over()) return;
  if (language == wire::Language::any && has_typescript()) {
    // What is no JavaScript may be TypeScript; if it is neither, the compiler knows best where.
    engine::release(engine::take_exception());
    const auto stripped = strip_types(code);
    if (const auto* javascript = std::get_if<Stripped>(&stripped)) {
      is_transformed_ = !javascript->positions_kept;
      if (start_javascript(javascript->text) || is_over()) return;
    } else {
      const auto& error = std::get<TypeScriptError>(stripped);
      return fail_with(wire::Ending::syntax, error.message, error.position.line,
                       error.position.column);
    }
  }
  fail(wire::Ending::syntax);
}

// A script that ends with an expression is taken as it is; one with a return at its top level is
// none, and becomes a function. False leaves the engine's exception pending.
bool ScriptRun::start_javascript(std::string_view code) {
  shape_ = Shape::as_written;
  lines_ = static_cast<int>(std::ranges::count(code, '\n')) + 1;
  const Value promise = engine::evaluate(code, script_file, Compile::async_script);
  if (engine::is_exception(promise)) {
    if (is_over()) return false;
    engine::release(engine::take_exception());
    return start_function(code);
  }
  if (engine::is_exception(engine::call(realm_.run_completion, {promise}))) {
    fail(wire::Ending::thrown);
  }
  return true;
}

bool ScriptRun::start_function(std::string_view code) {
  shape_ = Shape::in_function;
  if (leaves_its_function(code)) {
    fail_with(wire::Ending::syntax, "unexpected '}': it closes nothing", 0, 0);
    return true;
  }
  const FunctionText text = as_function(code);
  const Value function = engine::evaluate(text.text, script_file, Compile::script);
  if (engine::is_exception(function)) return false;
  const Value started = engine::call(
      realm_.run_function, {function, engine::number(static_cast<double>(text.source_units))});
  if (engine::is_exception(started)) {
    fail(wire::Ending::thrown);
  } else if (!engine::is_truthy(started)) {
    fail_with(wire::Ending::syntax, "unexpected '}': it closes nothing", 0, 0);
  }
  return true;
}

void ScriptRun::start_typescript(std::string_view code) {
  if (!has_typescript()) {
    return end_as(wire::Ending::unsupported);
  }
  const auto stripped = strip_types(code);
  if (const auto* error = std::get_if<TypeScriptError>(&stripped)) {
    return fail_with(wire::Ending::syntax, error->message, error->position.line,
                     error->position.column);
  }
  const auto& javascript = std::get<Stripped>(stripped);
  is_transformed_ = !javascript.positions_kept;
  if (!start_javascript(javascript.text) && !is_over()) fail(wire::Ending::syntax);
}

void ScriptRun::run_to_end() {
  while (!is_over()) {
    const engine::JobRun ran = engine::run_job();
    if (ran == engine::JobRun::threw && !is_over()) fail(wire::Ending::thrown);
    if (ran == engine::JobRun::none && !wait_for_something())
      return end_as(wire::Ending::never_ends);
  }
  if (!is_finished_) end_as(wire::Ending::timeout);
}

void ScriptRun::end_as(wire::Ending ending) {
  is_finished_ = true;
  if (link_ != nullptr) slot_.report().ending = ending;
}

// Runs a timer that is due, takes an answer, or waits for whichever comes first. False when there
// is nothing to wait for.
bool ScriptRun::wait_for_something() {
  const Value next = engine::call(realm_.tick, {engine::number(now_ms())});
  if (engine::is_exception(next)) {
    fail(wire::Ending::thrown);
    return true;
  }
  const double wait_ms = engine::to_number(next);
  engine::release(next);
  if (wait_ms == 0) return true;
  const bool has_timer = wait_ms > 0;
  const bool has_question = link_ != nullptr && link_->outstanding() > 0;
  if (!has_timer && !has_question) return false;
  constexpr double nanoseconds_per_ms = 1e6;
  constexpr double longest_ms = 1e6;
  const std::chrono::nanoseconds patience{
      static_cast<std::int64_t>(std::fmin(wait_ms, longest_ms) * nanoseconds_per_ms)};
  if (has_question) {
    settle_one(has_timer ? std::optional(patience) : std::nullopt);
  } else {
    const timespec time{.tv_sec = patience.count() / 1'000'000'000,
                        .tv_nsec = patience.count() % 1'000'000'000};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);  // An alarm wakes it.
  }
  return true;
}

void ScriptRun::settle_one(std::optional<std::chrono::nanoseconds> patience) {
  const auto answer = link_->take_answer(patience);
  if (!answer) return;
  if (!answer->json.exists()) return fail_with(wire::Ending::thrown, "out of memory", 0, 0);
  settle(engine::number(answer->id), engine::boolean(answer->ok), answer->json);
}

void ScriptRun::settle(Value id, Value is_ok, Value json) {
  const Value settled = engine::call(realm_.settle, {id, is_ok, json});
  if (engine::is_exception(settled)) fail(wire::Ending::thrown);
  engine::release(settled);
}

void ScriptRun::write_positioned(std::string_view text, std::string_view line_end,
                                 Write write) const {
  const auto map = [](const void* context, Position position) {
    const auto* run = static_cast<const ScriptRun*>(context);
    if (run->shape_ == Shape::in_function) position.line -= lines_before_code;
    // What stands behind the code is ours: an error there is that the code ends too early.
    if (position.line > run->lines_) position = {.line = run->lines_, .column = 1};
    return run->is_transformed_ ? original_position(position) : position;
  };
  write_with_positions(text, line_end, {map, this}, write);
}

Value ScriptRun::call(std::span<const Value> arguments) {
  if (arguments.empty()) return engine::undefined();
  const auto argument = [&](std::size_t i) {
    return i < arguments.size() ? arguments[i] : Value{};
  };
  switch (static_cast<Operation>(engine::to_number(arguments[0]))) {
    case Operation::log:
      log(engine::to_number(argument(1)) == 1 ? Output::out : Output::error, argument(2));
      break;
    case Operation::now:
      return engine::number(std::floor(now_ms()));
    case Operation::finish:
      finish(engine::to_number(argument(1)) == 0 ? wire::Ending::result : failing_as_, argument(2));
      break;
    case Operation::call:
      ask(argument(1), argument(2), argument(3));
      break;
    case Operation::random:
      return engine::number(random_number());
  }
  return engine::undefined();
}

// Also the time to say how much memory there is: a script that is killed says nothing more.
bool ScriptRun::should_stop() {
  if (link_ != nullptr) slot_.report().memory_pages = engine::memory_pages();
  return should_stop_now();
}
bool ScriptRun::should_stop_now() const { return link_ != nullptr && deadline_passed(); }

void ScriptRun::module_requested(std::string_view name) {
  if (link_ == nullptr) return;
  auto& place = slot_.report().module_name;
  place.fill('\0');
  name.copy(place.data(), place.size());
}

void ScriptRun::promise_rejected(Value promise, Value reason, bool is_handled) {
  const std::span known(unhandled_.data(), unhandled_count_);
  const auto found = std::ranges::find_if(known, [&](const Unhandled& other) {
    return engine::identity(other.promise) == engine::identity(promise);
  });
  const bool is_new = !is_handled && found == known.end() && link_ != nullptr;
  if (is_new && unhandled_count_ < unhandled_max) {
    unhandled_[unhandled_count_++] = {.promise = promise, .reason = reason};
    return;
  }
  if (is_handled && found != known.end()) {
    engine::release(found->promise);
    engine::release(found->reason);
    std::shift_left(found, known.end(), 1);
    --unhandled_count_;
  }
  engine::release(promise);
  engine::release(reason);
}

// Behind the result, while there is time: what they say is for the eye.
void ScriptRun::tell_unhandled() {
  for (std::size_t i = 0; i < unhandled_count_ && !should_stop_now(); ++i) {
    const Value told = engine::call(realm_.tell_unhandled, {unhandled_[i].reason});
    if (engine::is_exception(told)) engine::release(engine::take_exception());
    engine::release(told);
  }
}

void ScriptRun::log(Output output, Value text) {
  if (link_ == nullptr) return;
  struct Place {
    const SlotView* slot;
    Output output;
  } place{&slot_, output};
  const auto append = [](void* context, std::string_view part) {
    const auto* to = static_cast<const Place*>(context);
    to->slot->append(to->output, part);
  };
  const Text read(text);
  write_positioned(read.view(), "\n", {append, &place});
}

void ScriptRun::finish(wire::Ending ending, Value json) {
  if (is_finished_) return;
  is_finished_ = true;
  if (link_ == nullptr) return;
  const Text text(json);
  if (ending == wire::Ending::result) {
    slot_.set_result(text.view());
  } else {
    slot_.clear_result();
    const auto append = [](void* context, std::string_view part) {
      static_cast<const SlotView*>(context)->append_result(part);
    };
    write_positioned(text.view(), "\\n", {append, &slot_});
  }
  slot_.report().ending = ending;
}

void ScriptRun::ask(Value id, Value name, Value json) {
  if (link_ == nullptr) return;
  const Text name_text(name);
  const Text json_text(json);
  if (name_text.view().size() > wire::call_name_bytes_max ||
      json_text.view().size() > wire::call_json_bytes_max) {
    return settle(engine::number(engine::to_number(id)), engine::boolean(false),
                  engine::string(R"({"code":"exhausted","message":"the arguments are larger than )"
                                 R"(12 MiB; send less at a time"})"));
  }
  while (!is_over() && link_->is_full(json_text.view().size())) settle_one(std::nullopt);
  if (is_over()) return;
  link_->ask(static_cast<std::uint32_t>(engine::to_number(id)), name_text.view(), json_text.view());
}

void ScriptRun::fail(wire::Ending ending) {
  if (is_over()) return;
  failing_as_ = ending;
  const Value exception = engine::take_exception();
  const Value failed = engine::call(realm_.fail, {exception});
  engine::release(failed);
  if (is_over()) return;
  // Not even the error could be told: there was no memory for it.
  engine::release(engine::take_exception());
  fail_with(ending, "out of memory", 0, 0);
}

void ScriptRun::fail_with(wire::Ending ending, std::string_view message, int line, int column) {
  if (is_finished_) return;
  is_finished_ = true;
  if (link_ == nullptr) return;
  write_error(slot_, {.name = ending == wire::Ending::syntax ? "SyntaxError" : "Error",
                      .message = message,
                      .position = {.line = line, .column = column}});
  slot_.report().ending = ending;
}

void ScriptRun::report_usage() const {
  wire::Report& report = slot_.report();
  report.memory_refused = memory_was_refused() ? 1 : 0;
  report.memory_pages = engine::memory_pages();
  report.cpu_us = clock_us(CLOCK_THREAD_CPUTIME_ID) - cpu_us_at_start_;
}

}  // namespace memory_mcp::zygote
