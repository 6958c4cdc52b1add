// The official SDK clients drive every tool, in both protocol eras.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { live_an_episode, new_episode } from './episode_life.mjs';
import { choosing_clients, clients } from './sdk_clients.mjs';
import { patience_ms, scratch_directory } from './server_under_test.mjs';
import { Memory } from './tool_contract.mjs';
import { wrong_calls } from './wrong_calls.mjs';

const refused_names = ['batch_query_episodes', 'batch_pattern_analysis', 'batch_compare_episodes'];

async function open_memory(t, connect) {
  const client = await connect(t, await scratch_directory(t));
  const { tools } = await client.listTools();
  return { client, tools, memory: new Memory(tools, (name, args) =>
    client.callTool({ name, arguments: args })) };
}

for (const { name, connect } of clients) {
  describe(name, () => {
    test('every listed tool serves through the life of an episode', async (t) => {
      const { tools, memory } = await open_memory(t, connect);
      await live_an_episode(memory);
      assert.deepEqual([...memory.driven].sort(), tools.map((tool) => tool.name).sort());
    });

    test('partial success and failure keep what belongs to them', async (t) => {
      const { memory } = await open_memory(t, connect);
      const outcomes = [
        { type: 'partial_success', verdict: 'Half of it', completed: ['a'], failed: ['b', 'c'] },
        { type: 'failure', reason: 'The disk is full', error_details: 'ENOSPC' },
      ];
      for (const { type, ...rest } of outcomes) {
        const { episode_id } = await memory.ok('create_episode', new_episode);
        await memory.ok('complete_episode', { episode_id, outcome_type: type, ...rest });
        const { episode } = await memory.ok('get_episode', { episode_id });
        assert.deepEqual(episode.outcome, { type, ...rest });
      }
    });

    test('namespaces do not see each other', async (t) => {
      const { memory } = await open_memory(t, connect);
      const here = await memory.ok('create_episode', { ...new_episode, namespace: 'here' });
      const { episode_id } = here;
      await memory.ok('get_episode', { episode_id, namespace: 'here' });
      await memory.refused('get_episode', { episode_id, namespace: 'there' }, 'not_found');
      await memory.refused('get_episode', { episode_id }, 'not_found');
    });

    test('a CamelCase enum value is understood', async (t) => {
      const { memory } = await open_memory(t, connect);
      const camel = { ...new_episode, task_type: 'CodeGeneration', complexity: 'Complex' };
      assert.equal((await memory.ok('create_episode', camel)).task_type, 'code_generation');
    });

    test('a wrong argument is named so that a model can correct it', async (t) => {
      const { memory } = await open_memory(t, connect);
      const { episode_id } = await memory.ok('create_episode', new_episode);
      for (const { tool, args, field, says } of wrong_calls(episode_id)) {
        const error = await memory.refused(tool, args, 'invalid_argument');
        const about = `${tool} ${JSON.stringify(args).slice(0, 120)}: ${JSON.stringify(error)}`;
        assert.equal(error.field, field, about);
        if (says) assert.match(error.message, says, about);
      }
      const { episode } = await memory.ok('get_episode', { episode_id });
      assert.equal(episode.status, 'open', 'a refused write changes nothing');
      assert.equal(episode.steps.length, 0, 'a refused write changes nothing');
    });

    test('an unknown tool is a protocol error, also for the names kept out', async (t) => {
      const { client, tools } = await open_memory(t, connect);
      for (const unknown of ['no_such_tool', ...refused_names]) {
        assert.ok(!tools.some((tool) => tool.name === unknown));
        await assert.rejects(client.callTool({ name: unknown, arguments: {} }),
          (error) => error.code === -32602 && /Tool not found/.test(error.message));
      }
    });

    test('the server introduces itself and says when to use it', async (t) => {
      const { client } = await open_memory(t, connect);
      assert.equal(client.getServerVersion().name, 'memory-mcp');
      assert.match(client.getServerVersion().version, /^\d+\.\d+\.\d+/);
      assert.ok(client.getServerCapabilities().tools);
      const instructions = client.getInstructions();
      assert.ok(instructions.length > 0 && instructions.length <= 2000);
    });
  });
}

for (const { name, connect } of choosing_clients) {
  test(`${name} left to choose speaks 2026-07-28`, async (t) => {
    const client = await connect(t, await scratch_directory(t));
    assert.equal(client.getProtocolEra(), 'modern');
    assert.equal(client.getNegotiatedProtocolVersion(), '2026-07-28');
  });
}

test('what one client wrote, clients of the other era and of HTTP read at once', async (t) => {
  const directory = await scratch_directory(t);
  const [writer, ...readers] =
    await Promise.all(clients.map(({ connect }) => connect(t, directory)));
  const created = await writer.callTool({ name: 'create_episode', arguments: new_episode });
  const { episode_id } = created.structuredContent;
  for (const reader of readers) {
    const read = await reader.callTool({ name: 'get_episode', arguments: { episode_id } });
    assert.equal(read.structuredContent.episode.task_description, new_episode.task_description);
  }
});

async function until(condition) {
  const deadline = Date.now() + patience_ms;
  while (!await condition()) assert.ok(Date.now() < deadline, `never: ${condition}`);
}

for (const { name, connect } of clients) {
  // The SDK v1 takes the schema of the result before the options.
  const options = (given) => name.includes('v1') ? [undefined, given] : [given];

  test(`${name}: progress is told in order`, async (t) => {
    const { memory, client } = await open_memory(t, connect);
    const { episode_id } = await memory.ok('create_episode', new_episode);
    const reports = [];
    const many = { name: 'bulk_episodes', arguments: { episode_ids: Array(50).fill(episode_id) } };
    const onprogress = ({ progress }) => reports.push(progress);
    const { isError } = await client.callTool(many, ...options({ onprogress }));
    assert.ok(!isError);
    assert.deepEqual(reports, reports.toSorted((a, b) => a - b));
  });

  test(`${name}: a call that is aborted is cancelled`, async (t) => {
    const { memory, client } = await open_memory(t, connect);
    const sandbox = async () => (await memory.ok('get_metrics', {})).sandbox;
    const stop = new AbortController();
    const loop = { name: 'execute_agent_code', arguments: {
      code: 'let n = 0; while (true) { n += 1; }', timeout_ms: 5000,
      context: { task: 'go on and on', input: 0 } } };
    const aborted = assert.rejects(
      client.callTool(loop, ...options({ signal: stop.signal })));
    await until(async () => (await sandbox()).active > 0);
    stop.abort();
    await aborted;
    await until(async () => (await sandbox()).active === 0);
    assert.equal((await sandbox()).cancelled, 1);
  });
}
