// Tries: to return more than a client should have to read.
// Stopped by: the slot, of which the result has 1 MiB.
// Screened: error/runtime or error/resource
// Unscreened: error/runtime or error/resource
const block: string = 'x'.repeat(1 << 20);
return [block, block, block];
