// What the memory made of the episodes by itself: patterns with their evidence, what to avoid, and
// how others came out of an error.

const kinds = ['code_generation', 'debugging', 'refactoring', 'testing', 'analysis',
  'documentation', 'other'];

export async function learn(memory) {
  const patterns = [];
  for (const task_type of kinds) {
    const found = await memory.ask('analyze_patterns',
      { task_type, min_success_rate: 0, min_evidence: 2, limit: 100 });
    patterns.push(...found.patterns);
  }
  const { results } = await memory.ask('search_patterns',
    { query: 'a test failed', pattern_type: 'error_recovery', limit: 20 });
  return {
    ways: best(patterns.filter(({ pattern_type }) => pattern_type === 'tool_sequence'), 3),
    choices: most_telling(patterns.filter(({ pattern_type }) => pattern_type === 'decision_point')),
    avoid: worst(patterns.filter(({ avoid }) => avoid), 3),
    recovery: best(results, 1)[0],
  };
}

const best = (patterns, many) =>
  patterns.toSorted((a, b) => b.success_rate - a.success_rate).slice(0, many);
const worst = (patterns, many) =>
  patterns.toSorted((a, b) => a.success_rate - b.success_rate).slice(0, many);
// Those that go badly are what to avoid.
const most_telling = (patterns) =>
  worst(patterns.filter(({ established, avoid }) => established && !avoid), 2);
