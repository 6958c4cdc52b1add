// Tries: nothing bad: a text that speaks of timeouts and interruption is a result like another.
// Stopped by: nothing.
// Screened: success {"status":"timeout","error":"interrupted"}
// Unscreened: success {"status":"timeout","error":"interrupted"}
return { status: 'timeout', error: 'interrupted' };
