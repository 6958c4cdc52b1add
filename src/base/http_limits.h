// The bounds of serving over HTTP, as limits.h has those of everything else.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// "[address]:port", or an origin; names of hosts have at most 253 bytes.
inline constexpr std::size_t http_address_bytes_max = 300;
// More than the machine can serve: for typing errors.
inline constexpr double http_calls_per_minute_max = 100'000'000;
// The head of a request; tokens of authorization servers are the longest part of it.
inline constexpr std::size_t http_head_bytes_max = std::size_t{16} << 10U;
// The size of a chunk, and extensions of it that nobody is known to send.
inline constexpr std::size_t http_chunk_line_bytes_max = 1'024;
// Each takes a file and 10 to 30 KiB.
inline constexpr std::size_t http_connections_max = 4'096;
// From its first byte to its last: 4 MiB at the speed of a bad telephone line.
inline constexpr std::chrono::seconds http_request_time_max{30};
// Between two requests; longer than the minute that proxies keep theirs, who then are the first
// to close.
inline constexpr std::chrono::seconds http_idle_time_max{75};
// How long a client may take not one byte of its answer.
inline constexpr std::chrono::seconds http_write_stall_max{30};
// Proxies take a stream for dead that is silent for a minute.
inline constexpr std::chrono::seconds http_keep_alive_interval{15};
// Between the last answer of a connection and its end, for the client to read it.
inline constexpr std::chrono::seconds http_linger_time_max{2};
// Events that a client has not taken yet; beyond it the client is given up.
inline constexpr std::size_t http_stream_backlog_bytes_max = std::size_t{1} << 20U;
// Answers that nobody has read yet, of all clients together; beyond it whoever has most of them is
// given up.
inline constexpr std::size_t http_unsent_bytes_max = std::size_t{256} << 20U;
// Sessions of clients that speak an older revision, and how long one may be silent.
inline constexpr std::size_t http_sessions_max = 1'000;
inline constexpr std::chrono::minutes http_session_idle_max{60};
// Events of a session that can be asked for again after a connection broke.
inline constexpr std::size_t http_replayed_events_max = 256;
inline constexpr std::size_t http_replayed_bytes_max = std::size_t{256} << 10U;
// Streams of changes that one server keeps open, and of those of one caller.
inline constexpr std::size_t subscriptions_max = 4'096;
inline constexpr std::size_t subscriptions_per_caller_max = 2'048;
inline constexpr std::size_t subscribed_resources_max = 100;

}  // namespace memory_mcp::limits
