// Which tools fail most, over many episodes, in one call: the code reads them, the caller gets the
// table. input: { episode_ids: string[] }
interface Step { tool: string; result?: { type: 'success' | 'error' | 'timeout' } }
interface Row { tool: string; used: number; failed: number }

const rows = new Map<string, Row>();
const ids: string[] = input.episode_ids;
for (let i = 0; i < ids.length; i += 100) {
  const { episodes } = await memory.bulk_episodes({ episode_ids: ids.slice(i, i + 100) });
  console.log(`read ${episodes.length} episodes`);
  for (const step of episodes.flatMap((episode: { steps: Step[] }) => episode.steps)) {
    const row = rows.get(step.tool) ?? { tool: step.tool, used: 0, failed: 0 };
    row.used += 1;
    if (step.result && step.result.type !== 'success') row.failed += 1;
    rows.set(step.tool, row);
  }
}
return [...rows.values()].sort((a, b) => b.failed - a.failed || b.used - a.used).slice(0, 5);
