// Tries: to wait for timers and promises, and to put their results together.
// Stopped by: nothing.
// Screened: success ["fast","slow","at once"]
// Unscreened: success ["fast","slow","at once"]
const after = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const fast = await Promise.race([after(5, 'fast'), after(500, 'too late')]);
return [fast, await after(10, 'slow'), await Promise.resolve('at once')];
