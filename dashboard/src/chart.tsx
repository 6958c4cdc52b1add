// A chart of series over a common axis, drawn by uPlot, and the same numbers as a table.

import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { none } from './format';
import { Scroll } from './parts';

export interface Series {
  name: string;
  /** A colour of theme.css, such as "--success". */
  color: string;
  values: (number | null)[];
  dash?: number[];
  /** Where the values are with some certainty: drawn as a band around them. */
  low?: number[];
  high?: number[];
}

interface ChartProps {
  /** What the chart shows, for those who do not see it. */
  label: string;
  /** Names of the axis and its values: seconds since 1970 when `is_time`. */
  x_name: string;
  x: number[];
  is_time?: boolean;
  x_text: (value: number, index: number) => string;
  y_text: (value: number) => string;
  y_unit: string;
  /** From 0 to this; without it as high as the values need. */
  y_max?: number;
  series: Series[];
  height?: number;
}

const color_of = (name: string) => 
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Counts up whenever colours change: the system's choice, or the user's. */
function use_theme(): number {
  const [changes, set_changes] = useState(0);
  useEffect(() => {
    const change = () => set_changes((before) => before + 1);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', change);
    const observer = new MutationObserver(change);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      dark.removeEventListener('change', change);
      observer.disconnect();
    };
  }, []);
  return changes;
}

function data_of({ x, series }: ChartProps): uPlot.AlignedData {
  const bands = series.flatMap(({ low, high }) => (low && high ? [high, low] : []));
  return [x, ...series.map(({ values }) => values), ...bands];
}

function options_of(props: ChartProps, width: number, hover: (index: number | null) => void) {
  const { series, height = 200, y_max, y_text, x_text, x_name, is_time = false } = props;
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: color_of('--muted'),
    font,
    grid: { stroke: color_of('--line'), width: 1 },
    ticks: { show: false },
  };
  const bands: uPlot.Band[] = [];
  const band_series: uPlot.Series[] = [];
  for (const { low, high, color } of series) {
    if (!low || !high) continue;
    const first = 1 + series.length + band_series.length;
    bands.push({ series: [first, first + 1], fill: `${color_of(color)}26` });
    band_series.push({ stroke: 'transparent', points: { show: false } });
    band_series.push({ stroke: 'transparent', points: { show: false } });
  }
  const options: uPlot.Options = {
    width,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { setScale: false, x: false, y: false } },
    scales: {
      x: { time: is_time },
      y: { range: (_, __, top) => [0, y_max ?? (top > 0 ? top * 1.15 : 1)] },
    },
    axes: [
      {
        ...axis,
        space: 76,
        size: 26,
        values: (_, splits) => splits.map((at) => x_text(at, -1)),
        ...(!is_time && { label: x_name, labelFont: font, labelSize: 16, labelGap: 0 }),
      },
      { ...axis, size: 52, space: 32, values: (_, splits) => splits.map(y_text) },
    ],
    series: [
      {},
      ...series.map(({ name, color, dash, values }): uPlot.Series => ({
        label: name,
        stroke: color_of(color),
        width: 1.75,
        ...(dash && { dash }),
        points: { show: values.length <= 40, size: 4, fill: color_of(color) },
      })),
      ...band_series,
    ],
    bands,
    hooks: { setCursor: [(plot) => hover(plot.cursor.idx ?? null)] },
  };
  return options;
}

export function Chart(props: ChartProps) {
  const { label, series, x, x_text, y_text, x_name, y_unit } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = use_theme();
  const [hovered, hover] = useState<number | null>(null);
  const shape = series.map(({ name, low }) => `${name}${low ? 1 : 0}`).join();

  useEffect(() => {
    const element = place.current!;
    const width = () => Math.max(160, element.clientWidth);
    const made = new uPlot(options_of(props, width(), hover), data_of(props), element);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: width(), height: made.height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, theme, props.y_max]);
  useEffect(() => plot.current?.setData(data_of(props)), [x, series]);

  const at = hovered !== null && hovered < x.length ? hovered : x.length - 1;
  return (
    <figure class="chart" aria-label={label}>
      <p class="legend">
        <span class="legend-x">{x_text(x[at]!, at)}</span>
        {series.map(({ name, color, values }) => (
          <span key={name}>
            <span class="swatch" style={{ background: `var(${color})` }} />
            {name} <b>{values[at] === null || values[at] === undefined ? none : y_text(values[at])}</b>
          </span>
        ))}
        <span class="unit">{y_unit}</span>
      </p>
      <div ref={place} aria-hidden="true" />
      <NumbersTable {...{ label, x_name, x, x_text, y_text, series }} />
    </figure>
  );
}

type NumbersProps = Pick<ChartProps, 'label' | 'x_name' | 'x' | 'x_text' | 'y_text' | 'series'>;

function NumbersTable({ label, x_name, x, x_text, y_text, series }: NumbersProps) {
  const [is_open, open] = useState(false);
  return (
    <details onToggle={(event) => open(event.currentTarget.open)}>
      <summary>Numbers</summary>
      {is_open && (
        <Scroll label={label}>
          <table>
            <caption class="unseen">{label}</caption>
            <thead>
              <tr>
                <th scope="col">{x_name}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {x.map((value, row) => (
                <tr key={value}>
                  <th scope="row">{x_text(value, row)}</th>
                  {series.map(({ name, values, low, high }) => (
                    <td key={name} class="number">
                      {values[row] === null || values[row] === undefined ? none : y_text(values[row])}
                      {low && high && ` (${y_text(low[row]!)} to ${y_text(high[row]!)})`}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </details>
  );
}
