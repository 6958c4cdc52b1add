// The server's metrics as time goes by: what was called between two answers, and how long it took.
// Kept while the tab lives, so that one can leave the page and come back.

import type { Metrics } from './answers';
import { call_tool } from './mcp';
import { namespace } from './session';
import { type Asked, use_answer } from './use_answer';

export const poll_ms = 2_000;
const samples_max = 300; // Ten minutes.

export interface Sample {
  /** Seconds since 1970. */
  at: number;
  calls_per_s: number;
  failures_per_s: number;
  /** Of the calls since the sample before, weighted by how many; null when there was none. */
  mean_ms: number | null;
  running: number;
}

interface Reading {
  at: number;
  tools: Metrics['performance'];
  uptime_s: number;
}

// What the page itself asks for again and again says nothing about the agents.
const by_this_page = new Set(['get_metrics', 'health_check']);

let before: Reading | null = null;
const samples: Sample[] = [];

function take(metrics: Metrics) {
  const now: Reading = {
    at: Date.now() / 1_000,
    tools: metrics.performance,
    uptime_s: metrics.system.uptime_seconds,
  };
  if (before && now.uptime_s < before.uptime_s) {
    before = null; // Another process: its counts begin anew.
    samples.length = 0;
  }
  if (before && now.at - before.at < poll_ms / 2_000) return;
  if (before) samples.push(between(before, now, metrics.sandbox.active));
  if (samples.length > samples_max) samples.shift();
  before = now;
}

function between(earlier: Reading, later: Reading, running: number): Sample {
  let calls = 0;
  let failures = 0;
  let ms = 0;
  for (const [tool, now] of Object.entries(later.tools)) {
    if (by_this_page.has(tool)) continue;
    const then = earlier.tools[tool];
    calls += now.total_calls - (then?.total_calls ?? 0);
    failures += now.failed_calls - (then?.failed_calls ?? 0);
    ms += now.mean_ms * now.total_calls - (then ? then.mean_ms * then.total_calls : 0);
  }
  const seconds = later.at - earlier.at;
  return {
    at: later.at,
    calls_per_s: calls / seconds,
    failures_per_s: failures / seconds,
    mean_ms: calls > 0 ? Math.max(0, ms / calls) : null,
    running,
  };
}

/** Asked for every two seconds while the page can be seen. */
export function use_live_metrics(): Asked<{ metrics: Metrics; samples: Sample[] }> {
  const name = namespace.value;
  return use_answer(
    `metrics of ${name}`,
    async (signal) => {
      const metrics = await call_tool<Metrics>('get_metrics', { namespace: name }, signal);
      take(metrics);
      return { metrics, samples: [...samples] };
    },
    poll_ms,
  );
}
