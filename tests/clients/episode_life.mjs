// One episode from its creation to its deletion, with everything in between that a client does.

import assert from 'node:assert/strict';

export const new_episode = {
  task_description: 'Teach the parser to refuse duplicate keys — and say where: “line 3”',
  domain: 'parsing',
  task_type: 'code_generation',
  language: 'C++',
  framework: 'none',
  tags: ['json', 'strictness'],
  complexity: 'simple',
  metadata: { ticket: 'P-7' },
};

// The second step fails, the third recovers, the fourth times out, the last has no result yet.
export const steps = [
  { tool: 'read_file', action: 'read the parser', parameters: { path: 'a.cpp', lines: [1, 90] },
    result: { type: 'success', output: '90 lines' }, latency_ms: 12, tokens_used: 900 },
  { tool: 'compiler', action: 'build', parameters: {},
    result: { type: 'error', message: "no member named 'keys'" }, latency_ms: 2300 },
  { tool: 'compiler', action: 'build again',
    result: { type: 'success', output: '' }, latency_ms: 2100, tokens_used: 0 },
  { tool: 'test_runner', action: 'run the fuzzer', result: { type: 'timeout' }, latency_ms: 30000 },
  { tool: 'shell', action: 'commit' },
];

const verdict = { verdict: 'Duplicate keys are refused by name', artifacts: ['parser.cpp'] };
const unknown_id = '01890a5d-ac96-774b-bcce-b302099a8057';

export async function live_an_episode(memory) {
  const id = await create(memory);
  await record_steps(memory, id);
  await read_the_timeline(memory, id);
  await complete(memory, id);
  await read_back(memory, id);
  await search(memory, id);
  await run_code(memory, id);
  await watch_the_server(memory);
  await find_a_tool(memory);
  await remove(memory, id);
}

async function create(memory) {
  const created = await memory.ok('create_episode', new_episode);
  assert.equal(created.success, true);
  assert.equal(created.task_description, new_episode.task_description);
  assert.equal(created.domain, 'parsing');
  assert.equal(created.task_type, 'code_generation');
  assert.match(created.episode_id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  return created.episode_id;
}

async function record_steps(memory, episode_id) {
  for (const [index, step] of steps.entries()) {
    const step_number = index + 1;
    const added = await memory.ok('add_episode_step', { episode_id, step_number, ...step });
    assert.equal(added.step_number, step_number);
    assert.equal(added.step_count, step_number);
  }
  // A retry of the very same step is safe, another step under a used number is not.
  const again = { episode_id, step_number: 1, ...steps[0] };
  assert.equal((await memory.ok('add_episode_step', again)).step_count, steps.length);
  await memory.refused('add_episode_step', { ...again, action: 'read it twice' }, 'conflict');
  await memory.refused('add_episode_step', { ...again, episode_id: unknown_id }, 'not_found');
}

// What was recorded is found by its words, by a step of it and by its vector; nonsense is not.
async function search(memory, episode_id) {
  const found = await memory.ok('query_memory',
    { query: 'refusing duplicated keys in a parser', explain: true, max_tokens: 2000 });
  assert.equal(found.episodes[0].id, episode_id);
  assert.ok(found.episodes[0].relevance > 0.5, `relevance ${found.episodes[0].relevance}`);
  assert.equal(found.episodes[0].lesson, verdict.verdict);
  const shares = found.episodes[0].explanation.signals.map((s) => s.share);
  const sum = shares.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - found.episodes[0].explanation.score) < 1e-3 * sum);
  assert.equal(found.insights.success_rate, 1);

  const { steps: hits } = await memory.ok('query_memory',
    { query: "no member named 'keys'", granularity: 'step', limit: 3 });
  assert.deepEqual([hits[0].episode_id, hits[0].step_number], [episode_id, 2]);
  assert.deepEqual((await memory.ok('query_memory', { query: 'zebra weather' })).episodes, []);
  const other = await memory.ok('query_memory', { query: 'duplicate keys', namespace: 'other' });
  assert.deepEqual([other.episodes, other.insights.total_episodes], [[], 0]);

  const near = await memory.ok('query_semantic_memory', { query: new_episode.task_description });
  assert.equal(near.results[0].episode_id, episode_id);
  assert.ok(Math.abs(near.results[0].similarity_score - 1) < 0.01);
  const advice = await memory.ok('recommend_patterns',
    { task_description: new_episode.task_description, domain: new_episode.domain });
  assert.ok(Array.isArray(advice.next_actions) && advice.basis.kind);
  const searched = await memory.ok('search_patterns', { query: new_episode.task_description });
  assert.ok(Array.isArray(searched.results) && searched.query === new_episode.task_description);
  const learnt = await memory.ok('analyze_patterns', { task_type: new_episode.task_type });
  assert.ok(Array.isArray(learnt.patterns) && learnt.statistics.total_patterns >= 0);
  await analyse(memory);
  const chosen = await memory.ok('configure_embeddings', { provider: 'builtin' });
  assert.deepEqual([chosen.provider, chosen.reindex_required], ['builtin', false]);
  const { available, similarity_check } = await memory.ok('test_embeddings', {});
  assert.ok(available && similarity_check.related > similarity_check.unrelated);
}

