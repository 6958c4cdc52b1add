import { useMemo, useState } from 'preact/hooks';

import {
  type LearningCurve,
  type Metrics,
  type ToolMetrics,
  task_types,
  time_ranges,
} from '../answers';
import { Chart } from '../chart';
import { bytes, count, counted, date, date_time, digits, duration, percent, score, time, words } from '../format';
import { type Sample, use_live_metrics } from '../live_metrics';
import { call_tool } from '../mcp';
import { Answered, Choice, Empty, Figures, Meter, Panel, Scroll, Segments } from '../parts';
import { address } from '../route';
import { namespace } from '../session';
import { use_answer } from '../use_answer';

export function OverviewPage() {
  const live = use_live_metrics();
  return (
    <>
      <header class="page-head">
        <h1>Overview</h1>
        {live.answer && (
          <p class="hint">
            up {duration(1_000 * live.answer.metrics.system.uptime_seconds)} ·{' '}
            {live.answer.metrics.storage.backend}, {bytes(live.answer.metrics.storage.bytes)}
          </p>
        )}
      </header>
      <Answered asked={live} rows={6}>
        {({ metrics, samples }) => (
          <>
            <Held metrics={metrics} />
            <Learning completed={metrics.episodes.completed} />
            <div class="two">
              <Rate samples={samples} />
              <Latency samples={samples} />
            </div>
            <Tools performance={metrics.performance} />
          </>
        )}
      </Answered>
    </>
  );
}

function Held({ metrics: { episodes, storage, sandbox } }: { metrics: Metrics }) {
  return (
    <Figures
      figures={[
        {
          name: 'Episodes',
          value: <a href={address('episodes')}>{count(episodes.total)}</a>,
          note: `${count(episodes.created_last_24h)} in 24 h`,
        },
        {
          name: 'Open',
          value: <a href={address('episodes', { status: 'open' })}>{count(episodes.open)}</a>,
          note: 'not completed yet',
        },
        {
          name: 'Success rate',
          value: percent(episodes.success_rate),
          note: `of ${count(episodes.completed)} completed`,
        },
        { name: 'Mean reward', value: score(episodes.avg_reward), note: '0 to 1' },
        {
          name: 'Patterns',
          value: <a href={address('patterns')}>{count(storage.patterns)}</a>,
          note: `from ${counted(storage.steps, 'step')}`,
        },
        {
          name: 'Executions',
          value: <a href={address('sandbox')}>{count(sandbox.total)}</a>,
          note: `${sandbox.active} running now`,
        },
      ]}
    />
  );
}

type Range = (typeof time_ranges)[number];
const range_names: [Range, string][] = time_ranges.map((one) => [one, one === 'all' ? 'All' : one]);
const type_names: [string, string][] = [
  ['', 'all kinds of task'],
  ...task_types.map((one): [string, string] => [one, words(one)]),
];

/** Enough episodes in each point that its rate says something. */
const points_for = (episodes: number) => Math.max(1, Math.min(40, Math.floor(episodes / 6)));

function Learning({ completed }: { completed: number }) {
  const [range, set_range] = useState<Range>('all');
  const [type, set_type] = useState('');
  const points = points_for(completed);
  const args = {
    time_range: range,
    points,
    namespace: namespace.value,
    ...(type && { task_type: type }),
  };
  const curve = use_answer<LearningCurve>(
    completed > 0 ? JSON.stringify(args) : '',
    (signal) => call_tool('learning_curve', args, signal),
    60_000,
  );
  return (
    <Panel
      title="Learning curve"
      aside={
        <div class="choices">
          <Choice label="Kind of task" hides_label options={type_names} value={type} change={set_type} />
          <Segments label="Completed in the last" options={range_names} value={range} change={set_range} />
        </div>
      }
    >
      {completed === 0 ? (
        <Empty title="Nothing was completed yet">
          Once agents complete episodes, this shows whether they succeed more often.
        </Empty>
      ) : (
        <Answered asked={curve} rows={5}>
          {(answer) => <Curve curve={answer} />}
        </Answered>
      )}
    </Panel>
  );
}

