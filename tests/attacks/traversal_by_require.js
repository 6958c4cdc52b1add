// Tries: to climb out of a folder that it is not in.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/*
// Unscreened: error/runtime
return require('fs').readFileSync('../../../../../../etc/passwd', 'utf8');