// Of one completed episode little can be said, and of given numbers what is known of them.
async function analyse(memory) {
  const { source, skipped, ...none } = await memory.ok('advanced_pattern_analysis',
    { analysis_type: 'statistical', source: 'steps', time_range: '24h' });
  assert.deepEqual([source.points, none.predictive_results], [1, undefined]);
  assert.ok(skipped.some(({ variable, analysis }) => variable === 'steps' && analysis === 'trends'));
  const line = [1, 2, 3, 4];
  const { statistical_results: found } = await memory.ok('advanced_pattern_analysis',
    { analysis_type: 'statistical', time_series_data: { up: line, down: line.toReversed() } });
  assert.deepEqual(found.correlations.map((c) => [c.variables, c.coefficient]),
    [[['down', 'up'], -1]]);
  const quality = await memory.ok('quality_metrics', { quality_threshold: 0 });
  assert.deepEqual([quality.episodes_accepted, quality.episodes_rejected], [1, 0]);
}

async function find_a_tool(memory) {
  const { tools } = await memory.ok('find_tools', { query: 'undo an episode', detail: 'full' });
  assert.equal(tools[0].name, 'delete_episode');
  assert.equal(tools[0].input_schema.type, 'object');
}

async function read_the_timeline(memory, episode_id) {
  const { timeline, ...whole } = await memory.ok('get_episode_timeline', { episode_id });
  assert.equal(whole.step_count, steps.length);
  assert.deepEqual(timeline.map((s) => s.step_number), [1, 2, 3, 4, 5]);
  assert.deepEqual(timeline.map((s) => s.tool), steps.map((s) => s.tool));
  assert.deepEqual(timeline.map((s) => s.result_type),
    ['success', 'error', 'success', 'timeout', 'pending']);
  assert.deepEqual(timeline.slice(0, 4).map((s) => s.latency_ms), [12, 2300, 2100, 30000]);
  assert.equal(whole.bottlenecks.length, 1, 'only the fuzzer took over three times the mean');

  const drawn = (await memory.call('get_episode_timeline', { episode_id })).content[0].text;
  assert.throws(() => JSON.parse(drawn), 'the timeline is drawn for a person');
  for (const { tool } of steps) assert.match(drawn, new RegExp(`^.*\\b${tool}\\b.*$`, 'm'));
  assert.ok(drawn.split('\n').length > steps.length, 'a drawn step has a line of its own');
}

async function complete(memory, episode_id) {
  const success = { episode_id, outcome_type: 'success', ...verdict };
  const done = await memory.ok('complete_episode', success);
  assert.equal(done.outcome_type, 'success');
  assert.ok(done.reward_score >= 0.7 && done.reward_score <= 1, `reward ${done.reward_score}`);
  assert.ok(done.quality_score > 0 && done.quality_score <= 1, `quality ${done.quality_score}`);

  const again = await memory.ok('complete_episode', success);
  assert.equal(again.already_completed, true);
  assert.equal(again.reward_score, done.reward_score);
  const failure = { episode_id, outcome_type: 'failure', reason: 'changed my mind' };
  await memory.refused('complete_episode', failure, 'conflict');
  const late = { episode_id, step_number: 6, tool: 'shell', action: 'one more' };
  await memory.refused('add_episode_step', late, 'conflict');
}

