// The bounds of who may call, and of what is kept of it: a part of limits.h.
#pragma once

#include "base/limits.h"

namespace memory_mcp::limits {

// --- Access over HTTP -----------------------------------------------------------------------
// Heads of requests end at 16 KiB or so; real tokens have one or two.
inline constexpr std::size_t access_token_bytes_max = 8'192;
// What an authorization server calls its user; RFC 7519 sets no bound, this one is in use.
inline constexpr std::size_t principal_name_bytes_max = 255;
inline constexpr std::size_t principal_namespaces_max = 100;
// Each is compared with what was sent, so that nobody learns from the time which came close.
inline constexpr std::size_t static_tokens_max = 1'000;
inline constexpr std::size_t static_token_name_bytes_max = 64;
inline constexpr std::size_t token_file_bytes_max = std::size_t{8} << 20U;
// Real sets have two to ten keys of half a KiB.
inline constexpr std::size_t key_set_bytes_max = std::size_t{256} << 10U;
inline constexpr std::size_t key_set_keys_max = 100;
inline constexpr std::size_t key_id_bytes_max = 1'024;
inline constexpr int rsa_key_bits_min = 2'048;  // RFC 7518, 3.3.
inline constexpr int rsa_key_bits_max = 8'192;  // Checking one signature takes half a millisecond.
// How far the clocks of an authorization server and this machine may differ.
inline constexpr std::chrono::seconds token_clock_leeway{60};
// How long a set of keys is taken for current, within what its server says.
inline constexpr std::chrono::seconds key_set_age_default{600};
inline constexpr std::chrono::seconds key_set_age_min{60};
// Also when the server is down: a key that was taken back ends to work some time.
inline constexpr std::chrono::seconds key_set_age_max{86'400};
inline constexpr std::chrono::milliseconds key_set_fetch_max{5'000};
// Anybody can make up the id of a key.
inline constexpr std::chrono::seconds key_set_refetch_interval_min{30};
inline constexpr std::chrono::seconds key_set_first_fetch_interval_min{2};
// Calls that wait for one fetch, at half of the workers by default; more are told to retry.
inline constexpr std::size_t key_set_waiting_max = 8;
// Lines of the audit log about bad tokens; those beyond it are counted in the next one.
inline constexpr std::int64_t failures_noted_per_minute = 60;
// 100 bytes each. Beyond it whoever called least recently starts anew.
inline constexpr std::size_t rated_principals_max = 10'000;
inline constexpr std::int64_t calls_per_minute_max = 1'000'000;

// --- Writers --------------------------------------------------------------------------------
// An issuer's URL, a space and what it calls its user.
inline constexpr std::size_t writer_bytes_max = http_url_bytes_max + 1 + principal_name_bytes_max;
// Who records in one episode besides whoever opened it: a team, and room for more.
inline constexpr std::size_t other_writers_max = 100;

// --- Audit log ------------------------------------------------------------------------------
// Files put aside beside the one that is written.
inline constexpr int audit_files_aside_max = 3;
// A line is read back whole to go on after it; details that do not fit are left out, and counted.
inline constexpr std::size_t audit_line_bytes_max = std::size_t{16} << 10U;
inline constexpr std::size_t audit_text_bytes_max = 1'000;
inline constexpr std::size_t audit_principal_bytes_max = 300;

}  // namespace memory_mcp::limits
