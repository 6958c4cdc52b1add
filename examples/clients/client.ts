// The official TypeScript client: records a piece of work, and asks for it again. Node.js 24 runs it
// as it is, once `npm ci` has fetched the client: node examples/clients/client.ts [URL], with $TOKEN
// for a server over HTTP, into whose memory the example is recorded. Without a URL it starts a server
// of its own over a memory that is thrown away, unless $MEMORY_MCP_DATA_DIR names one.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [url] = process.argv.slice(2);
const [command, ...args] = (process.env.MEMORY_MCP ?? 'build/release/memory-mcp serve').split(' ');

const data_dir = process.env.MEMORY_MCP_DATA_DIR ?? mkdtempSync(path.join(tmpdir(), 'memory-'));
const env = { ...process.env, MEMORY_MCP_DATA_DIR: data_dir } as Record<string, string>;

const transport = url
  ? new StreamableHTTPClientTransport(new URL(url),
    { requestInit: { headers: { Authorization: `Bearer ${process.env.TOKEN}` } } })
  : new StdioClientTransport({ command: command!, args, env, stderr: 'ignore' });

const memory = new Client({ name: 'example', version: '1.0.0' },
  { versionNegotiation: { mode: { pin: '2026-07-28' } } });
await memory.connect(transport);

async function call(name: string, args: Record<string, unknown>): Promise<any> {
  const result = await memory.callTool({ name, arguments: args });
  if (result.isError) throw new Error(JSON.stringify(result.content));
  return result.structuredContent;
}

const { episode_id } = await call('create_episode', {
  task_description: 'Find out why the login test fails now and then', domain: 'web',
  task_type: 'debugging',
});
await call('add_episode_step', {
  episode_id, step_number: 1, tool: 'shell', action: 'run the test a hundred times',
  result: { type: 'error', message: 'TimeoutError after 5000 ms, 3 times' },
});
await call('complete_episode', {
  episode_id, outcome_type: 'success', verdict: 'the clock of the test was not mocked',
});
const { episodes } = await call('query_memory', { query: 'flaky login test', limit: 1 });
const [found] = episodes;
console.log(`${found.task_description}: ${found.outcome ?? 'still open'}, ${found.lesson ?? 'no lesson'}`);
await memory.close();
