// Tries: to read secrets from the environment of the process.
// Stopped by: screen; without it: realm, which has no process.
// Screened: security_violation/process_execution
// Unscreened: error/runtime
return JSON.stringify(process.env);
