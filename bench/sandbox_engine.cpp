#include "bench/sandbox_engine.h"

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/bench_error.h"
#include "bench/sandbox_figures.h"
#include "bench/sandbox_in_process.h"
#include "bench/sandbox_rivals.h"

namespace memory_mcp::bench {
namespace {

using Json = nlohmann::json;

constexpr std::size_t engine_turns = 3;
constexpr std::size_t typescript_turns = 10;
constexpr std::size_t executions_per_turn = 30;

// Each script says how long one round of its work took, and what came of it.
struct Work {
  std::string file;
  std::string label;
};
const std::array works{
    Work{"engine_fib.js", "fib(27)"},
    Work{"engine_json_stringify.js", "JSON.stringify, 0.8 MB"},
    Work{"engine_json_parse.js", "JSON.parse, 0.8 MB"},
    Work{"engine_sort.js", "sort of 100,000 numbers"},
    Work{"engine_regex.js", "regular expressions over 250 KB"},
    Work{"engine_loop.js", "10,000,000 turns of an integer loop"},
};

struct Engine {
  std::string name;
  std::function<std::string(const std::string& code)> run;
};

std::map<std::string, Latency> take_turns(const std::string& code,
                                          const std::vector<Engine>& engines) {
  std::map<std::string, Latency> times;
  Json check;
  for (std::size_t turn = 0; turn < engine_turns; ++turn) {
    for (const Engine& engine : engines) {
      const Json said = Json::parse(engine.run(code));
      if (check.is_null()) check = said.at("check");
      if (said.at("check") != check) throw BenchError(engine.name + " computed something else");
      times[engine.name].add(said.at("ms").get<double>());
    }
  }
  return times;
}

// The same program without its types, by the compiler itself.
SandboxJob without_types(const SandboxJob& typed, LiveRival& compiler) {
  return {.code = compiler.run(typed.code, typed.input, 1),
          .input = typed.input,
          .output = typed.output};
}

}  // namespace

void measure_engine(const Settings& settings, const SandboxScripts& scripts,
                    const std::filesystem::path& logs, Report& report) {
  InProcessSandbox library(settings, {.running_max = {}, .cpu_percent = 100, .time_ms = 60'000});
  const auto same_wasm = live_rival("same wasm in V8", "quickjs_wasi.mjs", settings, logs);
  const auto without_jit =
      live_rival("node --jitless", "node_vm.mjs", settings, logs, {"--jitless"});
  const auto with_jit = live_rival("node with JIT", "node_vm.mjs", settings, logs);
  std::vector<Engine> engines{{"memory-mcp", [&](const std::string& code) {
                                 return library.run(code, "null", wire::Language::javascript);
                               }}};
  for (LiveRival* const rival : {same_wasm.get(), without_jit.get(), with_jit.get()}) {
    engines.push_back(
        {rival->name(), [rival](const std::string& code) { return rival->run(code, "null", 1); }});
  }
  std::vector<WorkTimes> all;
  for (const Work& work : works) {
    all.push_back({work.label, take_turns(scripts.text(work.file), engines)});
  }
  record_engine(all, report);
}

void measure_typescript(const Settings& settings, const SandboxScripts& scripts,
                        const std::filesystem::path& logs, Report& report) {
  InProcessSandbox library(settings);
  const auto compiler = live_rival("same wasm in V8", "typescript.mjs", settings, logs);
  const SandboxJob report_job{
      .code = scripts.text("report.ts"), .input = R"({"a":1})", .output = {}};
  const SandboxJob small = scripts.small_typescript();
  for (const auto& [label, goal_ms, typed] :
       {std::tuple{"5 lines", 0.1, small}, std::tuple{"100 lines", 1.0, report_job}}) {
    const SandboxJob plain = without_types(typed, *compiler);
    SandboxJob expected = plain;
    expected.output = library.run(plain.code, plain.input, wire::Language::javascript);
    SandboxJob typed_expected = typed;
    typed_expected.output = expected.output;
    TypeScriptTimes times;
    for (std::size_t turn = 0; turn < typescript_turns; ++turn) {
      times.typed.add(
          library.with_pauses(typed_expected, wire::Language::typescript, executions_per_turn));
      times.plain.add(
          library.with_pauses(expected, wire::Language::javascript, executions_per_turn));
      compiler->run(typed.code, typed.input, executions_per_turn, &times.compiler_in_v8);
    }
    record_typescript(times, label, goal_ms, report);
  }
}

}  // namespace memory_mcp::bench
