// Tries: to load the file module while it runs.
// Stopped by: screen; without it: the host's module loader, which refuses and tells.
// Screened: security_violation/file_system_access
// Unscreened: security_violation/file_system_access
const files = await import('node:fs');
return files.readFileSync(input.secret_file, 'utf8');
