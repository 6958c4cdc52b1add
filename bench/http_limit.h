// The limit of the figures over HTTP: answers each request of a connection with one constant,
// having looked for nothing but its end. What it takes is the price of sockets and wake-ups on this
// machine.
#pragma once

namespace memory_mcp::bench {

// Listens on a free port of this machine, which it tells on stderr, until a signal ends it.
int run_http_limit();

}  // namespace memory_mcp::bench
