import { useState } from 'preact/hooks';

import { type HealthReport, type Metrics, type QualityReport, time_ranges } from '../answers';
import { bytes, count, counted, digits, duration, percent, score, time } from '../format';
import { call_tool } from '../mcp';
import { Answered, Empty, Figures, Meter, Panel, Segments } from '../parts';
import { namespace } from '../session';
import { use_answer } from '../use_answer';

const poll_ms = 10_000;

const what: Record<string, string> = {
  storage: 'A write, read and delete on the store',
  index: 'What is searched, in memory',
  embeddings: 'Who makes the vectors',
  sandbox: 'A run of agent code, and its walls',
  memory: 'Memory of the process',
  cpu: 'Processor time, and the machine’s load',
  requests: 'How tool calls went since the start',
  learning: 'What was learnt of stored episodes',
};

const verdicts = {
  healthy: 'Everything works',
  warning: 'It works, but something needs a look',
  unhealthy: 'Something does not work',
} as const;

export function HealthPage() {
  const health = use_answer<HealthReport>(
    'health',
    (signal) => call_tool('health_check', {}, signal),
    poll_ms,
  );
  const args = { metric_type: 'all', namespace: namespace.value };
  const metrics = use_answer<Metrics>(
    JSON.stringify(args),
    (signal) => call_tool('get_metrics', args, signal),
    poll_ms,
  );
  return (
    <>
      <header class="page-head">
        <h1>Health</h1>
        <button type="button" onClick={health.again} disabled={health.is_loading}>
          Measure now
        </button>
      </header>
      <Answered asked={health} rows={9}>
        {(report) => <Components report={report} />}
      </Answered>
      <Answered asked={metrics} rows={2}>
        {(told) => <Process metrics={told} />}
      </Answered>
      <Records />
    </>
  );
}

function Components({ report }: { report: HealthReport }) {
  const order = { unhealthy: 0, warning: 1, healthy: 2 };
  const components = Object.entries(report.components).sort(
    ([, a], [, b]) => order[a.status] - order[b.status],
  );
  return (
    <>
      <p class={`banner is-${report.status}`} role="status">
        <span class={`state is-${report.status}`}>{report.status}</span>
        {verdicts[report.status]}
        <span class="hint">
          version {report.version}, measured at {time(report.timestamp)}
        </span>
      </p>
      <Panel title="Parts">
        <ul class="components">
          {components.map(([name, { status, details }]) => (
            <li key={name}>
              <span class={`state is-${status}`}>{status}</span>
              <div>
                <b>{name}</b> <span class="hint">{what[name]}</span>
                <p>{details}</p>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Process({ metrics: { system, storage } }: { metrics: Metrics }) {
  return (
    <Figures
      figures={[
        { name: 'Up for', value: duration(1_000 * system.uptime_seconds) },
        { name: 'Memory', value: bytes(system.rss_bytes), note: 'resident' },
        { name: 'Processor', value: `${digits(system.cpu_percent)} %`, note: 'of a core, since the start' },
        { name: 'Store', value: bytes(storage.bytes), note: storage.backend },
        {
          name: 'Vectors',
          value: count(storage.vectors),
          note: `of ${counted(storage.episodes, 'episode')}, ${counted(storage.namespaces, 'namespace')}`,
        },
      ]}
    />
  );
}

type Range = (typeof time_ranges)[number];
const range_names = time_ranges.map((one): [Range, string] => [one, one === 'all' ? 'All' : one]);

function Records() {
  const [range, set_range] = useState<Range>('all');
  const args = { time_range: range, namespace: namespace.value };
  const quality = use_answer<QualityReport>(JSON.stringify(args), (signal) =>
    call_tool('quality_metrics', args, signal),
  );
  return (
    <Panel
      title="How much records can teach"
      aside={
        <Segments label="Completed in the last" options={range_names} value={range} change={set_range} />
      }
    >
      <Answered asked={quality}>{(report) => <Quality report={report} />}</Answered>
    </Panel>
  );
}

function Quality({ report }: { report: QualityReport }) {
  const total = report.total_episodes_attempted;
  if (total === 0) {
    return <Empty title="No episode was completed in this time">Choose a longer one.</Empty>;
  }
  const most = Math.max(...report.quality_score_distribution.map((bucket) => bucket.count));
  return (
    <>
      <ul class="counts is-named">
        {report.quality_score_distribution.map((bucket) => (
          <li key={bucket.range}>
            <span>
              {bucket.range.replace('-', ' to ')} <span class="hint">{bucket.label}</span>
            </span>
            <Meter value={bucket.count} of={most} />
            <span class="number">{count(bucket.count)}</span>
          </li>
        ))}
      </ul>
      <p class="caption">
        Mean {score(report.average_quality_score)} of {count(total)};{' '}
        {percent(report.episodes_accepted / total)} have {report.quality_threshold} or more and count
        in full.
      </p>
      {report.recommendations.length > 0 && (
        <ul class="plain-list">
          {report.recommendations.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </>
  );
}
