// Tries: to never let the queue of jobs run empty.
// Stopped by: the deadline in the child, which the queue is checked against.
// Screened: timeout
// Unscreened: timeout
// Limit: 200 ms
for (;;) await null;
