// Tries: to read a file as a script of Deno would.
// Stopped by: screen; without it: realm, which has no Deno.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
return await Deno.readTextFile(input.secret_file);
