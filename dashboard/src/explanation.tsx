// Why a hit stands where it does: the shares that each signal added to its score.

import type { Explanation } from './answers';
import { digits, none } from './format';
import { Scroll } from './parts';

/** Signals have one colour on every page; those that are not known yet share the last. */
const known = ['keyword', 'vector', 'recency', 'reward', 'context'];
const color_of = (signal: string) => `signal-${known.includes(signal) ? signal : 'other'}`;

export function ExplanationBars({ of, most }: { of: Explanation; most: number }) {
  const shares = of.signals.filter(({ share }) => share > 0);
  const said = shares.map(({ signal, share }) => `${signal} ${digits(share)}`).join(', ');
  return (
    <div class="explanation">
      <div class="stack" role="img" aria-label={`Score ${digits(of.score)}: ${said}`}>
        {shares.map(({ signal, share }) => (
          <span
            key={signal}
            class={color_of(signal)}
            style={{ width: `${(100 * share) / most}%` }}
          />
        ))}
      </div>
      <span class="legend" aria-hidden="true">
        {shares.map(({ signal, share }) => (
          <span key={signal}>
            <span class={`swatch ${color_of(signal)}`} />
            {signal} {digits(share)}
          </span>
        ))}
      </span>
    </div>
  );
}

export function ExplanationTable({ of }: { of: Explanation }) {
  return (
    <Scroll label="What each signal said">
      <table class="data">
        <caption class="unseen">What each signal said</caption>
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col" class="number">Added to the score</th>
            <th scope="col" class="number">Its own score</th>
            <th scope="col" class="number">Rank by it alone</th>
          </tr>
        </thead>
        <tbody>
          {of.signals.map(({ signal, share, score, rank }) => (
            <tr key={signal}>
              <th scope="row">
                <span class={`swatch ${color_of(signal)}`} aria-hidden="true" /> {signal}
              </th>
              <td class="number">{digits(share)}</td>
              <td class="number">{digits(score)}</td>
              <td class="number">{rank ?? none}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(of.matched_words.length > 0 || of.missing_words.length > 0) && (
        <p class="caption">
          {of.matched_words.length > 0 && <>Has the words {of.matched_words.join(', ')}. </>}
          {of.missing_words.length > 0 && <>Lacks {of.missing_words.join(', ')}.</>}
        </p>
      )}
    </Scroll>
  );
}

/** A passage with the words of the query marked. */
export function Passage({ text, marked }: { text: string; marked: string[] }) {
  if (marked.length === 0) return <>{text}</>;
  const escaped = marked.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const parts = text.split(new RegExp(`(?<![\\p{L}\\p{N}])((?:${escaped.join('|')})[\\p{L}\\p{N}]*)`, 'giu'));
  return <>{parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>;
}
