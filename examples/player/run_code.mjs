// Three programs of examples/code in the server's sandbox: one that searches the memory, one that
// never ends, and one that reaches for a file.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../code');

export async function run_code(memory, { episodes }) {
  const episode_ids = episodes.filter(({ namespace }) => !namespace || namespace === 'default')
    .map(({ episode_id }) => episode_id);
  const programs = [
    { file: 'tools_that_fail.ts', task: 'Find the tools that fail most', input: { episode_ids } },
    { file: 'never_ends.js', task: 'Count for ever', limits: { timeout_ms: 500 } },
    { file: 'reads_a_file.js', task: 'Read /etc/passwd' },
  ];
  const runs = [];
  for (const { file, task, input = {}, limits = {} } of programs) {
    const code = await readFile(path.join(folder, file), 'utf8');
    const started = performance.now();
    const answer = await memory.outcome('execute_agent_code',
      { code, context: { task, input }, ...limits });
    runs.push({ file, answer, ms: performance.now() - started });
  }
  return runs;
}
