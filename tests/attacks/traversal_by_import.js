// Tries: to have a file read as a module.
// Stopped by: realm: the host's module loader refuses every module.
// Screened: error/runtime or security_violation/*
// Unscreened: error/runtime or security_violation/*
return await import('../../../../../../etc/passwd');
