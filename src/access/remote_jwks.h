// The keys behind a URL. They are fetched by the call that first needs them, one fetch at a time,
// and again when they are old or a token names a key that is not among them, but for that at most
// twice a minute: anybody can make up a name. While the server is down the old ones count, for a
// day.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/jwks.h"

namespace memory_mcp {

Result<std::unique_ptr<Jwks>> open_remote_jwks(const std::string& url, const SteadyTime& time);

// For how long a reply with this Cache-Control header is taken for current, within our bounds.
std::chrono::seconds key_set_age(const std::optional<std::string>& cache_control);

}  // namespace memory_mcp
