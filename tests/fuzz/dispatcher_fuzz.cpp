// A client that sends any lines, in the words of any revision: everything it is sent is JSON-RPC,
// and each of its requests is answered exactly once, unless it was cancelled.
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/log.h"
#include "base/text.h"
#include "mcp/conversation.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_server.h"
#include "tests/fuzz/protocol_lines.h"

namespace {

using namespace memory_mcp;

constexpr std::chrono::seconds patience{15};
// Enough for everything to meet everything else.
constexpr int lines_max = 16;

// Ids as text, and how often; "" stands for messages without an id that could be read.
using Counts = std::map<std::string, int>;

// What the client is sent; by any thread.
class Sent {
 public:
  void add(const std::string& text) {
    require(is_utf8(text) && text.find('\n') == std::string::npos);
    const auto json = parse_json(text, std::size_t{64} << 20U, 2 * limits::json_depth_max);
    require(json.ok());
    const std::scoped_lock lock(mutex_);
    if (!json->is_array()) return add_one(*json);
    require(!json->empty());
    for (const Json& one : *json) {
      require(!one.contains("method"));
      add_one(one);
    }
  }

  Learnt learnt() const {
    const std::scoped_lock lock(mutex_);
    return learnt_;
  }
  Counts answers() const {
    const std::scoped_lock lock(mutex_);
    return answers_;
  }

 private:
  void add_one(const Json& message) {
    require(message.is_object() && message.value("jsonrpc", "") == "2.0");
    if (message.contains("method")) return check_told(message);
    const bool has_id = message.contains("id") && !message["id"].is_null();
    if (message.contains("result")) {
      require(has_id && message.size() == 3 && message["result"].is_object());
      learn_from(message["result"]);
    } else {
      const Json& error = message.at("error");
      require(message.size() == (message.contains("id") ? 3U : 2U));
      require(error.at("code").is_number_integer() && error.at("message").is_string());
      require(error.size() == (error.contains("data") ? 3U : 2U));
    }
    ++answers_[has_id ? to_line(message["id"]) : ""];
  }

  static void check_told(const Json& message) {
    require(message["method"].is_string() && message.at("params").is_object());
    if (!message.contains("id")) return require(message.size() == 3);
    require(message.size() == 4 && message["id"].get<std::string>().starts_with("ask-"));
  }

  void learn_from(const Json& result) {
    if (result.contains("taskId")) learnt_.task_id = result["taskId"];
    if (result.contains("requestState")) learnt_.request_state = result["requestState"];
  }

  mutable std::mutex mutex_;
  Counts answers_;
  Learnt learnt_;
};

// What a client may expect, by the rules of JSON-RPC and of the protocol, read from its lines
// alone.
class Expected {
 public:
  void line(std::string_view text, bool takes_batches) {
    auto json = parse_json(text);
    if (!json.ok()) return unreadable(text);
    if (!json->is_array()) return message(*json);
    if (!takes_batches || json->empty() || json->size() > limits::batch_messages_max) {
      ++answers_[""];
      return;
    }
    for (const Json& one : *json) message(one);
  }

  void oversized_line() { ++answers_[""]; }

  void check(const Counts& sent) const {
    for (const auto& [id, count] : sent) {
      const auto asked = answers_.find(id);
      require(asked != answers_.end() && count <= asked->second);
    }
    for (const auto& [id, count] : answers_) {
      const auto answered = sent.find(id);
      const auto given_up = cancelled_.find(id);
      const int fewest = count - (given_up == cancelled_.end() ? 0 : given_up->second);
      require((answered == sent.end() ? 0 : answered->second) >= fewest);
    }
  }

 private:
  static std::string id_of(const Json& message) {
    if (!message.is_object() || !message.contains("id")) return "";
    const Json& id = message["id"];
    const bool is_short =
        id.is_string() && id.get_ref<const std::string&>().size() <= limits::request_id_bytes_max;
    return is_short || id.is_number_integer() ? to_line(id) : "";
  }

  void message(const Json& json) {
    const std::string id = id_of(json);
    const bool is_call = json.is_object() && json.value("jsonrpc", Json()) == "2.0" &&
                         json.value("method", Json()).is_string();
    if (is_call && !json.contains("id")) return notification(json);
    if (!is_reply(json)) ++answers_[id];
  }

  static bool is_reply(const Json& json) {
    return json.is_object() && json.value("jsonrpc", Json()) == "2.0" && !json.contains("method") &&
           (json.contains("result") || json.contains("error"));
  }

  void notification(const Json& json) {
    const Json params = json.value("params", Json());
    if (json["method"] != "notifications/cancelled" || !params.is_object()) return;
    if (params.contains("requestId")) ++cancelled_[to_line(params["requestId"])];
  }

  // Half a surrogate pair leaves the id to be read.
  void unreadable(std::string_view text) {
    const auto json = parse_json(without_half_surrogates(text));
    const bool has_reader = json.ok() && !is_reply(*json);
    ++answers_[has_reader ? id_of(*json) : ""];
  }

  Counts answers_;
  Counts cancelled_;
};

Outlet outlet_to(Sent& sent) {
  const auto times = std::make_shared<std::atomic<int>>(0);
  return {.notify = [&sent](const std::string& text) { sent.add(text); },
          .answer =
              [&sent, times](const std::string& text) {
                require(++*times == 1);
                sent.add(text);
              }};
}

bool takes_batches(const Conversation& conversation) {
  return conversation.is_initialized() && conversation.revision() == Revision::r2025_03_26;
}

// As the transport does it when its input has ended.
void drain(FuzzServer& server, Conversation& conversation, WorkerPool& workers) {
  server.server().end();
  conversation.end_of_input();
  server.release().give();
  require(workers.drain(patience) && server.server().drain_tasks(patience));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  set_log_level(LogLevel::off);
  // OpenSSL never frees what it keeps for the thread that uses it first; let it be this one.
  StateSeal().seal("", "");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static WorkerPool workers(2);
  FuzzInput input(data, size);
  const auto receiver = input.take<std::uint8_t>() % 2 == 0 ? Conversation::Receiver::reader
                                                            : Conversation::Receiver::worker;
  FuzzServer server;
  Sent sent;
  Expected expected;
  Conversation conversation(server.server(), workers, receiver);
  const auto listening = std::make_shared<char>();
  server.changes().listen(listening, [&](const Change& change) {
    if (conversation.wants(change)) sent.add(legacy_text(change));
  });
  for (int lines = 0; lines < lines_max && !input.is_empty(); ++lines) {
    const Learnt learnt = sent.learnt();
    const std::string line = ProtocolLines(input, learnt).next();
    expected.line(line, takes_batches(conversation));
    conversation.receive(line, outlet_to(sent));
    switch (input.take<std::uint8_t>() % 16) {
      case 1:
        server.changes().announce({.of = Change::Of::tools, .uri = ""});
        break;
      case 2:
        server.changes().announce({.of = Change::Of::resource, .uri = "test://one"});
        break;
      case 3:
        workers.drain(std::chrono::milliseconds(1));
        break;
      case 4:
        expected.oversized_line();
        conversation.refuse_oversized(outlet_to(sent));
        break;
      default:
        break;
    }
  }
  drain(server, conversation, workers);
  expected.check(sent.answers());
  return 0;
}
