// The limit of the protocol figures: answers each request with a constant result and its id,
// without reading the JSON. What it takes is the price of two pipes and two wake-ups on this
// machine.
#pragma once

namespace memory_mcp::bench {

// Serves stdin until EOF; returns the exit code.
int run_echo_server();

}  // namespace memory_mcp::bench
