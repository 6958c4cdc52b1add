// Tries: the engine's own library, which a careless build would bring along.
// Stopped by: screen; without it: realm, which has no std.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
return std.loadFile(input.secret_file);
