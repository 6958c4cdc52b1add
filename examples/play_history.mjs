#!/usr/bin/env node
// Plays a recorded history into a fresh memory through the official MCP client, and shows what
// the memory then knows: the episodes, one timeline, what it learnt, what code in its sandbox makes
// of them, health and metrics, and that it is the same over HTTP.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ask, questions } from './player/ask.mjs';
import { read_history } from './player/history.mjs';
import { learn } from './player/learn.mjs';
import { open_memory } from './player/memory.mjs';
import { record } from './player/record.mjs';
import { run_code } from './player/run_code.mjs';
import { ask_over_http } from './player/serve_http.mjs';
import { show, show_over_http } from './player/show.mjs';
import { progress_line } from './player/terminal.mjs';

const repository = path.resolve(import.meta.dirname, '..');

const usage = `Usage: play_history.mjs [--server COMMAND] [--data-dir DIR] [HISTORY…]

  HISTORY     files in the export format, or folders of *.jsonl (default: examples/history)
  --server    how to start the server (default: $MEMORY_MCP, else build/release/memory-mcp serve)
  --data-dir  keep the memory here (default: a fresh directory, removed at the end)`;

async function main() {
  const options = { server: { type: 'string' }, 'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return console.log(usage);

  const sources = positionals.length ? positionals : [path.join(repository, 'examples/history')];
  const history = await read_history(sources);
  const server = server_command(values.server ?? process.env.MEMORY_MCP);
  const kept = values['data-dir'];
  const data_dir = kept ? path.resolve(kept) : await mkdtemp(path.join(tmpdir(), 'memory-mcp-'));
  try {
    await play(history, server, data_dir);
    console.log(show_over_http(await ask_over_http(server, data_dir, questions[0])));
  } finally {
    if (!kept) await rm(data_dir, { recursive: true, force: true });
  }
}

async function play(history, server, data_dir) {
  const memory = await open_memory(server, data_dir);
  try {
    const recording = await record(memory, history, progress_line('Recording episode'));
    const answers = await ask(memory);
    const learnt = await learn(memory);
    const runs = await run_code(memory, recording);
    console.log(await show(memory, recording, answers, learnt, runs));
  } finally {
    await memory.close();
  }
}

// A path is meant from the repository's root, so that the player runs from anywhere.
function server_command(text) {
  const [program, ...args] = (text ?? 'build/release/memory-mcp serve').trim().split(/\s+/);
  const command = program.includes('/') ? path.resolve(repository, program) : program;
  if (program.includes('/') && !existsSync(command)) {
    throw new Error(`the server is not built: ${command} does not exist; scripts/demo builds it`);
  }
  return { command, args };
}

try {
  await main();
} catch (error) {
  console.error(`play_history: ${error.message}`);
  process.exitCode = error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? 2 : 1;
}
