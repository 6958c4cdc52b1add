// The demo's player, run as a person runs it: what it prints, and what it says when it cannot.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { args, command, patience_ms, repository, scratch_directory }
  from './server_under_test.mjs';

const player = path.join(repository, 'examples/play_history.mjs');
const server = [command, ...args].join(' ');
const long_task = 'Find out why two processes that share one database wait for each other, ' +
  'although neither of them holds a lock';

const step = (step_number, type) => ({
  step_number, timestamp: '2026-11-20T10:00:00.000Z', tool: 'compiler', action: 'build',
  parameters: { target: 'release' }, result: { type, message: 'as it was' }, latency_ms: 40,
});

const past_episode = (task_description, hour, outcome, steps) => ({
  namespace: 'default',
  episode: {
    id: '01890a5d-ac96-774b-bcce-b302099a8057', task_description, task_type: 'debugging',
    status: outcome ? 'completed' : 'open', metadata: { source: 'test' }, steps, outcome,
    context: { domain: 'storage', complexity: 'moderate', tags: ['sqlite', 'locks'] },
    start_time: `2026-11-20T${hour}:00:00.000Z`, reward_score: 0.123,
  },
});

const history = [
  past_episode('Keep an idea for later', '13', undefined, []),
  past_episode(long_task, '11', { type: 'success', verdict: 'Found it', artifacts: ['a.cpp'],
    completed: [], failed: [] }, [step(1, 'error'), step(2, 'success')]),
  past_episode('Give up on it\u001b[31m', '12', { type: 'failure', reason: 'No time left',
    artifacts: [] }, [step(1, 'timeout')]),
];

function export_text(entries, last = { checksum: 'not checked here' }) {
  const lines = [{ format: 'memory-mcp-export', version: 1 }, ...entries, last];
  return lines.map((line) => JSON.stringify(line) + '\n').join('');
}

async function play(t, text, ...words) {
  const directory = await scratch_directory(t);
  const file = path.join(directory, 'history.jsonl');
  await writeFile(file, text);
  return run('--data-dir', path.join(directory, 'memory'), '--server', server, ...words, file);
}

const run = (...words) => run_in({}, ...words);

function run_in(surroundings, ...words) {
  const options = { env: { ...process.env, ...surroundings }, timeout: patience_ms };
  return new Promise((resolve) => execFile(process.execPath, [player, ...words], options,
    (error, stdout, stderr) =>
      resolve({ status: error ? error.code ?? error.signal : 0, stdout, stderr })));
}

test('it records every episode and shows them oldest first', async (t) => {
  const { status, stdout, stderr } = await play(t, export_text(history));
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Recorded 3 episodes and 3 steps with memory-mcp \S+ over MCP 2026/);
  const found = stdout.indexOf('Find out why');
  assert.ok(found > 0 && found < stdout.indexOf('Give up'));
  assert.ok(stdout.indexOf('Give up') < stdout.indexOf('Keep an idea'));
  assert.match(stdout, /^ {2}Find out why .*… +debugging +✔ success +0\.\d\d +0\.\d\d +2$/m);
  assert.match(stdout, /^ {2}Give up on it.* +debugging +✘ failure +0\.\d\d +0\.\d\d +1$/m);
  assert.match(stdout, /^ {2}Keep an idea for later +debugging +· open +0$/m);
  assert.match(stdout, /1 success · 1 failure · 1 open/);
});

test('it asks the same over HTTP, in both eras and behind a token', async (t) => {
  const { stdout } = await play(t, export_text(history));
  const [, served] = stdout.split('Over HTTP');
  assert.match(served, /^ {2}MCP 2026-07-28 .+\n {2}MCP 2025-11-25 .+\n {2}no token +HTTP 401 *$/m);
});

test('it draws the episode that tells most, and tells of health and metrics', async (t) => {
  const { stdout } = await play(t, export_text(history));
  const [, timeline] = stdout.split('One timeline');
  assert.match(timeline, /Find out why/);
  assert.match(stdout, /^ {2}tools_that_fail\.ts {2}success /m);
  assert.match(stdout, /^ {2}never_ends\.js {2}timeout /m);
  assert.match(stdout, /^ {2}reads_a_file\.js {2}security_violation /m);
  assert.match(stdout, /^Health .* (healthy|warning)/m); // A busy machine is a warning.
  assert.match(stdout, /^ {2}storage +healthy/m);
  assert.match(stdout, /^ {2}add_episode_step +3 +0 /m);
  assert.match(stdout, /^ {2}Episodes +3 kept, 1 open/m);
});

