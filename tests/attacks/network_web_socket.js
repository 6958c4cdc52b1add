// Tries: to open a connection that stays open.
// Stopped by: screen; without it: realm, which has no WebSocket.
// Screened: security_violation/network_access
// Unscreened: error/runtime
const socket = new WebSocket(input.secret_url.replace('http', 'ws'));
await new Promise((resolve) => { socket.onopen = resolve; });
return 'connected';
