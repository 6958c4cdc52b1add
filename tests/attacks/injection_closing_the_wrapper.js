// Tries: to close the function that it is put into, and to go on outside of it.
// Stopped by: the child, which compiles a script on its own and compares its end.
// Screened: error/syntax
// Unscreened: error/syntax
return 1;
});
globalThis.escaped = true;
(async function () {
return 2;
