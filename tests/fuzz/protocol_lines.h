// Lines as clients of every revision send them, and what becomes of those when parts of them are
// changed, left out, added, or bytes of them are others.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "json/json.h"
#include "tests/fuzz/fuzz_input.h"

namespace memory_mcp {

// What only the server knows: a client repeats it.
struct Learnt {
  std::string task_id = "none";
  std::string request_state = "none";
};

class ProtocolLines {
 public:
  ProtocolLines(FuzzInput& input, const Learnt& learnt) : input_(input), learnt_(learnt) {}

  std::string next() {
    const unsigned kind = input_.take<std::uint8_t>();
    if (kind < 16) return std::string(input_.text(1 + kind * 8));
    std::string line = kind < 236 ? to_line(message()) : batch();
    if (kind % 16 == 15 && !line.empty()) {
      line[input_.up_to(line.size() - 1)] = input_.take<char>();
    }
    return line;
  }

 private:
  static constexpr std::array<const char*, 38> messages{
      R"({"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{)"
      R"("elicitation":{}},"clientInfo":{"name":"c","version":"1"}}})",
      R"({"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{}}})",
      R"({"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":[]}})",
      R"({"method":"notifications/initialized"})",
      R"({"method":"ping"})",
      R"({"method":"server/discover"})",
      R"({"method":"tools/list","params":{"cursor":"4"}})",
      R"({"method":"tools/describe","params":{"name":"echo"}})",
      R"({"method":"tools/describe_batch","params":{"names":["echo","broken"]}})",
      R"({"method":"tools/call","params":{"name":"echo","arguments":{"text":"hé","times":2},)"
      R"("_meta":{"progressToken":7}}})",
      R"({"method":"tools/call","params":{"name":"refusing","arguments":{"text":"no"}}})",
      R"({"method":"tools/call","params":{"name":"broken"}})",
      R"({"method":"tools/call","params":{"name":"asking"}})",
      R"({"method":"tools/call","params":{"name":"patient"}})",
      R"({"method":"tools/call","params":{"name":"long"}})",
      R"({"method":"tools/call","params":{"name":"task"}})",
      R"({"method":"tools/call","params":{"name":"asking","inputResponses":{"name":{)"
      R"("action":"accept","content":{}}},"requestState":"$state"}})",
      R"({"method":"batch/execute","params":{"operations":[{"id":"a","tool":"echo",)"
      R"("arguments":{"text":"x"}},{"id":"b","tool":"echo","arguments":{"text":"${a.said}"},)"
      R"("depends_on":["a"]}],"mode":"parallel"}})",
      R"({"method":"batch/execute","params":{"operations":[{"id":"a","tool":"echo"},)"
      R"({"id":"b","tool":"echo","arguments":{"text":"x${a.said.0}"}},{"id":"c",)"
      R"("tool":"patient","arguments":{"text":"${b.no}"}}],"mode":"failfast"}})",
      R"({"method":"resources/list"})",
      R"({"method":"resources/templates/list"})",
      R"({"method":"prompts/list"})",
      R"({"method":"skills/list"})",
      R"({"method":"resources/read","params":{"uri":"test://one"}})",
      R"({"method":"resources/subscribe","params":{"uri":"test://one"}})",
      R"({"method":"resources/unsubscribe","params":{"uri":"test://one"}})",
      R"({"method":"prompts/get","params":{"name":"prompt","arguments":{"a":"x"}}})",
      R"({"method":"completion/complete","params":{"ref":{"type":"ref/prompt",)"
      R"("name":"prompt"},"argument":{"name":"a","value":"x"},"context":{"arguments":{)"
      R"("b":"y"}}}})",
      R"({"method":"skills/get","params":{"name":"one","uri":"skill://one"}})",
      R"({"method":"resources/directory/read","params":{"uri":"skill://one/a"}})",
      R"({"method":"logging/setLevel","params":{"level":"debug"}})",
      R"({"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true,)"
      R"("resourceSubscriptions":["test://one"],"taskIds":["$task"]}}})",
      R"({"method":"tasks/get","params":{"taskId":"$task"}})",
      R"({"method":"tasks/update","params":{"taskId":"$task","inputResponses":{"name":{)"
      R"("action":"accept"}}}})",
      R"({"method":"tasks/cancel","params":{"taskId":"$task"}})",
      R"({"method":"notifications/cancelled","params":{"requestId":1}})",
      R"({"id":"ask-1","result":{"action":"accept","content":{"name":"n"}}})",
      R"({"id":"ask-2","error":{"code":-1,"message":"no"}})"};

  static constexpr const char* modern_meta =
      R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
      R"("io.modelcontextprotocol/clientCapabilities":{"elicitation":{},"extensions":{)"
      R"("io.modelcontextprotocol/tasks":{}}},"io.modelcontextprotocol/logLevel":"debug",)"
      R"("progressToken":"p",)"
      R"("traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})";

  static constexpr std::array<const char*, 24> names{"id",
                                                     "method",
                                                     "params",
                                                     "jsonrpc",
                                                     "_meta",
                                                     "name",
                                                     "arguments",
                                                     "result",
                                                     "error",
                                                     "requestId",
                                                     "uri",
                                                     "cursor",
                                                     "taskId",
                                                     "inputResponses",
                                                     "requestState",
                                                     "text",
                                                     "notifications",
                                                     "operations",
                                                     "progressToken",
                                                     "level",
                                                     "taskIds",
                                                     "depends_on",
                                                     "io.modelcontextprotocol/protocolVersion",
                                                     "io.modelcontextprotocol/clientCapabilities"};

  static constexpr std::array<const char*, 24> values{"null",
                                                      "true",
                                                      "0",
                                                      "-1",
                                                      "1.5",
                                                      "18446744073709551615",
                                                      "1e300",
                                                      "\"\"",
                                                      "\"7\"",
                                                      "7",
                                                      "[]",
                                                      "{}",
                                                      "[1,\"a\",null]",
                                                      "{\"a\":{\"b\":[]}}",
                                                      "\"initialize\"",
                                                      "\"tools/call\"",
                                                      "\"ask-1\"",
                                                      "\"${a.said}\"",
                                                      "\"2025-03-26\"",
                                                      "\"echo\"",
                                                      "\"task\"",
                                                      "\"sequential\"",
                                                      "\"\\u0000\\n\\ud83d\\ude00\"",
                                                      "[[[[[[[[]]]]]]]]"};

  Json id() {
    const unsigned kind = input_.take<std::uint8_t>();
    if (kind < 128) return kind % 4;
    if (kind < 192) return std::string(1, static_cast<char>('a' + kind % 3));
    if (kind < 200) return std::string(1'020 + kind % 8, 'i');
    return value(kind);
  }

  template <typename Texts>
  static std::vector<Json> parsed(const Texts& texts) {
    std::vector<Json> all;
    for (const char* const text : texts) all.push_back(Json::parse(text));
    return all;
  }

  static const Json& value(unsigned which) {
    static const std::vector<Json> all = parsed(values);
    return all[which % all.size()];
  }

  Json message() {
    static const std::vector<Json> templates = parsed(messages);
    Json json = templates[input_.take<std::uint8_t>() % templates.size()];
    static const Json meta = Json::parse(modern_meta);
    const unsigned how = input_.take<std::uint8_t>();
    json["jsonrpc"] = "2.0";
    const bool is_request =
        json.contains("method") && !json["method"].get<std::string>().starts_with("notifications/");
    if (is_request) json["id"] = id();
    if (is_request && how % 2 == 0) json["params"]["_meta"] = how % 16 == 0 ? poor_meta() : meta;
    if (json.value("method", "") == "notifications/cancelled") json["params"]["requestId"] = id();
    repeat_what_was_learnt(json);
    for (unsigned changes = how / 2 % 4; changes > 1; --changes) change(json);
    return json;
  }

  // Of a client that can do nothing.
  static Json poor_meta() {
    Json meta = Json::parse(modern_meta);
    meta["io.modelcontextprotocol/clientCapabilities"] = Json::object();
    return meta;
  }

  void repeat_what_was_learnt(Json& json) {
    if (json == "$task") json = learnt_.task_id;
    if (json == "$state") json = learnt_.request_state;
    if (!json.is_structured()) return;
    for (Json& item : json) repeat_what_was_learnt(item);
  }

  void change(Json& json) {
    Json* at = &json;
    unsigned how = input_.take<std::uint8_t>();
    while (at->is_structured() && !at->empty() && how % 4 != 0) {
      auto child = at->begin();
      std::advance(child, how / 4 % at->size());
      at = &*child;
      how = input_.take<std::uint8_t>();
    }
    const unsigned what = input_.take<std::uint8_t>();
    const Json& other = value(what);
    const bool is_full = at->is_structured() && !at->empty();
    if (how % 3 == 0 && is_full) {
      auto child = at->begin();
      std::advance(child, what % at->size());
      at->erase(child);
    } else if (how % 3 == 1 && at->is_object()) {
      (*at)[names[how % names.size()]] = other;
    } else if (how % 3 == 1 && at->is_array()) {
      at->push_back(other);
    } else {
      *at = other;
    }
  }

  std::string batch() {
    Json all = Json::array();
    for (std::size_t count = input_.take<std::uint8_t>() % 8; count > 0; --count) {
      all.push_back(message());
    }
    while (!all.empty() && all.size() < 8 && input_.take<std::uint8_t>() == 255) {
      for (int i = 0; i < 100; ++i) all.push_back(all.front());
    }
    return to_line(all);
  }

  FuzzInput& input_;
  const Learnt& learnt_;
};

}  // namespace memory_mcp
