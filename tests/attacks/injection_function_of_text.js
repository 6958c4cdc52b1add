// Tries: to make a function of a text that reads secrets.
// Stopped by: screen; without it: the realm, in which that text can do no more than this one.
// Screened: security_violation/*
// Unscreened: error/runtime
return new Function('return process.env')();
