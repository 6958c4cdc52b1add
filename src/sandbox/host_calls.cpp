#include "sandbox/host_calls.h"

#include <algorithm>

namespace memory_mcp {
namespace {

constexpr std::string_view tool_prefix = "memory.";
constexpr std::string_view file_prefix = "fs.";

Error denied(std::string message) { return {Fault::denied, std::move(message)}; }

HostCalls::Answer answer_to(ChildCall call, const Result<std::string>& result) {
  if (!result.ok()) {
    const Json error{{"code", name_of(result.error().fault)}, {"message", result.error().message}};
    return {.call = std::move(call), .ok = false, .json = to_line(error)};
  }
  if (result->size() > wire::reply_json_bytes_max) {
    return answer_to(std::move(call), exhausted("the answer is larger than 16 MiB; ask for less"));
  }
  return {.call = std::move(call), .ok = true, .json = *result};
}

}  // namespace

std::optional<HostCalls::Answer> HostCalls::begin(ChildCall call) {
  ++made_;
  const std::string_view name = call.name;
  if (name.starts_with(tool_prefix)) {
    const auto result = call_tool(call, name.substr(tool_prefix.size()));
    return answer_to(std::move(call), result);
  }
  if (name.starts_with(file_prefix)) {
    const auto result = call_files(call, name.substr(file_prefix.size()));
    return answer_to(std::move(call), result);
  }
  if (name == "fetch") return begin_fetch(std::move(call));
  return answer_to(std::move(call), denied("there is no such thing to call"));
}

Result<std::string> HostCalls::call_tool(const ChildCall& call, std::string_view tool) const {
  if (!caller_.tool_call) return denied("memory is not granted to agent code here");
  return caller_.tool_call(tool, call.json, cancelled_);
}

Result<std::string> HostCalls::call_files(const ChildCall& call, std::string_view operation) const {
  if (!grants_.files) return denied("files are not granted to agent code here");
  const Json arguments = TRY(parse_json(call.json, wire::call_json_bytes_max));
  return to_line(TRY(grants_.files->call(operation, arguments)));
}

std::optional<HostCalls::Answer> HostCalls::begin_fetch(ChildCall call) {
  if (!grants_.hosts) {
    return answer_to(std::move(call), denied("the network is not granted to agent code here"));
  }
  const auto request = parse_json(call.json, wire::call_json_bytes_max);
  if (!request.ok()) return answer_to(std::move(call), request.error());
  if (!fetches_) {
    fetches_.emplace(FetchBroker::Options{.rules = *grants_.hosts,
                                          .lookups = *grants_.lookups,
                                          .caller = caller_.namespace_name,
                                          .deadline = deadline_});
  }
  const Status started = fetches_->start(call.id, *request);
  if (!started.ok()) return answer_to(std::move(call), started.error());
  const std::uint32_t id = call.id;
  fetching_.insert_or_assign(id, std::move(call));
  return std::nullopt;
}

std::vector<HostCalls::Answer> HostCalls::wait(std::chrono::milliseconds patience, int wake_fd) {
  std::vector<Answer> answers;
  for (auto& finished : fetches_->poll(patience, wake_fd)) {
    auto call = fetching_.extract(finished.call_id);
    if (call.empty()) continue;
    const Result<std::string> json = finished.reply.ok()
                                         ? Result<std::string>(to_line(*finished.reply))
                                         : Result<std::string>(finished.reply.error());
    answers.push_back(answer_to(std::move(call.mapped()), json));
  }
  return answers;
}

}  // namespace memory_mcp
