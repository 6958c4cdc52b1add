// Tries: to read a secret file with a module of Node.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
const files = require('fs');
return files.readFileSync(input.secret_file, 'utf8');
