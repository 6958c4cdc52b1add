// Tries: to load the module that starts processes under a name put together while it runs.
// Stopped by: screen, for its computed name; without it: the module loader, which tells its name.
// Screened: security_violation/*
// Unscreened: security_violation/process_execution
const parts: string[] = ['node:', 'child', '_', 'process'];
const processes = await import(parts.join(''));
return processes.execSync('id').toString();