function Curve({ curve: { points, total_episodes } }: { curve: LearningCurve }) {
  const { x, series } = useMemo(() => {
    let sum = 0;
    return {
      x: points.map((point) => (sum += point.episodes)),
      series: [
        {
          name: 'Success rate',
          color: '--success',
          values: points.map((point) => point.success_rate),
          low: points.map((point) => point.success_interval[0]),
          high: points.map((point) => point.success_interval[1]),
        },
        {
          name: 'Reward',
          color: '--accent',
          dash: [5, 4],
          values: points.map((point) => point.average_reward),
        },
      ],
    };
  }, [points]);
  if (points.length === 0) {
    return (
      <Empty title="No such episode was completed in this time">
        Choose a longer time, or all kinds of task.
      </Empty>
    );
  }
  if (points.length < 3) {
    return (
      <Empty title={`${counted(total_episodes, 'episode')} make no curve yet`}>
        Their success rate is {percent(points.at(-1)!.success_rate)}. It takes about 18 to see a
        direction.
      </Empty>
    );
  }
  const per_point = Math.round(total_episodes / points.length);
  return (
    <>
      <Chart
        label="Success rate and reward by completed episodes"
        x_name="Completed episodes"
        x={x}
        x_text={(value, index) =>
          index < 0 ? count(Math.round(value)) : `${span_of(points[index]!)}`
        }
        y_text={(value) => (value <= 1 && value >= 0 ? value.toFixed(2) : digits(value))}
        y_unit="0 to 1"
        y_max={1}
        series={series}
        height={220}
      />
      <p class="caption">
        Completed episodes in the order in which they ended, {counted(per_point, 'episode')} a
        point. Band: where the true success rate is with a probability of 90 %.
      </p>
    </>
  );
}

const span_of = ({ from, to }: { from: string; to: string }) =>
  date(from) === date(to) ? date_time(to) : `${date(from)} to ${date(to)}`;

function Rate({ samples }: { samples: Sample[] }) {
  const { x, series } = useMemo(
    () => ({
      x: samples.map((sample) => sample.at),
      series: [
        {
          name: 'Calls',
          color: '--accent',
          values: samples.map((sample) => sample.calls_per_s),
        },
        {
          name: 'Failed',
          color: '--failure',
          values: samples.map((sample) => sample.failures_per_s),
        },
      ],
    }),
    [samples],
  );
  return (
    <Panel title="Calls, live">
      {samples.length < 2 ? (
        <Empty title="Measuring">A point every two seconds, of the calls since the last one.</Empty>
      ) : (
        <Chart
          label="Tool calls a second, live"
          x_name="Time"
          x={x}
          is_time
          x_text={(value) => time(1_000 * value)}
          y_text={digits}
          y_unit="per second"
          series={series}
          height={150}
        />
      )}
    </Panel>
  );
}

function Latency({ samples }: { samples: Sample[] }) {
  const { x, series } = useMemo(
    () => ({
      x: samples.map((sample) => sample.at),
      series: [{ name: 'Mean', color: '--accent', values: samples.map((sample) => sample.mean_ms) }],
    }),
    [samples],
  );
  return (
    <Panel title="Latency, live">
      {samples.length < 2 ? (
        <Empty title="Measuring">How long calls take in the server, by the same points.</Empty>
      ) : (
        <Chart
          label="Mean latency of tool calls, live"
          x_name="Time"
          x={x}
          is_time
          x_text={(value) => time(1_000 * value)}
          y_text={digits}
          y_unit="ms, no line where nothing was called"
          series={series}
          height={150}
        />
      )}
    </Panel>
  );
}

function Tools({ performance }: { performance: Record<string, ToolMetrics> }) {
  const tools = Object.entries(performance).sort(
    ([a, one], [b, other]) => other.total_calls - one.total_calls || a.localeCompare(b),
  );
  const most = Math.max(1, ...tools.map(([, tool]) => tool.total_calls));
  return (
    <Panel title="Tools since the start" aside={<span class="hint">latency in ms</span>}>
      {tools.length === 0 ? (
        <Empty title="No tool was called yet">Connect an agent: memory-mcp install.</Empty>
      ) : (
        <Scroll label="Tools since the start">
          <table class="data">
            <thead>
              <tr>
                <th scope="col">Tool</th>
                <th scope="col" class="number">Calls</th>
                <th scope="col" class="wide"><span class="unseen">Share</span></th>
                <th scope="col" class="number">Failed</th>
                <th scope="col" class="number">p50</th>
                <th scope="col" class="number">p95</th>
                <th scope="col" class="number">p99</th>
                <th scope="col" class="number">Max</th>
              </tr>
            </thead>
            <tbody>
              {tools.map(([name, tool]) => (
                <tr key={name}>
                  <th scope="row" class="code">{name}</th>
                  <td class="number">{count(tool.total_calls)}</td>
                  <td class="wide"><Meter value={tool.total_calls} of={most} /></td>
                  <td class={tool.failed_calls > 0 ? 'number is-failure' : 'number faint'}>
                    {count(tool.failed_calls)}
                  </td>
                  <td class="number">{digits(tool.p50_ms)}</td>
                  <td class="number">{digits(tool.p95_ms)}</td>
                  <td class="number">{digits(tool.p99_ms)}</td>
                  <td class="number">{digits(tool.max_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <p class="caption">
        Calls of this server process alone: agents that started one of their own by stdio are
        counted there. The charts leave out get_metrics and health_check, which this page asks for
        again and again.
      </p>
    </Panel>
  );
}
