// The official clients, each bound to one way of speaking to the server.

import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 }
  from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 }
  from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { served_url } from './http_server_under_test.mjs';
import { args, command, environment } from './server_under_test.mjs';

const identity = { name: 'memory-mcp-tests', version: '1.0.0' };

async function connected(t, client, transport) {
  t.after(() => client.close());
  await client.connect(transport);
  return client;
}

function own_process(Transport) {
  return (t, data_dir) => {
    const env = { ...process.env, ...environment(data_dir) };
    return new Transport({ command, args, env, stderr: 'pipe' });
  };
}

function over_http(Transport) {
  return async (t, data_dir) => new Transport(await served_url(t, data_dir));
}

// Every way there is: `v1` and `v2` make the transport of the client of that version.
const transports = [
  { over: '', v1: own_process(StdioV1), v2: own_process(StdioV2) },
  { over: ' over HTTP', v1: over_http(HttpV1), v2: over_http(HttpV2) },
];

// mode: 'legacy', 'auto' or {pin: revision}, as the client itself names them.
function v2_in(mode, transport) {
  return async (t, data_dir) => connected(t,
    new ClientV2(identity, { versionNegotiation: { mode } }), await transport(t, data_dir));
}

function v1_with(transport) {
  return async (t, data_dir) =>
    connected(t, new ClientV1(identity), await transport(t, data_dir));
}

// connect(t, data_dir) gives a connected client of the memory in that directory.
export const clients = transports.flatMap(({ over, v1, v2 }) => [
  { name: `SDK v1${over}`, connect: v1_with(v1) },
  { name: `SDK v2, legacy era${over}`, connect: v2_in('legacy', v2) },
  { name: `SDK v2, 2026-07-28${over}`, connect: v2_in({ pin: '2026-07-28' }, v2) },
]);

// Clients that choose the revision by themselves.
export const choosing_clients = transports.map(({ over, v2 }) => (
  { name: `a v2 client${over}`, connect: v2_in('auto', v2) }));
