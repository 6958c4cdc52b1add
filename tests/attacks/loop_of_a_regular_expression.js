// Tries: to make a match that takes longer than the universe will last.
// Stopped by: the deadline, which the regular expressions of the engine ask for.
// Screened: timeout
// Unscreened: timeout
// Limit: 200 ms
return /^(a+)+$/.test('a'.repeat(64) + 'b');
