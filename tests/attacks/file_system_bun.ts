// Tries: to write a file as a script of Bun would.
// Stopped by: screen; without it: realm, which has no Bun.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
const written: number = await Bun.write(input.secret_file, 'overwritten');
return written;
