// Tries: to have a file read by its address.
// Stopped by: realm, which has no fetch, and a module loader that refuses.
// Screened: error/runtime or security_violation/*
// Unscreened: error/runtime or security_violation/*
const address = new URL('file://localhost' + input.secret_file);
try {
  return await globalThis['fet' + 'ch'](address);
} catch {
  return await import(String(address));
}
