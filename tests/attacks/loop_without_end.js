// Tries: to use the processor for ever.
// Stopped by: screen; without it: the deadline in the child, and the server's behind it.
// Screened: security_violation/infinite_loop
// Unscreened: timeout
// Limit: 200 ms
while (true) {}
