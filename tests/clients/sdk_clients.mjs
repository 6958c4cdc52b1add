// The official clients, each bound to one way of speaking to the server.

import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';

import { args, command, environment } from './server_under_test.mjs';

const identity = { name: 'memory-mcp-tests', version: '1.0.0' };

async function connected(t, client, Transport, data_dir) {
  const env = { ...process.env, ...environment(data_dir) };
  t.after(() => client.close());
  await client.connect(new Transport({ command, args, env, stderr: 'pipe' }));
  return client;
}

export function connect_v1(t, data_dir) {
  return connected(t, new ClientV1(identity), StdioV1, data_dir);
}

// mode: 'legacy', 'auto' or {pin: revision}, as the client itself names them.
export function connect_v2(t, data_dir, mode) {
  const client = new ClientV2(identity, { versionNegotiation: { mode } });
  return connected(t, client, StdioV2, data_dir);
}

export const clients = [
  { name: 'SDK v1', connect: connect_v1 },
  { name: 'SDK v2, legacy era', connect: (t, dir) => connect_v2(t, dir, 'legacy') },
  { name: 'SDK v2, 2026-07-28', connect: (t, dir) => connect_v2(t, dir, { pin: '2026-07-28' }) },
];
