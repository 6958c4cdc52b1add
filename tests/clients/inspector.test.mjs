// The Inspector's command line, strict about schemas, calls every tool. Without HTTP each call is a
// server process of its own, so this also shows that what one process wrote the next one finds.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';

import { served_url } from './http_server_under_test.mjs';
import { args, command, environment, patience_ms, repository, scratch_directory }
  from './server_under_test.mjs';

const launcher = path.join(repository,
  'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');

// How the Inspector is told which server to use: for a command, with its environment.
function target_of(directory, url) {
  if (url) return ['--server-url', url.href, '--transport', 'http'];
  const settings = Object.entries(environment(directory));
  return [command, ...args, ...settings.flatMap(([name, value]) => ['-e', `${name}=${value}`])];
}

// Returns {status, result, stderr}; result is the MCP result that the Inspector prints. With a
// `url` it asks the server that is there.
function inspect({ directory, url }, ...words) {
  const settings = environment(directory);
  const line = [launcher, '--cli', ...target_of(directory, url), ...words, '--format', 'json'];
  return new Promise((resolve) => {
    const env = { ...process.env, ...settings };
    const options = { env, maxBuffer: 1 << 24, timeout: patience_ms };
    execFile(process.execPath, line, options, (error, stdout, stderr) => {
      const result = stdout.trim() ? JSON.parse(stdout).result : undefined;
      resolve({ status: error ? error.code ?? error.signal : 0, result, stderr });
    });
  });
}

function call_words(tool, tool_args) {
  const pairs = Object.entries(tool_args).map(([name, value]) =>
    `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const words = ['--method', 'tools/call', '--tool-name', tool];
  return pairs.length ? [...words, '--tool-arg', ...pairs] : words;
}

async function call(memory, tool, tool_args = {}) {
  const { status, result, stderr } = await inspect(memory, ...call_words(tool, tool_args));
  assert.equal(status, 0, `${tool}: ${JSON.stringify(result)}\n${stderr}`);
  assert.ok(!result.isError, `${tool}: ${JSON.stringify(result)}`);
  return result.structuredContent;
}

// Where a memory is asked: {directory}, and {url} when a server is there already.
const ways = [
  { over: '', reach: async (t) => ({ directory: await scratch_directory(t) }) },
  { over: ' over HTTP', reach: async (t) => {
    const directory = await scratch_directory(t);
    return { directory, url: await served_url(t, directory) };
  } },
];

for (const { over, reach } of ways) {
  for (const era of ['legacy', 'modern']) {
    test(`the strict check finds no fault with the tool schemas (${era} era${over})`, async (t) => {
      const words = ['--protocol-era', era, '--method', 'tools/list', '--strict'];
      const { status, result, stderr } = await inspect(await reach(t), ...words);
      assert.equal(status, 0, stderr);
      assert.ok(result.tools.length >= 9);
      assert.doesNotMatch(stderr, /^(Warning|Error):/m, 'a warning counts as a fault here');
    });
  }

  test(`every tool can be called from the command line${over}`, async (t) => {
    await call_every_tool(await reach(t));
  });

  test(`a refusal and an unknown tool end the command line with a failure${over}`, async (t) => {
    await fail_as_told(await reach(t));
  });
}

test('what was learnt can be verified as skills', async (t) => {
  const directory = await scratch_directory(t);
  const memory = { directory, url: await served_url(t, directory) };
  for (let i = 0; i < 5; ++i) {
    const { episode_id } = await call(memory, 'create_episode', { domain: 'web',
      task_description: 'Fix the login test', task_type: 'debugging' });
    for (const [index, tool] of ['reproduce', 'edit', 'test'].entries()) {
      await call(memory, 'add_episode_step', { episode_id, step_number: index + 1, tool,
        action: 'use it', result: { type: 'success', output: 'done' } });
    }
    await call(memory, 'complete_episode',
      { episode_id, outcome_type: 'success', verdict: 'It is green again' });
  }
  const words = ['--protocol-era', 'modern', '--method', 'skills/list', '--verify'];
  const { status, stderr } = await inspect(memory, ...words);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /Verified 1 skill and 2 files: no conformance errors/);
});

async function call_every_tool(memory) {
  const called = new Set();
  const run = (tool, tool_args) => (called.add(tool), call(memory, tool, tool_args));

  const { episode_id } = await run('create_episode', { task_description: 'Try the inspector',
    domain: 'testing', task_type: 'testing', tags: ['inspector', 'cli'] });
  await run('add_episode_step', { episode_id, step_number: 1, tool: 'shell', action: 'list files',
    parameters: { path: '.' }, result: { type: 'success', output: 'README' }, latency_ms: 4 });
  const { timeline } = await run('get_episode_timeline', { episode_id });
  assert.equal(timeline.length, 1);
  await run('complete_episode', { episode_id, outcome_type: 'success', verdict: 'It works' });
  const { episode } = await run('get_episode', { episode_id });
  assert.equal(episode.status, 'completed');
  assert.deepEqual(episode.context.tags.toSorted(), ['cli', 'inspector']);
  const { found_count } = await run('bulk_episodes', { episode_ids: [episode_id] });
  assert.equal(found_count, 1);
  const asked = await run('query_memory', { query: episode.task_description });
  assert.equal(asked.episodes[0].id, episode_id);
  const near = await run('query_semantic_memory', { query: episode.task_description });
  assert.equal(near.results[0].episode_id, episode_id);
  const advice = await run('recommend_patterns',
    { task_description: episode.task_description, domain: 'testing' });
  assert.ok(advice.basis.kind);
  const searched = await run('search_patterns', { query: 'square numbers' });
  assert.deepEqual(searched.results, []);
  const learnt = await run('analyze_patterns', { task_type: 'testing' });
  assert.ok(learnt.statistics);
  const analysed = await run('advanced_pattern_analysis',
    { analysis_type: 'predictive', source: 'reward' });
  assert.equal(analysed.source.points, 1);
  assert.equal((await run('quality_metrics', {})).total_episodes_attempted, 1);
  assert.equal((await run('configure_embeddings', { provider: 'builtin' })).success, true);
  assert.equal((await run('test_embeddings', { text: 'Square numbers' })).available, true);
  const { output } = await run('execute_agent_code', { code: 'input.map((n) => n * n)',
    context: { task: 'Square numbers', input: [1, 2, 3] } });
  assert.equal(output, '[1,4,9]');
  assert.match((await run('health_check')).components.sandbox.details, /^ran and was ended/);
  assert.equal((await run('get_metrics', { metric_type: 'episodes' })).episodes.total, 1);
  const { tools } = await run('find_tools', { query: 'undo an episode' });
  assert.equal(tools[0].name, 'delete_episode');
  await run('delete_episode', { episode_id, confirm: true });

  const { result } = await inspect(memory, '--method', 'tools/list');
  assert.deepEqual([...called].sort(), result.tools.map(({ name }) => name).sort());
}

async function fail_as_told(memory) {
  const unconfirmed = { episode_id: '01890a5d-ac96-774b-bcce-b302099a8057', confirm: false };
  const refused = await inspect(memory, ...call_words('delete_episode', unconfirmed));
  assert.notEqual(refused.status, 0);
  assert.equal(refused.result?.structuredContent.error.code, 'not_found', refused.stderr);
  const unknown = await inspect(memory, ...call_words('no_such_tool', {}));
  assert.notEqual(unknown.status, 0);
  assert.match(unknown.stderr, /no_such_tool/);
}
