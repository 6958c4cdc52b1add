// One run of one script, in a child that is already locked in: from the job in the slot to the
// report in the slot.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "zygote/engine/engine.h"
#include "zygote/engine/positions.h"
#include "zygote/host_link.h"
#include "zygote/slot_view.h"

namespace memory_mcp::zygote {

// The functions that the realm hands to its host once, when it is set up (realm/README.md).
struct Realm {
  Value begin;
  Value run_function;
  Value run_completion;
  Value settle;
  Value tick;
  Value fail;
  Value tell_unhandled;
};

class ScriptRun final : public EngineHost {
 public:
  // Boots the engine with this as its host, and the realm in it. Once, in the zygote.
  // `tool_names`: a JSON array of strings.
  void boot(std::string_view tool_names);

  // In a child: what it reads from and writes to.
  void attach(SlotView slot, HostLink* link);
  // Runs the job of the slot to its end. The report says how it ended.
  void run();
  // As if it ran, to have every page that a run touches; nothing is reported.
  void rehearse();
  void rehearse_typescript();

 private:
  // Where the engine's positions are in what the user wrote.
  enum class Shape { as_written, in_function };

  Value call(std::span<const Value> arguments) override;
  bool should_stop() override;
  void module_requested(std::string_view name) override;
  void promise_rejected(Value promise, Value reason, bool is_handled) override;

  void rehearse(std::string_view script);
  void start(std::string_view code, wire::Language language);
  bool start_javascript(std::string_view code);
  bool start_function(std::string_view code);
  void start_typescript(std::string_view code);
  void run_to_end();
  bool wait_for_something();
  void settle_one(std::optional<std::chrono::nanoseconds> patience);
  void settle(Value id, Value is_ok, Value json);

  void log(Output output, Value text);
  void finish(wire::Ending ending, Value json);
  void ask(Value id, Value name, Value json);
  // Ends the run with the engine's pending exception, or with the timeout behind it.
  void fail(wire::Ending ending);
  void fail_with(wire::Ending ending, std::string_view message, int line, int column);
  void write_positioned(std::string_view text, std::string_view line_end, Write write) const;
  bool is_over() const { return is_finished_ || should_stop_now(); }
  bool should_stop_now() const;
  void end_as(wire::Ending ending);
  void report_usage() const;
  void tell_unhandled();

  // Rejected promises that nobody listens to, so far. Enough to see what went wrong.
  static constexpr std::size_t unhandled_max = 16;
  struct Unhandled {
    Value promise;
    Value reason;
  };

  Realm realm_;
  SlotView slot_{nullptr};
  HostLink* link_ = nullptr;  // Null while rehearsing.
  bool is_finished_ = false;
  std::int64_t cpu_us_at_start_ = 0;
  Shape shape_ = Shape::as_written;
  bool is_transformed_ = false;
  int lines_ = 0;  // Of the code that the engine was given.
  wire::Ending failing_as_ = wire::Ending::thrown;
  std::array<Unhandled, unhandled_max> unhandled_{};
  std::size_t unhandled_count_ = 0;
};

}  // namespace memory_mcp::zygote
