// Tries: to stay in a loop of the engine that does not ask whether to stop.
// Stopped by: the second alarm in the child, and the server's kill behind it.
// Screened: timeout or error/*
// Unscreened: timeout or error/*
// Limit: 200 ms
return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
