#include "bench/sample_work.h"

#include <array>

#include "base/choice.h"
#include "bench/data_hash.h"

namespace memory_mcp::bench {
namespace {

using nlohmann::json;

constexpr std::array verbs = {"fix",    "write", "review", "measure",
                              "rename", "split", "test",   "explain"};
constexpr std::array things = {"the parser",      "a flaky test",  "the login page",
                               "the index",       "a slow query",  "the release script",
                               "the error texts", "a memory leak", "the retry loop",
                               "the changelog",   "the cache",     "a broken link"};
constexpr std::array reasons = {
    "because the build fails on a clean machine", "so that a second run takes seconds",
    "after a user reported a wrong total",        "before the next release",
    "to make the failure visible in the log",     "since two writers could meet there"};
constexpr std::array tools = {"bash", "read_file", "edit_file", "search", "run_tests", "git"};
constexpr std::array domains = {"web", "database", "compiler", "tooling", "documentation"};
constexpr std::array types = {"code_generation", "debugging",     "refactoring", "testing",
                              "analysis",        "documentation", "other"};

}  // namespace

json SampleWork::episode(std::size_t number) const {
  Choice choice(seed_, number, 0);
  return {{"task_description", sentence(number, 0) + " (" + std::to_string(number) + ")"},
          {"domain", choice.of(domains)},
          {"task_type", choice.of(types)},
          {"tags", {choice.of(domains), choice.of(tools)}}};
}

json SampleWork::step(std::size_t episode, std::size_t step_number) const {
  Choice choice(seed_, episode, step_number);
  const std::string output =
      sentence(episode, step_number + 1000) + ". " + sentence(episode, step_number + 2000) + ".";
  return {{"step_number", step_number},
          {"tool", choice.of(tools)},
          {"action", sentence(episode, step_number)},
          {"parameters", {{"path", "src/part_" + std::to_string(choice.below(500)) + ".cpp"}}},
          {"result", {{"type", "success"}, {"output", output}}},
          {"latency_ms", choice.below(5000)},
          {"tokens_used", choice.below(2000)}};
}

std::string SampleWork::sentence(std::size_t episode, std::size_t position) const {
  Choice choice(seed_, episode, position);
  return std::string(choice.of(verbs)) + " " + choice.of(things) + " and " + choice.of(verbs) +
         " " + choice.of(things) + " " + choice.of(reasons);
}

std::string SampleWork::data_hash() const {
  DataHash hash;
  for (std::size_t number = 0; number < 1000; ++number) {
    hash.add(episode(number).dump());
    for (std::size_t step_number = 1; step_number <= steps_per_episode; ++step_number) {
      hash.add(step(number, step_number).dump());
    }
  }
  return hash.text();
}

}  // namespace memory_mcp::bench
