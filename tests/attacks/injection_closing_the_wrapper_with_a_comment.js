// Tries: the same with a comment that would swallow the rest of a wrapper.
// Stopped by: the child, which compiles a script on its own and compares its end.
// Screened: error/syntax
// Unscreened: error/syntax
return 1; }), (globalThis.escaped = true), (async () => { /*
