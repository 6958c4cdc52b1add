// Tries: nothing bad: ten megabytes are within any limit.
// Stopped by: nothing.
// Screened: success 10485760
// Unscreened: success 10485760
return new Uint8Array(10 * 1024 * 1024).fill(1).reduce((sum, byte) => sum + byte, 0);
