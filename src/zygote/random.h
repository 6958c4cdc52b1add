// Random numbers of a child's own. Forked processes share everything, so each takes a fresh key
// from the kernel before it is locked in, and stretches it with ChaCha20 (RFC 8439).
#pragma once

#include <cstdint>

namespace memory_mcp::zygote {

// Takes a fresh key. Once in every child, before the wall: afterwards the kernel is out of reach.
void take_random_key();
std::uint32_t random_number();
std::uint64_t random_number_64();

}  // namespace memory_mcp::zygote
