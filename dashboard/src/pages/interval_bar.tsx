import type { Pattern } from '../answers';
import { percent } from '../format';

/** What is usual for such tasks, by the pattern's lift. */
export const usual_rate = ({ success_rate, lift }: Pattern): number | undefined =>
  lift > 0 ? Math.min(1, success_rate / lift) : undefined;

/** From 0 to 100 %: the expected rate, where it may be, and what is usual. */
export function IntervalBar({ pattern }: { pattern: Pattern }) {
  const [low, high] = pattern.confidence_interval;
  const usual = usual_rate(pattern);
  const said =
    `${percent(pattern.success_rate)}, between ${percent(low)} and ${percent(high)}` +
    (usual === undefined ? '' : `; usual is ${percent(usual)}`);
  return (
    <span
      class={`interval-bar ${pattern.avoid ? 'is-avoid' : pattern.established ? 'is-established' : ''}`}
      role="img"
      aria-label={said}
      title={said}
    >
      <span class="range" style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />
      {usual !== undefined && <span class="usual" style={{ left: `${100 * usual}%` }} />}
      <span class="point" style={{ left: `${100 * pattern.success_rate}%` }} />
    </span>
  );
}

export const IntervalScale = () => (
  <span class="interval-scale" aria-hidden="true">
    <span>0</span>
    <span>50</span>
    <span>100 %</span>
  </span>
);
