// The bounds of what a granted program may do through the brokers, each with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// --- Files ----------------------------------------------------------------------------------
// A whole file crosses into the sandbox at once; eight of the smallest sandbox's 64 MiB leave room
// for its base64 text and for what the program makes of it.
inline constexpr std::size_t file_read_bytes_max = std::size_t{8} << 20U;
inline constexpr std::size_t file_write_bytes_max = std::size_t{8} << 20U;
// At 255 bytes a name this is 2.5 MB of JSON; a larger directory is no work for one call.
inline constexpr std::size_t directory_entries_max = 10'000;
// PATH_MAX of Linux: the kernel takes no longer one.
inline constexpr std::size_t granted_path_bytes_max = 4'096;
// Resolution starts again when something is renamed meanwhile; more often means that someone
// renames without end.
inline constexpr int path_resolution_attempts_max = 32;

// --- Fetch ----------------------------------------------------------------------------------
// What one program may have under way; browsers stop at six for each host.
inline constexpr std::size_t fetches_outstanding_max = 16;
// Each holds a thread and some five descriptors until the resolver gives up, half a minute after a
// name server fell silent. What one client leaves behind must not be what another lacks.
inline constexpr std::size_t name_lookups_max = 64;
inline constexpr std::size_t name_lookups_per_client_max = 16;
inline constexpr std::size_t fetch_request_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t fetch_response_bytes_max = std::size_t{8} << 20U;
// What the responses of one program may take together while they arrive: sixteen large ones times
// twenty programs would be 2.5 GiB of the server's memory.
inline constexpr std::size_t fetch_arriving_bytes_max = std::size_t{32} << 20U;
// As long as the most permissive preset runs; a fetch also ends with its execution.
inline constexpr std::chrono::milliseconds fetch_time_max{10'000};
// What the fetch standard's twenty are for, login dances of browsers, does not occur here.
inline constexpr int fetch_redirects_max = 5;
inline constexpr std::size_t fetch_headers_max = 100;
inline constexpr std::size_t fetch_header_bytes_max = std::size_t{32} << 10U;
// Response heads come from strangers: trailers and interim responses count too.
inline constexpr std::size_t fetch_response_header_bytes_max = std::size_t{64} << 10U;
// Every connection and redirect looks through the whole list.
inline constexpr std::size_t allowed_network_entries_max = 1'000;

}  // namespace memory_mcp::limits
