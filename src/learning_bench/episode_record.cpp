#include "learning_bench/episode_record.h"

namespace memory_mcp {

Status EpisodeRecord::begin(const std::string& task) {
  const Json arguments = {{"task_description", task},
                          {"domain", bench_domain},
                          {"task_type", "other"},
                          {"advice", false}};
  const Json created = TRY(client_.call("create_episode", arguments, caller_));
  id_ = created["episode_id"].get<std::string>();
  steps_ = 0;
  return Done{};
}

Status EpisodeRecord::add(const std::string& tool, bool seemed_right) {
  const Json result = seemed_right ? Json{{"type", "success"}}
                                   : Json{{"type", "error"}, {"message", tool + " did not help"}};
  const Json arguments = {{"episode_id", id_},       {"step_number", ++steps_}, {"tool", tool},
                          {"action", "use " + tool}, {"result", result},        {"advice", false}};
  TRY(client_.call("add_episode_step", arguments, caller_));
  return Done{};
}

Status EpisodeRecord::complete(bool success) {
  Json arguments = {{"episode_id", id_}, {"outcome_type", success ? "success" : "failure"}};
  if (success)
    arguments["verdict"] = "done";
  else
    arguments["reason"] = "not done";
  TRY(client_.call("complete_episode", arguments, caller_));
  return Done{};
}

}  // namespace memory_mcp
