// Records a history again, episode by episode, with the tools that an agent would have used.

// What an outcome may say, by its type; an export also carries the others, empty.
const outcome_members = {
  success: ['verdict', 'artifacts'],
  partial_success: ['verdict', 'completed', 'failed'],
  failure: ['reason', 'error_details'],
};
const step_members = [
  'step_number', 'tool', 'action', 'parameters', 'result', 'latency_ms', 'tokens_used',
];

// Returns {episodes, steps, calls, seconds}; each episode is what the server answers now.
export async function record(memory, history, progress) {
  const start = performance.now();
  const episodes = [];
  for (const { namespace, episode } of history) {
    progress.show(episodes.length + 1, history.length);
    episodes.push(await record_episode(memory, namespace ?? 'default', episode));
  }
  progress.clear();
  const seconds = (performance.now() - start) / 1000;
  const steps = episodes.reduce((sum, { steps }) => sum + steps.length, 0);
  return { episodes, steps, calls: memory.calls, seconds };
}

async function record_episode(memory, namespace, past) {
  const { task_description, task_type, context, metadata, steps = [], outcome } = past;
  const about = { task_description, task_type, ...context, ...(metadata && { metadata }) };
  const { episode_id } = await memory.ask('create_episode', { ...about, namespace });
  for (const step of steps) {
    // The history says all there is to know; advice on the next step would be work for nothing.
    const args = { episode_id, ...only(step, step_members), advice: false, namespace };
    await memory.ask('add_episode_step', args);
  }
  const done = outcome ? await complete(memory, namespace, episode_id, outcome) : {};
  return {
    namespace, episode_id, task_description, task_type, steps,
    outcome: outcome?.type ?? 'open', reward: done.reward_score, quality: done.quality_score,
  };
}

function complete(memory, namespace, episode_id, outcome) {
  const said = only(outcome, outcome_members[outcome.type] ?? []);
  const args = { episode_id, outcome_type: outcome.type, ...said, namespace };
  return memory.ask('complete_episode', args);
}

function only(object, names) {
  const known = names.filter((name) => object[name] !== undefined && object[name] !== null);
  return Object.fromEntries(known.map((name) => [name, object[name]]));
}
