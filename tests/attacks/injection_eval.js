// Tries: to run a text that came in as data.
// Stopped by: the realm, in which that text can do no more than this one.
// Screened: error/runtime or security_violation/*
// Unscreened: error/runtime
const text = 'require("fs").readFileSync("' + input.secret_file + '")';
return eval(text);
