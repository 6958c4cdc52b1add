// Tries: to overwrite a file through a module named with its scheme.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
require('node:fs').writeFileSync(input.secret_file, 'overwritten');
return 'written';
