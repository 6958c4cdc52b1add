// Bounds of connections to a database server.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// To a database server, which takes a hundred of all its clients unless it is told otherwise.
inline constexpr std::size_t database_connections_max = 16;
// A restart takes a second or two, and a failover not much longer.
inline constexpr std::chrono::milliseconds database_reconnect_wait_max{5'000};
// Beyond the statement_timeout of a session, when a server has said so unless it is frozen.
inline constexpr std::chrono::milliseconds database_answer_grace{5'000};
// How often a transaction is run until no other one gets in its way.
inline constexpr int write_attempts_max = 12;

}  // namespace memory_mcp::limits
