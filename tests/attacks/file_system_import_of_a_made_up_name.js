// Tries: to load the file module under a name that no text search finds.
// Stopped by: screen, for its computed name; without it: the module loader, which tells its name.
// Screened: security_violation/*
// Unscreened: security_violation/file_system_access
const name = [110, 111, 100, 101, 58, 102, 115].map((code) => String.fromCharCode(code)).join('');
const files = await import(name);
return files.readFileSync(input.secret_file, 'utf8');
