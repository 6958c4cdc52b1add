import type { HealthReport, SandboxMetrics } from '../answers';
import { bytes, count, digits, percent } from '../format';
import { use_live_metrics } from '../live_metrics';
import { call_tool } from '../mcp';
import { Answered, Empty, Figures, Panel } from '../parts';
import { use_answer } from '../use_answer';
import { Console } from './console';

export function SandboxPage() {
  const live = use_live_metrics();
  const health = use_answer<HealthReport>('health', (signal) => call_tool('health_check', {}, signal), 30_000);
  return (
    <>
      <header class="page-head">
        <h1>Sandbox</h1>
        <p class="hint">Where code of agents runs, cut off from everything else</p>
      </header>
      <Console />
      <Answered asked={live} rows={4}>
        {({ metrics: { sandbox } }) => (
          <>
            <Times of={sandbox} />
            <Classes of={sandbox} />
          </>
        )}
      </Answered>
      <Answered asked={health}>{(report) => <Layers report={report} />}</Answered>
    </>
  );
}

function Times({ of }: { of: SandboxMetrics }) {
  const has_run = of.total > 0;
  return (
    <Figures
      figures={[
        { name: 'Executions', value: count(of.total), note: 'since the start' },
        { name: 'Running', value: count(of.active), note: `${count(of.queued)} waiting` },
        { name: 'Median', value: has_run ? `${digits(of.p50_ms)} ms` : '–', note: 'from call to answer' },
        { name: '99 %', value: has_run ? `${digits(of.p99_ms)} ms` : '–', note: 'took no longer' },
        {
          name: 'Peak memory',
          value: has_run ? bytes(of.peak_memory_bytes) : '–',
          note: 'of one of them',
        },
      ]}
    />
  );
}

const classes = [
  ['successful', 'Gave a result', 'is-success'],
  ['failed', 'Ended with an error', 'is-error'],
  ['timeouts', 'Ran out of time', 'is-timeout'],
  ['violations', 'Tried what is not allowed', 'is-violation'],
  ['cancelled', 'Given up by the caller', 'is-cancelled'],
  ['refused', 'Not run: too many waiting', 'is-refused'],
] as const;

function Classes({ of }: { of: SandboxMetrics }) {
  return (
    <Panel title="How they ended">
      {of.total === 0 ? (
        <Empty title="Nothing was run yet">
          Run something above, or have an agent call execute_agent_code.
        </Empty>
      ) : (
        <>
          <div
            class="stack is-tall"
            role="img"
            aria-label={classes.map(([name, text]) => `${text}: ${of[name]}`).join('; ')}
          >
            {classes.map(
              ([name, , kind]) =>
                of[name] > 0 && (
                  <span key={name} class={kind} style={{ width: `${(100 * of[name]) / of.total}%` }} />
                ),
            )}
          </div>
          <ul class="classes">
            {classes.map(([name, text, kind]) => (
              <li key={name} class={of[name] === 0 ? 'faint' : ''}>
                <span class={`swatch ${kind}`} aria-hidden="true" />
                <span>{text}</span>
                <b>{count(of[name])}</b>
                <span class="hint">{percent(of[name] / of.total, of[name] > 0 ? 1 : 0)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

/** The parts of what health_check says: "ran in 2 ms; stands: a, b; missing: c". */
export function layers_of(details: string) {
  const lists: Record<string, string[]> = {};
  const rest: string[] = [];
  for (const part of details.split('; ')) {
    const [, name, list] = /^(stands|missing): (.*)$/.exec(part) ?? [];
    if (name) lists[name] = list!.split(', ');
    else rest.push(part);
  }
  return { standing: lists.stands ?? [], missing: lists.missing ?? [], rest };
}

function Layers({ report }: { report: HealthReport }) {
  const sandbox = report.components.sandbox!;
  const { standing, missing, rest } = layers_of(sandbox.details);
  return (
    <Panel
      title="Walls around each execution"
      aside={<span class={`state is-${sandbox.status}`}>{sandbox.status}</span>}
    >
      <ol class="layers">
        {standing.map((name) => (
          <li key={name} class="is-success">
            <span aria-hidden="true">✓</span> {name}
          </li>
        ))}
        {missing.map((name) => (
          <li key={name} class="is-failure">
            <span aria-hidden="true">✕</span> {name} <span class="hint">is missing</span>
          </li>
        ))}
      </ol>
      {rest.length > 0 && <p class="caption">{rest.join(' · ')}</p>}
    </Panel>
  );
}
