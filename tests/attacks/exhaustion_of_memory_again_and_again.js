// Tries: to go on after memory ran out, for as long as it is let.
// Stopped by: the deadline.
// Screened: timeout or error/resource
// Unscreened: timeout or error/resource
// Limit: 500 ms
for (let round = 0; round < Infinity; ++round) {
  try {
    const kept = [];
    for (let size = 1; ; size *= 2) kept.push('x'.repeat(size));
  } catch {
    // And again.
  }
}
