// Calls that must be refused, the field that the refusal must name, and what it must say.

const new_episode = { task_description: 't', domain: 'd', task_type: 'testing' };
const some_id = '01890a5d-ac96-774b-bcce-b302099a8057';

export function wrong_calls(episode_id) {
  const step = { episode_id, step_number: 1, tool: 'shell', action: 'ls' };
  const success = { episode_id, outcome_type: 'success' };
  const partial = { episode_id, outcome_type: 'partial_success', verdict: 'half' };
  const failure = { episode_id, outcome_type: 'failure' };
  const wrong = (tool, field, args, says) => ({ tool, field, args, says });
  return [
    wrong('create_episode', 'task_type', { ...new_episode, task_type: 'codegeneration' },
      /code_generation/),
    wrong('create_episode', 'task_type', { task_description: 't', domain: 'd' }),
    wrong('create_episode', 'domain', { ...new_episode, domain: 7 }),
    wrong('create_episode', 'domain', { ...new_episode, domain: null }),
    wrong('create_episode', 'domain', { ...new_episode, domain: 'd'.repeat(101) }),
    wrong('create_episode', 'task_description', { ...new_episode, task_description: '' }),
    wrong('create_episode', 'task_description',
      { ...new_episode, task_description: 't'.repeat(10_001) }),
    wrong('create_episode', 'colour', { ...new_episode, colour: 'red' }),
    wrong('create_episode', 'complexity', { ...new_episode, complexity: 'enormous' }, /moderate/),
    wrong('create_episode', 'tags', { ...new_episode, tags: 'json' }),
    wrong('create_episode', 'namespace', { ...new_episode, namespace: 'no spaces' }),
    wrong('add_episode_step', 'step_number', { ...step, step_number: 0 }),
    wrong('add_episode_step', 'step_number', { ...step, step_number: 1.5 }),
    wrong('add_episode_step', 'latency_ms', { ...step, latency_ms: -1 }),
    wrong('add_episode_step', 'parameters', { ...step, parameters: [1] }),
    wrong('add_episode_step', 'result.type', { ...step, result: { type: 'fine' } }, /success/),
    wrong('add_episode_step', 'result.type', { ...step, result: { output: 'x' } }),
    wrong('complete_episode', 'outcome_type', { ...success, outcome_type: 'done' }),
    wrong('complete_episode', 'verdict', success),
    wrong('complete_episode', 'reason', { ...success, verdict: 'v', reason: 'r' }),
    wrong('complete_episode', 'completed', { ...partial, failed: [] }),
    wrong('complete_episode', 'failed', { ...partial, completed: [] }),
    wrong('complete_episode', 'reason', failure),
    wrong('complete_episode', 'verdict', { ...failure, reason: 'r', verdict: 'v' }),
    wrong('get_episode', 'episode_id', {}),
    wrong('get_episode', 'episode_id', { episode_id: 'not-an-id' }),
    wrong('get_episode', 'fields', { episode_id, fields: ['episode.task_descripton'] },
      /task_description/),
    wrong('get_episode_timeline', 'episode_id', { episode_id: 12 }),
    wrong('delete_episode', 'confirm', { episode_id, confirm: 'yes' }),
    wrong('bulk_episodes', 'episode_ids', { episode_ids: [] }),
    wrong('bulk_episodes', 'episode_ids', { episode_ids: Array(101).fill(some_id) }),
    wrong('query_memory', 'query', {}),
    wrong('query_memory', 'limit', { query: 'q', limit: 0 }),
    wrong('query_memory', 'cursor', { query: 'q', cursor: 'next' }, /next_cursor/),
    wrong('query_memory', 'sort', { query: 'q', sort: 'best' }, /relevance/),
    wrong('query_memory', 'since', { query: 'q', since: 'yesterday' }),
    wrong('query_semantic_memory', 'similarity_threshold', { query: 'q', similarity_threshold: 2 }),
    wrong('advanced_pattern_analysis', 'time_series_data', { analysis_type: 'statistical' }),
    wrong('advanced_pattern_analysis', 'time_series_data.x[1]',
      { analysis_type: 'statistical', time_series_data: { x: [1, 1e308, 3] } }),
    wrong('advanced_pattern_analysis', 'source',
      { analysis_type: 'statistical', source: 'luck' }, /reward/),
    wrong('quality_metrics', 'time_range', { time_range: '1y' }, /90d/),
    wrong('configure_embeddings', 'provider', { provider: 'voyage' }, /builtin/),
    wrong('configure_embeddings', 'batch_size', { provider: 'builtin', batch_size: 0 }),
    wrong('test_embeddings', 'text', { text: '' }),
    wrong('health_check', 'verbose', { verbose: true }),
    wrong('find_tools', 'detail', { query: 'q', detail: 'everything' }, /summary/),
    wrong('get_metrics', 'metric_type', { metric_type: 'everything' }, /performance/),
  ];
}
