// What a server said when it refused, as far as an error may repeat it.
#pragma once

#include <optional>
#include <string>

namespace memory_mcp {

// The message in a reply's body, cut to limits::server_words_bytes_max, in plain text. Nothing when
// the key that was sent is in it, as it is or as base64, percent-encoded or in hexadecimal.
std::string server_words(const std::string& body, const std::optional<std::string>& key);

}  // namespace memory_mcp
