// The first look at what a client sent, wherever it came in.
#pragma once

#include <string_view>
#include <variant>

#include "mcp/call_context.h"
#include "mcp/message.h"
#include "mcp/outlet.h"
#include "mcp/server.h"

namespace memory_mcp {

// The text as JSON, or what to answer when it is none.
std::variant<Json, BadMessage> json_of_message(std::string_view text);

RpcError invalid_request(std::string message);
// For a message that was too long to be received at all.
RpcError oversized_message();
// When there is no thread left for a call that needs one of its own.
RpcError too_many_calls();

// Messages of that level and above, told to `outlet`.
ClientLog client_log(ClientLogLevel level, const Outlet& outlet);

// The same, which tells nothing more on the way of a call that was cancelled.
Outlet until_cancelled(const Outlet& outlet, std::stop_token cancelled);

// What the request says about its caller: what the call tells on its way goes to `outlet`, until it
// is cancelled.
CallContext call_context(const Request& request, Revision revision, std::stop_token cancelled,
                         const Outlet& outlet);

// The answer, whatever happens inside the server: also when memory runs out.
Reply reply_or_apology(const McpServer& server, const Request& request, CallContext& context);

}  // namespace memory_mcp
