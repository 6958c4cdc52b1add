// Steps as bars over time, one row each. Only the rows in view are in the page, so that an episode
// of a thousand steps scrolls like one of ten.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { Step } from './answers';
import { count, duration } from './format';
import { Mark, Segments } from './parts';

const row_height = 28;
const rows_beyond = 6;
const rows_shown_max = 16;

export interface Bar {
  step: Step;
  /** Milliseconds after the first of them began. */
  begin: number;
  end: number;
  is_bottleneck: boolean;
}

type Clock = 'clock' | 'work';
type Scale = 'all' | 'view';

/** A step is recorded when it is done: it began its latency before. */
export function bars_of(steps: Step[], start: string, clock: Clock, slow: Set<number>): Bar[] {
  let worked = 0;
  const bars = steps.map((step) => {
    const took = step.latency_ms ?? 0;
    const recorded = Date.parse(step.timestamp) - Date.parse(start);
    const begin = clock === 'work' ? worked : recorded - took;
    worked += took;
    return { step, begin, end: begin + took, is_bottleneck: slow.has(step.step_number) };
  });
  const first = Math.min(...bars.map((bar) => bar.begin));
  return bars.map((bar) => ({ ...bar, begin: bar.begin - first, end: bar.end - first }));
}

/** Round times, at most `most` of them, between two others. */
export function ticks_between(from: number, to: number, most: number): number[] {
  const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, ...seconds.map((one) => 1_000 * one)];
  const span = Math.max(1, to - from);
  const day = 86_400_000;
  const step = steps.find((one) => span / one <= most) ?? day * Math.ceil(span / day / most);
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}

interface GanttProps {
  steps: Step[];
  start: string;
  slow: Set<number>;
  chosen: number | null;
  choose: (step_number: number) => void;
}

