// Tries: to bind the file module as a module would.
// Stopped by: screen; without it: the realm, whose scripts are no modules.
// Screened: security_violation/file_system_access
// Unscreened: error/syntax
import { readFileSync } from 'node:fs';
const text: string = readFileSync(input.secret_file, 'utf8');
return text;
