// The bounds of what is sent to a provider and taken from it, each with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace memory_mcp::limits {

// A token has at least one byte, and the models of today take 8,192 tokens: so no text is refused
// for its length, whatever is in it. Of a longer one, this much is embedded.
inline constexpr std::size_t embedding_text_bytes_max = 8'000;
// OpenAI takes 300,000 tokens in one request.
inline constexpr std::size_t embedding_request_bytes_max = std::size_t{256} << 10U;
// A number is written with at most 25 characters; on lines of their own, indented, it is less than
// this. What the answer to a request can have at most follows from it.
inline constexpr std::size_t embedding_number_bytes_max = 48;
inline constexpr std::size_t embedding_reply_head_bytes_max = std::size_t{64} << 10U;
inline constexpr std::size_t embedding_reply_bytes_max = std::size_t{64} << 20U;
// A server that loads its model first, or runs it without a graphics card, needs most of it.
inline constexpr std::chrono::milliseconds embedding_request_time_max{60'000};
// How much of a server's own words an error repeats.
inline constexpr std::size_t server_words_bytes_max = 300;

}  // namespace memory_mcp::limits
