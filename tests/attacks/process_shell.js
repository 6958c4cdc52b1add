// Tries: to run a shell.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/process_execution
// Unscreened: error/runtime
const { execSync } = require('child_process');
return execSync('cat ' + input.secret_file).toString();
