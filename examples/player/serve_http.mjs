// The same memory over HTTP, behind a token: two clients, of both eras, at one server.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const eras = [
  { revision: '2026-07-28', negotiation: { mode: { pin: '2026-07-28' } } },
  { revision: '2025-11-25', negotiation: { mode: 'legacy' } },
];

// What each client was answered to the question, and what came to one without a token.
export async function ask_over_http({ command, args }, data_dir, query) {
  const env = { ...process.env, MEMORY_MCP_DATA_DIR: data_dir };
  const run = (...words) => promisify(execFile)(command, words, { env });
  const name = `demo-${process.pid}`;
  const token = (await run('token', 'add', name, '--scopes', 'read')).stdout.trim();
  const server = spawn(command, [...args, '--http', 'localhost:0'],
    { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  try {
    const url = await address_of(server);
    const answers = [];
    for (const era of eras) answers.push(await ask_as(era, url, token, query));
    const stranger = await fetch(url, { method: 'POST' });
    return { url, answers, without_token: stranger.status };
  } finally {
    server.kill('SIGTERM');
    await ended;
    await run('token', 'remove', name);
  }
}

function address_of(server) {
  const said = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stderr })
      .on('line', (line) => {
        const found = / serving .*\burl=(\S+)/.exec(line);
        if (found) resolve(new URL(found[1]));
        else if (said.length < 20) said.push(line);
      })
      .on('close', () => reject(new Error(`it does not serve HTTP: ${said.join('\n')}`)));
  });
}

async function ask_as({ revision, negotiation }, url, token, query) {
  const client = new Client({ name: 'play_history', version: '1.0.0' },
    { versionNegotiation: negotiation });
  const started = performance.now();
  await client.connect(new StreamableHTTPClientTransport(url,
    { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
  try {
    const asked = { name: 'query_memory', arguments: { query, granularity: 'step', limit: 1 } };
    const { structuredContent } = await client.callTool(asked);
    const step = structuredContent.steps[0];
    return { revision, step, ms: performance.now() - started };
  } finally {
    await client.close();
  }
}