test('no line is wider than 100 columns, and a pipe gets no colours', async (t) => {
  const { stdout } = await play(t, export_text(history));
  for (const line of stdout.split('\n')) assert.ok([...line].length <= 100, line);
  assert.ok(!stdout.includes('\u001b'), 'not even those a task brings along');
});

test('what it recorded, the server exports and it can play again', async (t) => {
  const directory = await scratch_directory(t);
  const [first, second] = ['first.jsonl', 'second.jsonl'].map((name) => path.join(directory, name));
  await writeFile(first, export_text(history));
  const data_dir = path.join(directory, 'memory');
  await run('--server', server, '--data-dir', data_dir, first);
  const words = [...args.filter((word) => word !== 'serve'), 'export', second];
  const env = { ...process.env, MEMORY_MCP_DATA_DIR: data_dir };
  await promisify(execFile)(command, words, { env, timeout: patience_ms });
  const { status, stdout, stderr } = await run('--server', server, second);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Recorded 3 episodes and 3 steps/);
});

test('a memory of its own leaves nothing behind', async (t) => {
  const directory = await scratch_directory(t);
  const file = path.join(directory, 'history.jsonl');
  await writeFile(file, export_text(history));
  const { status } = await run_in({ TMPDIR: directory, MEMORY_MCP: server }, file);
  assert.equal(status, 0);
  assert.deepEqual(await readdir(directory), ['history.jsonl']);
});

test('the history of this project answers questions about it', async (t) => {
  const directory = await scratch_directory(t);
  const { status, stdout } = await run('--data-dir', path.join(directory, 'memory'),
    '--server', server);
  assert.equal(status, 0);
  assert.match(stdout, /why could pidfd_open not be linked\?[^\n]*\n[^\n]*call pidfd_open through/);
  assert.match(stdout, /while the client does not read\?[^\n]*\n[^\n]*write everything, then read/);
  assert.match(stdout, /killed while writing\?[^\n]*\n[^\n]*positive control/);
  assert.match(stdout, /zoo of Paris\?[^\n]*\n[^\n]*nothing in memory belongs to it/);
  assert.match(stdout, /Ways of working\n[^\n]* % {2}[^\n]* → [^\n]*: \d+ of \d+ succeeded/);
  const avoided = /To avoid\n([\s\S]*?)Out of an error/.exec(stdout)[1];
  assert.match(avoided, /\d % {2}After compiler succeeded: memory_mcp_bench in 6 of 7 episodes/);
  assert.match(stdout, /Out of an error\n[^\n]* % {2}When \S+ fails with/);
});

test('a missing server or history is said in one clear line', async (t) => {
  const no_server = await play(t, export_text(history), '--server', 'build/nowhere/memory-mcp');
  assert.equal(no_server.status, 1);
  assert.match(no_server.stderr, /^play_history: the server is not built: .*nowhere.*\n$/);
  const no_history = await run('--server', server, '/no/such/history');
  assert.equal(no_history.status, 1);
  assert.match(no_history.stderr, /^play_history: no history to play: \/no\/such\/history .*\n$/);
  const empty = await run('--server', server, await scratch_directory(t));
  assert.equal(empty.status, 1);
  assert.match(empty.stderr, /^play_history: no history to play: no \*\.jsonl file in .*\n$/);
});

test('a damaged history is refused and the place named', async (t) => {
  const cut_off = await play(t, export_text(history.slice(0, 2), history[2]));
  assert.equal(cut_off.status, 1);
  assert.match(cut_off.stderr, /cut off/);
  const torn = await play(t, export_text(history).replace('"episode"', '"epis'));
  assert.equal(torn.status, 1);
  assert.match(torn.stderr, /line 2 is not JSON/);
  const foreign = await play(t, '{"hello":"world"}\n');
  assert.equal(foreign.status, 1);
  assert.match(foreign.stderr, /not a memory-mcp export/);
});
