// The JSON-RPC envelope: text ↔ requests, notifications and replies.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "json/json.h"

namespace memory_mcp {

struct Request {
  Json id;  // A string or an integer.
  std::string method;
  Json params = Json::object();
};

struct Notification {
  std::string method;
  Json params = Json::object();
};

// What a client answers to a request of ours.
struct ClientReply {
  Json id;
  Json result;  // Null when it failed.
};

// A JSON-RPC error: the protocol was not kept. What goes wrong inside a tool is not one of these.
struct RpcError {
  int code;
  std::string message;
  Json data = nullptr;  // Left out when null.
};

// What is wrong with a message, and the id to answer under when it could be read.
struct BadMessage {
  RpcError error;
  Json id = nullptr;
};

using Message = std::variant<Request, Notification, ClientReply, BadMessage>;
Message message_from_json(Json json);

// A result that is already text: built once, sent many times.
struct ResultText {
  std::string text;
};

using Reply = std::variant<Json, ResultText, RpcError>;

// The error as the protocol writes it.
Json error_object(const RpcError& error);

// One line without its line break. A null `id` stands for one that could not be read.
std::string reply_text(const Json& id, const Reply& reply);
// The same without an id member, for revisions that leave it out.
std::string reply_text_without_id(const RpcError& error);
// `members` are added to the parameters as they are.
std::string notification_text(std::string_view method, Json params, std::string_view members = {});

}  // namespace memory_mcp
