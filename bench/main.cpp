// memory_mcp_bench: measures memory-mcp and its rivals as whole processes, from outside.
// scripts/bench calls it; `memory_mcp_bench echo` and `memory_mcp_bench http-limit` are the servers
// that show the limit of the machine, `memory_mcp_bench tied PROGRAM…` runs another that ends with
// it.
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "bench/bench_error.h"
#include "bench/child_process.h"
#include "bench/echo_server.h"
#include "bench/http_bench.h"
#include "bench/http_limit.h"
#include "bench/learning_speed_bench.h"
#include "bench/machine.h"
#include "bench/protocol_bench.h"
#include "bench/recall_bench.h"
#include "bench/remembered_work.h"
#include "bench/report.h"
#include "bench/sample_work.h"
#include "bench/sandbox_bench.h"
#include "bench/sandbox_scripts.h"
#include "bench/settings.h"
#include "bench/storage_bench.h"
#include "bench/stores_bench.h"

namespace memory_mcp::bench {
namespace {

constexpr const char* usage =
    "memory_mcp_bench protocol|http|storage|stores|replicas|sandbox|recall|learning-speed\n"
    "  --memory-mcp FILE --node FILE --rivals DIR --scratch DIR\n"
    "  --out FILE [--revision TEXT] [--runs N] [--episodes-max N] [--seed N] [--scripts DIR]\n"
    "  [--seconds N] [--executions N] [--system-node FILE] [--store URL]\n";

constexpr double others_percent_max = 10;

std::uint64_t whole_number(const std::string& option, const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) {
    throw BenchError(option + ": expected a whole number, got \"" + text + "\"");
  }
  return number;
}

// The value of an option that only some benchmarks know; empty without it.
std::string take_option(std::vector<std::string>& words, const std::string& name) {
  const auto at = std::find(words.begin(), words.end(), name);
  if (at == words.end() || at + 1 == words.end()) return "";
  std::string value = *(at + 1);
  words.erase(at, at + 2);
  return value;
}

Settings read_settings(const std::vector<std::string>& words) {
  if (words.empty() || words.size() % 2 == 0) throw BenchError(usage);
  std::map<std::string, std::string> options;
  for (std::size_t n = 1; n < words.size(); n += 2) options[words[n]] = words[n + 1];
  const auto take = [&](const std::string& name, const std::string& otherwise) {
    const auto node = options.extract(name);
    return node.empty() ? otherwise : node.mapped();
  };
  Settings settings;
  settings.benchmark = words[0];
  settings.program = std::filesystem::read_symlink("/proc/self/exe");
  settings.memory_mcp = take("--memory-mcp", "build/release/memory-mcp");
  settings.node = take("--node", "node");
  settings.system_node = take("--system-node", "");
  settings.rivals = take("--rivals", "node_modules/@modelcontextprotocol");
  settings.scripts = take("--scripts", "bench/scripts");
  settings.scratch = take("--scratch", "build/bench");
  settings.out = take("--out", settings.benchmark + ".json");
  settings.revision = take("--revision", "unknown");
  const auto take_number = [&](const std::string& name, std::uint64_t otherwise) {
    return whole_number(name, take(name, std::to_string(otherwise)));
  };
  settings.runs = take_number("--runs", settings.runs);
  settings.episodes_max = take_number("--episodes-max", settings.episodes_max);
  settings.executions = take_number("--executions", settings.executions);
  settings.seconds = take_number("--seconds", settings.seconds);
  settings.seed = take_number("--seed", settings.seed);
  if (settings.runs == 0) throw BenchError("--runs: at least 1");
  if (settings.seconds == 0) throw BenchError("--seconds: at least 1");
  if (!options.empty()) throw BenchError("unknown option " + options.begin()->first + "\n" + usage);
  return settings;
}

std::string today() {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day date(day);
  std::ostringstream text;
  text << int(date.year()) << std::setfill('0') << "-" << std::setw(2) << unsigned(date.month())
       << "-" << std::setw(2) << unsigned(date.day());
  return text.str();
}

std::string data_hash(const Settings& settings) {
  if (settings.benchmark == "sandbox") return SandboxScripts(settings.scripts).data_hash();
  if (settings.benchmark == "recall" || settings.benchmark == "learning-speed" ||
      settings.benchmark == "stores" || settings.benchmark == "replicas") {
    return RememberedWork(settings.seed).data_hash();
  }
  return SampleWork(settings.seed).data_hash();
}

void write_result(const Settings& settings, const Report& report, double others_percent) {
  nlohmann::ordered_json result = {{"benchmark", settings.benchmark},
                                   {"date", today()},
                                   {"revision", settings.revision},
                                   {"machine", describe_machine(settings.scratch)},
                                   {"others_cpu_percent", others_percent},
                                   {"runs", settings.runs},
                                   {"seed", settings.seed},
                                   {"data_hash", data_hash(settings)},
                                   {"episodes_max", settings.episodes_max}};
  if (!report.versions().empty()) result["versions"] = report.versions();
  result["figures"] = report.figures();
  std::ofstream file(settings.out);
  file << result.dump(2) << "\n";
  if (!file.flush()) throw system_error("write " + settings.out.string());
}

int run(std::vector<std::string> words) {
  if (!words.empty() && words[0] == "echo") return run_echo_server();
  if (!words.empty() && words[0] == "tied") become_tied({words.begin() + 1, words.end()});
  if (!words.empty() && words[0] == "http-limit") return run_http_limit();
  const std::string store_url = take_option(words, "--store");
  const Settings settings = read_settings(words);
  const OthersAtWork others;
  Report report;
  if (settings.benchmark == "protocol") {
    run_protocol_bench(settings, report);
  } else if (settings.benchmark == "http") {
    run_http_bench(settings, report);
  } else if (settings.benchmark == "storage") {
    run_storage_bench(settings, report);
  } else if (settings.benchmark == "stores") {
    run_stores_bench(settings, store_url, report);
  } else if (settings.benchmark == "replicas") {
    run_replicas_bench(settings, store_url, report);
  } else if (settings.benchmark == "sandbox") {
    run_sandbox_bench(settings, report);
  } else if (settings.benchmark == "recall") {
    run_recall_bench(settings, report);
  } else if (settings.benchmark == "learning-speed") {
    run_learning_speed_bench(settings, report);
  } else {
    throw BenchError(usage);
  }
  report.print(std::cout);
  const double others_percent = others.percent();
  write_result(settings, report, others_percent);
  if (others_percent > others_percent_max) {
    std::cerr << "warning: other processes used " << std::lround(others_percent)
              << " % of this machine meanwhile; small times are noise, repeat on a quiet one\n";
  }
  return 0;
}

}  // namespace
}  // namespace memory_mcp::bench

int main(int count, char** words) {
  ::signal(SIGPIPE, SIG_IGN);  // a server that dies is an error with its log, not our death
  try {
    return memory_mcp::bench::run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "memory_mcp_bench: " << error.what() << "\n";
    return 1;
  }
}
