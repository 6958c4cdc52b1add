// One message as a server-sent event.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

// JSON in one line has no line break, so it is one line of data. An empty `id` is left out.
inline std::string event_text(std::string_view message, std::string_view id = {}) {
  std::string event;
  if (!id.empty()) event.append("id: ").append(id).append("\n");
  return event.append("event: message\ndata: ").append(message).append("\n\n");
}

}  // namespace memory_mcp
