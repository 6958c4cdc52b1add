// What PostgreSQL says differently: the words of migrations, texts with a zero byte, and errors.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace memory_mcp {

// A migration in PostgreSQL's words. Types and what makes a key count up are translated; lines that
// begin with "--postgres: " are for PostgreSQL alone.
std::string postgres_script(std::string_view script);

// PostgreSQL's text holds any character but U+0000. It is stored as U+0001 U+0002, and U+0001 as
// itself twice, so that every text comes back as it was and different texts stay different.
std::string encoded_text(std::string_view text);
std::string decoded_text(std::string_view stored);
// Whether a stored text must be decoded.
inline bool is_encoded(std::string_view stored) { return stored.find('\x01') != stored.npos; }

// What can be done about a statement that failed.
enum class PostgresTrouble {
  none,
  conflict,  // With another transaction: all of it can be run again.
  lost,      // The connection, or what it was good for: it can be run again on another.
  silent,    // The server, for too long: whoever asks again waits again.
  refused,   // It would be refused again.
};

PostgresTrouble trouble_of(std::string_view sqlstate);

// What a failure means to the caller; `what` are the server's own words.
Error error_from_postgres(std::string_view sqlstate, const std::string& what);

}  // namespace memory_mcp