export function Gantt({ steps, start, slow, chosen, choose }: GanttProps) {
  const [clock, set_clock] = useState<Clock>('clock');
  // Above many rows stands the map of all of them.
  const [scale, set_scale] = useState<Scale>(steps.length > rows_shown_max ? 'view' : 'all');
  const [top, set_top] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const bars = useMemo(() => bars_of(steps, start, clock, slow), [steps, start, clock, slow]);
  const height = Math.min(bars.length, rows_shown_max) * row_height;
  const first = Math.max(0, Math.floor(top / row_height) - rows_beyond);
  const last = Math.min(bars.length, Math.ceil((top + height) / row_height) + rows_beyond);
  const in_view = bars.slice(Math.floor(top / row_height), Math.ceil((top + height) / row_height));
  const measured = scale === 'view' ? in_view : bars;
  const from = scale === 'view' ? Math.min(...measured.map((bar) => bar.begin)) : 0;
  const to = Math.max(from + 1, ...measured.map((bar) => bar.end));
  const at = bars.findIndex((bar) => bar.step.step_number === chosen);

  const show_row = useCallback((row: number) => {
    const element = list.current;
    if (!element || row < 0) return;
    const above = row * row_height;
    if (above < element.scrollTop) element.scrollTop = above;
    const below = above + row_height - element.clientHeight;
    if (below > element.scrollTop) element.scrollTop = below;
  }, []);
  useLayoutEffect(() => show_row(at), [at, show_row]);

  const on_key = (event: KeyboardEvent) => {
    const page = Math.floor(height / row_height) - 1;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: bars.length - 1,
    };
    const wanted = moves[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    choose(bars[Math.max(0, Math.min(bars.length - 1, wanted))]!.step.step_number);
  };

  return (
    <div class="gantt">
      <div class="gantt-choices">
        <Segments
          label="Time of the bars"
          options={[
            ['clock', 'Clock time'],
            ['work', 'Without pauses'],
          ]}
          value={clock}
          change={set_clock}
        />
        {bars.length > rows_shown_max && (
          <Segments
            label="Width of the picture"
            options={[
              ['all', 'All steps'],
              ['view', 'Steps in view'],
            ]}
            value={scale}
            change={set_scale}
          />
        )}
      </div>
      {bars.length > rows_shown_max && (
        <Map bars={bars} top={top} height={height} go={(row) => list.current!.scrollTo({ top: row * row_height })} />
      )}
      <Axis from={from} to={to} />
      <div
        ref={list}
        class="gantt-rows"
        role="listbox"
        aria-label={`Timeline: ${count(bars.length)} steps`}
        aria-activedescendant={at >= 0 ? `step-${chosen}` : undefined}
        tabIndex={0}
        style={{ height: `${height}px` }}
        onScroll={(event) => set_top(event.currentTarget.scrollTop)}
        onKeyDown={on_key}
      >
        <div class="gantt-all" role="presentation" style={{ height: `${bars.length * row_height}px` }}>
          {bars.slice(first, last).map((bar, index) => (
            <Row
              key={bar.step.step_number}
              {...{ bar, from, to, of: bars.length, row: first + index }}
              is_chosen={first + index === at}
              choose={choose}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  bar: Bar;
  from: number;
  to: number;
  row: number;
  of: number;
  is_chosen: boolean;
  choose: (step_number: number) => void;
}

function Row({ bar, from, to, row, of, is_chosen, choose }: RowProps) {
  const { step, begin, end, is_bottleneck } = bar;
  const kind = step.result?.type ?? 'pending';
  const place = (ms: number) => (100 * (ms - from)) / (to - from);
  const left = Math.max(0, Math.min(100, place(begin)));
  const width = Math.max(0, Math.min(100, place(end)) - left);
  return (
    <div
      id={`step-${step.step_number}`}
      class={`gantt-row ${is_chosen ? 'is-chosen' : ''}`}
      role="option"
      aria-selected={is_chosen}
      aria-posinset={row + 1}
      aria-setsize={of}
      style={{ transform: `translateY(${row * row_height}px)` }}
      onClick={() => choose(step.step_number)}
    >
      <span class="gantt-lead" title={`${step.tool}: ${step.action}`}>
        <span class="gantt-number">{step.step_number}</span> <Mark of={kind} short />{' '}
        <code>{step.tool}</code> {step.action}
      </span>
      <span class="gantt-track" aria-hidden="true">
        <span
          class={`gantt-bar is-${kind} ${is_bottleneck ? 'is-slow' : ''}`}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      </span>
      <span class={`gantt-took ${is_bottleneck ? 'is-slow' : ''}`}>
        {step.latency_ms === undefined ? '' : duration(step.latency_ms)}
        {is_bottleneck && <span class="unseen">, unusually long</span>}
      </span>
    </div>
  );
}

function Axis({ from, to }: { from: number; to: number }) {
  const ticks = ticks_between(from, to, 5);
  const text = (ms: number) => (ms === 0 ? '0' : ms < 1_000 ? `${ms} ms` : duration(ms));
  return (
    <div class="gantt-axis" aria-hidden="true">
      <span class="gantt-lead" />
      <span class="gantt-track">
        {ticks.map((at) => (
          <span key={at} style={{ left: `${(100 * (at - from)) / (to - from)}%` }}>
            {text(at)}
          </span>
        ))}
      </span>
      <span class="gantt-took" />
    </div>
  );
}

interface MapProps {
  bars: Bar[];
  top: number;
  height: number;
  go: (row: number) => void;
}

/** All steps at once, from the upper left to the lower right, and which of them are in view. */
function Map({ bars, top, height, go }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const rows = bars.length;
  useEffect(() => {
    const element = canvas.current!;
    const draw = () => draw_map(element, bars);
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const theme = new MutationObserver(draw);
    dark.addEventListener('change', draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', draw);
      theme.disconnect();
    };
  }, [bars]);
  return (
    <div
      class="gantt-map"
      aria-hidden="true"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const row = Math.floor((rows * (event.clientY - box.top)) / box.height);
        go(Math.max(0, row - rows_shown_max / 2));
      }}
    >
      <canvas ref={canvas} />
      <span
        class="gantt-window"
        style={{
          top: `${(100 * top) / (rows * row_height)}%`,
          height: `${(100 * height) / (rows * row_height)}%`,
        }}
      />
    </div>
  );
}

function draw_map(canvas: HTMLCanvasElement, bars: Bar[]) {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  const context = canvas.getContext('2d');
  if (!context || bars.length === 0) return;
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const colors: Record<string, string> = {
    success: color('--success'),
    error: color('--failure'),
    timeout: color('--partial'),
    pending: color('--muted'),
  };
  const end = Math.max(1, ...bars.map((bar) => bar.end));
  const row = canvas.height / bars.length;
  const draw = ({ step, begin, end: until }: Bar, index: number, least: number) => {
    context.fillStyle = colors[step.result?.type ?? 'pending']!;
    const left = (canvas.width * begin) / end;
    const width = Math.max(least * ratio, (canvas.width * (until - begin)) / end);
    const height = Math.max(row, least * ratio);
    context.fillRect(Math.min(left, canvas.width - width), index * row, width, height);
  };
  // What failed is drawn last, so that nothing lies over it.
  const has_failed = ({ step }: Bar) => step.result && step.result.type !== 'success';
  bars.forEach((bar, index) => !has_failed(bar) && draw(bar, index, 2));
  bars.forEach((bar, index) => has_failed(bar) && draw(bar, index, 3));
}
