#include "mcp/message.h"

#include "base/limits.h"
#include "mcp/rpc_codes.h"

namespace memory_mcp {
namespace {

BadMessage invalid(std::string why, Json id = nullptr) {
  return {.error = {.code = rpc::invalid_request, .message = "invalid request: " + std::move(why)},
          .id = std::move(id)};
}

bool is_usable_id(const Json& id) {
  if (id.is_string()) {
    return id.get_ref<const std::string&>().size() <= limits::request_id_bytes_max;
  }
  return id.is_number_integer();
}

}  // namespace

Json error_object(const RpcError& error) {
  Json object = {{"code", error.code}, {"message", error.message}};
  if (!error.data.is_null()) object["data"] = error.data;
  return object;
}

Message message_from_json(Json json) {
  if (!json.is_object()) return invalid("expected an object");
  const auto id = json.find("id");
  const bool has_id = id != json.end();
  const Json readable_id = has_id && is_usable_id(*id) ? *id : Json(nullptr);
  if (json.value("jsonrpc", Json()) != "2.0") {
    return invalid("\"jsonrpc\" must be \"2.0\"", readable_id);
  }
  const auto method = json.find("method");
  if (method == json.end()) {
    if (json.contains("result") || json.contains("error")) {
      return ClientReply{.id = readable_id, .result = json.value("result", Json())};
    }
    return invalid("there is no \"method\"", readable_id);
  }
  if (!method->is_string()) return invalid("\"method\" must be a string", readable_id);
  if (has_id && readable_id.is_null()) {
    return invalid("\"id\" must be a string of at most " +
                   std::to_string(limits::request_id_bytes_max) + " bytes, or an integer");
  }
  Json params = json.contains("params") ? std::move(json["params"]) : Json::object();
  if (!has_id) return Notification{.method = *method, .params = std::move(params)};
  if (!params.is_object()) {
    return BadMessage{
        .error = {.code = rpc::invalid_params, .message = "\"params\" must be an object"},
        .id = readable_id};
  }
  return Request{.id = readable_id, .method = *method, .params = std::move(params)};
}

std::string reply_text(const Json& id, const Reply& reply) {
  std::string text = R"({"jsonrpc":"2.0","id":)" + to_line(id);
  if (const auto* error = std::get_if<RpcError>(&reply)) {
    text += R"(,"error":)" + to_line(error_object(*error));
  } else if (const auto* ready = std::get_if<ResultText>(&reply)) {
    // Large ones are copied once.
    constexpr std::string_view before = R"(,"result":)";
    text.reserve(text.size() + before.size() + ready->text.size() + 2);
    text += before;
    text += ready->text;
  } else {
    text += R"(,"result":)" + to_line(std::get<Json>(reply));
  }
  text += '}';
  return text;
}

std::string reply_text_without_id(const RpcError& error) {
  return to_line({{"jsonrpc", "2.0"}, {"error", error_object(error)}});
}

std::string notification_text(std::string_view method, Json params, std::string_view members) {
  const bool is_first = params.empty();
  std::string text =
      to_line({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
  if (members.empty()) return text;
  constexpr std::string_view closing = "}}";
  return text.insert(text.size() - closing.size(), (is_first ? "" : ",") + std::string(members));
}

}  // namespace memory_mcp
