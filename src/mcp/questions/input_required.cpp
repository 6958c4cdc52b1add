// Calls that need something of their client: older revisions ask it at once, newer ones answer what
// is needed, and the client makes the call again with it.
#include <chrono>

#include "base/check.h"
#include "base/limits.h"
#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

using Answers = std::map<std::string, Json>;

// Time as the process has it: what is sealed does not outlive it.
std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

// What the answers of a call belong to: nobody may take them along to another.
std::string identity_of(const Request& request, const CallContext& call) {
  Json params = request.params;
  for (const char* own : {"_meta", "inputResponses", "requestState"}) params.erase(own);
  return to_line({call.caller.key(), request.method, std::move(params)});
}

// The client's answers until now: those it was told to keep, and those that are new.
std::variant<Answers, RpcError> answers_of(const Request& request, const CallContext& call,
                                           const StateSeal& seal) {
  Answers answers;
  const auto state = request.params.find("requestState");
  if (state != request.params.end()) {
    const RpcError forged = bad_params(
        "\"params.requestState\" was not given out for this call, or has expired; make "
        "the call again without it");
    if (!state->is_string()) return forged;
    const auto text = seal.open(state->get_ref<const std::string&>(), identity_of(request, call));
    if (!text) return forged;
    auto kept = parse_json(*text);
    CHECK(kept.ok());
    if (kept->at("until_ms").get<std::int64_t>() < now_ms()) return forged;
    for (auto& [key, answer] : kept->at("answers").items()) answers[key] = std::move(answer);
  }
  const auto responses = request.params.find("inputResponses");
  if (responses == request.params.end()) return answers;
  if (!responses->is_object()) return bad_params("\"params.inputResponses\" must be an object");
  for (const auto& [key, answer] : responses->items()) {
    if (answer.is_object()) answers[key] = answer;
  }
  return answers;
}

// Asks everything there is to ask. Nothing when the client gave an answer to none.
std::optional<Answers> asked_at_once(const CallContext& call) {
  Answers answers = call.inputs.answers();
  for (const auto& [key, question] : call.inputs.questions()) {
    if (!call.client.answers(question.method, question.params)) return std::nullopt;
    auto answer = call.ask_client(question);
    if (!answer.ok()) return std::nullopt;
    answers[key] = *std::move(answer);
  }
  return answers;
}

}  // namespace

Reply McpServer::answer_with_inputs(const Method& method, const Request& request,
                                    CallContext& call) const {
  if (is_modern(call.revision)) {
    auto answers = answers_of(request, call, seal_);
    if (auto* error = std::get_if<RpcError>(&answers)) return std::move(*error);
    call.inputs = Inputs(std::get<Answers>(std::move(answers)));
    Reply reply = (this->*method.answer)(request, call);
    return call.inputs.is_asking() ? input_required(request, call) : std::move(reply);
  }
  for (int round = 0;; ++round) {
    Reply reply = (this->*method.answer)(request, call);
    if (!call.inputs.is_asking() || !call.ask_client || round == limits::input_rounds_max) {
      return reply;
    }
    auto answers = asked_at_once(call);
    if (!answers) return reply;
    call.inputs = Inputs(*std::move(answers));
  }
}

Reply McpServer::input_required(const Request& request, const CallContext& call) const {
  Json requests = Json::object();
  for (const auto& [key, question] : call.inputs.questions()) {
    if (!call.client.answers(question.method, question.params)) {
      return RpcError{.code = rpc::missing_client_capability,
                      .message = "this call has to ask its client by " + question.method +
                                 ", which the client did not declare",
                      .data = {{"requiredCapabilities", capabilities_for(question.method)}}};
    }
    requests[key] = {{"method", question.method}, {"params", question.params}};
  }
  const std::int64_t until = now_ms() + std::chrono::milliseconds(limits::input_wait_max).count();
  Json answers = Json::object();
  for (const auto& [key, answer] : call.inputs.answers()) answers[key] = answer;
  const Json state = {{"until_ms", until}, {"answers", std::move(answers)}};
  Json result = finished({{"inputRequests", std::move(requests)},
                          {"requestState", seal_.seal(to_line(state), identity_of(request, call))}},
                         call.revision);
  result["resultType"] = "input_required";
  return result;
}

}  // namespace memory_mcp
