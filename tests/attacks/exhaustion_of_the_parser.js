// Tries: to make the parser recurse as deep as its text is long.
// Stopped by: the engine's own bound, and the guard page behind it.
// Screened: error/* or security_violation/*
// Unscreened: error/*
const deep = '['.repeat(90000);
return (0, eval)(deep);
