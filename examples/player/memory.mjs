// The memory as the player sees it: a server process behind the official client.

import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const log_kept = 4000; // characters of the server's log that are shown when it fails

export async function open_memory({ command, args }, data_dir) {
  const env = { ...process.env, MEMORY_MCP_DATA_DIR: data_dir };
  const transport = new StdioClientTransport({ command, args, env, stderr: 'pipe' });
  let log = '';
  transport.stderr.on('data', (bytes) => (log = (log + bytes).slice(-log_kept)));
  const client = new Client({ name: 'play_history', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  try {
    await client.connect(transport);
  } catch (error) {
    throw new Error(`cannot talk to ${command}: ${error.message}\n${log}`.trim());
  }
  return new Memory(client);
}

class Memory {
  calls = 0;
  #client;

  constructor(client) {
    this.#client = client;
  }

  // "memory-mcp 0.1.0 over MCP 2026-07-28"
  get description() {
    const { name, version } = this.#client.getServerVersion();
    return `${name} ${version} over MCP ${this.#client.getNegotiatedProtocolVersion()}`;
  }

  // The structured content of a tool's answer; a refusal is an error.
  async ask(tool, args = {}) {
    return (await this.#call(tool, args)).structuredContent;
  }

  // The same, when the answer may tell of a failure.
  async outcome(tool, args = {}) {
    this.calls++;
    return (await this.#client.callTool({ name: tool, arguments: args })).structuredContent;
  }

  // The text of a tool's answer, as a model would read it.
  async read(tool, args = {}) {
    return (await this.#call(tool, args)).content[0].text;
  }

  close() {
    return this.#client.close();
  }

  async #call(tool, args) {
    this.calls++;
    const result = await this.#client.callTool({ name: tool, arguments: args });
    if (result.isError) throw new Error(`${tool} was refused: ${result.content[0].text}`);
    return result;
  }
}
