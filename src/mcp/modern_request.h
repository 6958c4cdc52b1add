// What every request says about itself since 2026-07-28, in params._meta.
#pragma once

#include <optional>
#include <variant>

#include "mcp/client_log.h"
#include "mcp/inputs.h"
#include "mcp/message.h"
#include "mcp/revision.h"

namespace memory_mcp {

// Whether the request speaks for itself, and so belongs to the modern era.
bool is_modern_request(const Request& request);
// The same of a message that was not read yet.
bool is_modern_message(const Json& message);

// What the client can do and which messages of the log it asks for, as its request says.
ClientCapabilities client_of(const Request& request);
std::optional<ClientLogLevel> log_level_of(const Request& request);

// The revision it names, or what is missing or wrong.
std::variant<Revision, RpcError> modern_revision(const Request& request);

}  // namespace memory_mcp
