// Tries: nothing bad: a thousand calls deep is a tree, not an attack.
// Stopped by: nothing.
// Screened: success 1000
// Unscreened: success 1000
const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1));
return depth(1000);
