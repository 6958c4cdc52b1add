// Tries: to take all the memory there is.
// Stopped by: the limit on linear memory.
// Screened: error/resource
// Unscreened: error/resource
const kept = [];
for (let i = 0; i < 1e9; ++i) kept.push(new Uint8Array(1 << 20).fill(i));
return kept.length;