async function read_back(memory, episode_id) {
  const { episode } = await memory.ok('get_episode', { episode_id });
  assert.equal(episode.status, 'completed');
  assert.equal(episode.task_description, new_episode.task_description);
  assert.deepEqual(episode.context.tags.toSorted(), new_episode.tags);
  assert.equal(episode.context.complexity, 'simple');
  assert.deepEqual(episode.metadata, new_episode.metadata);
  assert.equal(episode.outcome.type, 'success');
  assert.equal(episode.outcome.verdict, verdict.verdict);
  assert.deepEqual(episode.outcome.artifacts, verdict.artifacts);
  assert.deepEqual(episode.steps[0].parameters, steps[0].parameters);
  assert.deepEqual(episode.steps[1].result, steps[1].result);
  await memory.refused('get_episode', { episode_id: unknown_id }, 'not_found');

  const some = await memory.ok('get_episode', { episode_id, fields: ['episode.task_description'] });
  assert.deepEqual(Object.keys(some.episode), ['task_description']);

  const ids = [unknown_id, episode_id, episode_id];
  const bulk = await memory.ok('bulk_episodes', { episode_ids: ids });
  assert.equal(bulk.found_count, 1);
  assert.equal(bulk.missing_count, 1);
  assert.deepEqual(bulk.missing_ids, [unknown_id]);
  assert.deepEqual(bulk.episodes, [episode]);
}

// One clear answer for each of the four ways in which code can end.
async function run_code(memory, episode_id) {
  const typescript = `interface Input { id: string }
    const { id }: Input = input;
    const { episode } = await memory.get_episode({ episode_id: id });
    console.log('read', episode.steps.length);
    return episode.steps.map(({ tool }: { tool: string }) => tool);`;
  const success = await memory.ok('execute_agent_code',
    { code: typescript, context: { task: 'List the tools of an episode', input: { id: episode_id } } });
  assert.equal(success.status, 'success');
  assert.deepEqual(JSON.parse(success.output), steps.map(({ tool }) => tool));
  assert.equal(success.stdout, `read ${steps.length}\n`);
  assert.equal(success.usage.tool_calls, 1);

  const ends_as = async (status, code, limits = {}) => {
    const reply = await memory.call('execute_agent_code', { code, context: { task: status }, ...limits });
    assert.equal(reply.isError, true);
    assert.equal(reply.structuredContent.status, status);
    return reply.structuredContent;
  };
  const error = await ends_as('error', 'const a = 1;\nreturn a.b.c;');
  assert.equal(error.error_type, 'runtime');
  assert.equal(error.line, 2);
  const timeout = await ends_as('timeout', 'console.log("begun"); for (let i = 0;; i++) i--;',
    { timeout_ms: 200 });
  assert.ok(timeout.elapsed_ms >= 200);
  assert.equal(timeout.partial_output, 'begun\n');
  const violation = await ends_as('security_violation', "return require('fs').readFileSync('/etc/passwd')");
  assert.equal(violation.violation_type, 'file_system_access');
}

async function watch_the_server(memory) {
  const health = await memory.ok('health_check');
  // A busy machine is a warning, and no fault of the server.
  assert.notEqual(health.status, 'unhealthy', JSON.stringify(health.components));
  assert.match(health.components.sandbox.details, /^ran and was ended/);
  const metrics = await memory.ok('get_metrics', { metric_type: 'all' });
  assert.equal(metrics.episodes.total, 1);
  assert.equal(metrics.episodes.completed, 1);
  assert.equal(metrics.episodes.open, 0);
  assert.equal(metrics.sandbox.total, 4);
  assert.equal(metrics.sandbox.successful, 1);
}

async function remove(memory, episode_id) {
  const refusal = await memory.refused('delete_episode', { episode_id, confirm: false });
  assert.match(refusal.message, /5 steps/, 'the refusal says what would be lost');
  await memory.refused('delete_episode', { episode_id });
  await memory.ok('get_episode', { episode_id });

  const gone = await memory.ok('delete_episode', { episode_id, confirm: true });
  assert.equal(gone.removed.steps, steps.length);
  await memory.refused('get_episode', { episode_id }, 'not_found');
  await memory.refused('delete_episode', { episode_id, confirm: true }, 'not_found');
}
