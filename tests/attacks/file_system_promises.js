// Tries: to read a file with promises and to return what is in it.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
const { readFile } = require('fs/promises');
return (await readFile(input.secret_file)).toString();
