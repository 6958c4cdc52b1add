// Tries: to remove everything below the root.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/file_system_access
// Unscreened: error/runtime
type Removal = { recursive: boolean; force: boolean };
const how: Removal = { recursive: true, force: true };
require('node:fs').rmSync('/', how);
return 'gone';
