// Tries: to connect with a module of Node.
// Stopped by: screen; without it: realm, which has no require.
// Screened: security_violation/network_access
// Unscreened: error/runtime
const { connect } = require('node:net');
const port: number = Number(new URL(input.secret_url).port);
return await new Promise<string>((done) => connect(port, '127.0.0.1', () => done('connected')));
