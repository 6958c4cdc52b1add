#include "bench/sandbox_rivals.h"

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bench/bench_error.h"

namespace memory_mcp::bench {
namespace {

using Json = nlohmann::json;

std::string read_line(ChildProcess& process, std::string& unread) {
  std::size_t end = 0;
  while ((end = unread.find('\n')) == std::string::npos) process.read_some(unread);
  std::string line = unread.substr(0, end);
  unread.erase(0, end + 1);
  return line;
}

void check_output(const std::string& who, const SandboxJob& job, const std::string& output) {
  if (output != job.output) {
    throw BenchError(who + ": expected " + job.output + ", got " + output);
  }
}

std::string job_text(const SandboxJob& job) {
  return Json{{"code", job.code}, {"input", job.input}}.dump();
}

// Its npm package is a wrapper in JavaScript; the program itself lies beside it.
std::optional<std::filesystem::path> deno_program(const Settings& settings) {
  std::error_code none;
  const auto packages = settings.rivals / "node_modules" / "@deno";
  for (const auto& package : std::filesystem::directory_iterator(packages, none)) {
    if (std::filesystem::exists(package.path() / "deno")) return package.path() / "deno";
  }
  return std::nullopt;
}

constexpr std::size_t reason_bytes_max = 300;  // a stack trace says no more than its head

bool runs_here(const std::string& name, const std::function<void()>& once) {
  try {
    once();
    return true;
  } catch (const BenchError& error) {
    std::cerr << name << " does not run here and is left out: "
              << std::string_view(error.what()).substr(0, reason_bytes_max) << "\n";
    return false;
  }
}

const SandboxJob first_job{.code = "return input.a + 1;", .input = R"({"a":1})", .output = "2"};

}  // namespace

std::string LiveRival::run(const std::string& code, const std::string& input, std::size_t count,
                           Latency* latency) {
  process_.write_all(Json{{"code", code}, {"input", input}, {"count", count}}.dump() + "\n");
  const Json answer = Json::parse(read_line(process_, unread_));
  if (answer.contains("error")) {
    throw BenchError(name_ + ": " + answer["error"].get<std::string>());
  }
  if (latency != nullptr) {
    for (const double ms : answer.at("times_ms")) latency->add(ms);
  }
  return answer.at("output").get<std::string>();
}

Latency LiveRival::repeat(const SandboxJob& job, std::size_t count) {
  Latency latency;
  check_output(name_, job, run(job.code, job.input, count, &latency));
  return latency;
}

double FreshProcess::run_ms(const SandboxJob& job) const {
  Command command{.argv = argv_, .environment = {}, .log_file = log_file_};
  command.argv.push_back(job_text(job));
  const SteadyTime started = now();
  ChildProcess process(command);
  std::string unread;
  const std::string line = read_line(process, unread);
  const double taken_ms = ms_since(started);
  check_output(name_, job, Json::parse(line).at("output").get<std::string>());
  return taken_ms;
}

std::optional<OwnMemory> FreshProcess::memory(const SandboxJob& job) const {
  Command command{.argv = argv_, .environment = {}, .log_file = log_file_};
  command.argv.push_back(job_text(job));
  command.argv.emplace_back("hold");
  ChildProcess process(command);
  std::string unread;
  read_line(process, unread);
  return own_memory_of(process.pid());
}

std::unique_ptr<LiveRival> live_rival(const std::string& name, const std::string& program,
                                      const Settings& settings, const std::filesystem::path& logs,
                                      const std::vector<std::string>& flags) {
  Command command{.argv = {settings.node.string()}, .environment = {}, .log_file = logs / "rivals"};
  command.argv.insert(command.argv.end(), flags.begin(), flags.end());
  command.argv.push_back((settings.rivals / program).string());
  return std::make_unique<LiveRival>(name, command);
}

std::vector<std::unique_ptr<LiveRival>> live_sandboxes(const Settings& settings,
                                                       const std::filesystem::path& logs) {
  std::vector<std::unique_ptr<LiveRival>> all;
  for (const auto& [name, program] : {std::pair{"isolated-vm", "isolated_vm.mjs"},
                                      std::pair{"quickjs-emscripten", "quickjs_emscripten.mjs"},
                                      std::pair{"same wasm in V8", "quickjs_wasi.mjs"}}) {
    auto rival = live_rival(name, program, settings, logs);
    if (runs_here(name, [&] { rival->repeat(first_job, 1); })) all.push_back(std::move(rival));
  }
  return all;
}

std::vector<FreshProcess> fresh_processes(const Settings& settings,
                                          const std::filesystem::path& logs) {
  std::vector<FreshProcess> all;
  all.emplace_back(
      "node process",
      std::vector{settings.node.string(), (settings.rivals / "node_once.cjs").string()},
      logs / "rivals");
  if (!settings.system_node.empty()) {
    all.emplace_back(
        "system's node process",
        std::vector{settings.system_node.string(), (settings.rivals / "node_once.cjs").string()},
        logs / "rivals");
  }
  const std::string deno = deno_program(settings).value_or("deno").string();
  FreshProcess with_deno("deno process",
                         {deno, "run", "--no-prompt", "--no-config", "--no-remote",
                          (settings.rivals / "deno_once.js").string()},
                         logs / "rivals");
  if (runs_here("deno", [&] { with_deno.run_ms(first_job); })) all.push_back(with_deno);
  return all;
}

void note_versions(const Settings& settings, Report& report) {
  const auto ask = [&](const std::string& name, const std::filesystem::path& program) {
    ChildProcess process({.argv = {program.string(), "--version"},
                          .environment = {},
                          .log_file = settings.scratch / "versions"});
    std::string unread;
    report.note_version(name, read_line(process, unread));
  };
  ask("node process", settings.node);
  if (!settings.system_node.empty()) ask("system's node process", settings.system_node);
  std::ifstream file(settings.rivals / "package.json");
  const Json package = Json::parse(file);
  for (const char* kind : {"dependencies", "optionalDependencies"}) {
    for (const auto& [name, version] : package.at(kind).items()) {
      report.note_version(name, version.get<std::string>());
    }
  }
}

}  // namespace memory_mcp::bench
