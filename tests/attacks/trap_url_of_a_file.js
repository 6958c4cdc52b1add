// Tries: nothing bad: it takes an address apart and opens nothing.
// Stopped by: nothing.
// Screened: success "/etc/passwd"
// Unscreened: success "/etc/passwd"
return new URL('file:///home/../etc/passwd').pathname;
