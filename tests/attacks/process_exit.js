// Tries: to end the process that runs it, in the hope that it is the server's.
// Stopped by: screen; without it: realm, which has no process.
// Screened: security_violation/process_execution
// Unscreened: error/runtime
process.exit(0);
