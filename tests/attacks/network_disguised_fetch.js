// Tries: fetch under a name that no text search finds.
// Stopped by: realm, which has no fetch; the kernel would find no network either.
// Screened: error/runtime
// Unscreened: error/runtime
const name = 'hctef'.split('').reverse().join('');
return await globalThis[name](input.secret_url);
