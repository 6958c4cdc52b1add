import { useEffect, useRef } from 'preact/hooks';

import type { ListedPattern, Pattern } from '../answers';
import { count, date_time, percent, words } from '../format';
import { call_tool, read_resource } from '../mcp';
import { Answered, Mark, outcome_of } from '../parts';
import { address } from '../route';
import { namespace } from '../session';
import { use_answer } from '../use_answer';
import { IntervalBar, usual_rate } from './interval_bar';

interface Props {
  id: string;
  /** Where the list has it; an address may name one that its filters leave out. */
  listed: ListedPattern | undefined;
  close: () => void;
}

type Contents = Pick<ListedPattern, 'pattern' | 'times_recommended' | 'times_applied'>;

export function PatternDetails({ id, listed, close }: Props) {
  const title = useRef<HTMLHeadingElement>(null);
  const uri =
    `memory://patterns/${encodeURIComponent(id)}` +
    (namespace.value === 'default' ? '' : `?namespace=${namespace.value}`);
  const read = use_answer<Contents>(listed ? '' : uri, (signal) => read_resource(uri, signal));
  useEffect(() => title.current?.focus(), []);
  return (
    <section class="details" aria-labelledby="pattern-title">
      <p class="details-head">
        <h2 id="pattern-title" ref={title} tabIndex={-1}>
          The pattern
        </h2>
        <button type="button" class="plain" onClick={close}>
          Close
        </button>
      </p>
      {listed ? (
        <Told told={listed} />
      ) : (
        <Answered asked={read}>{(told) => <Told told={told} />}</Answered>
      )}
    </section>
  );
}

function Told({ told }: { told: Contents & Partial<ListedPattern> }) {
  const { pattern } = told;
  const [low, high] = pattern.confidence_interval;
  const facts: [string, string | undefined][] = [
    ['Success expected', `${percent(pattern.success_rate)} (${percent(low)} to ${percent(high)})`],
    ['Usual for such tasks', percent(usual_rate(pattern))],
    ['Lift', `${pattern.lift.toFixed(2)}×`],
    ['Episodes', count(pattern.occurrences)],
    ['Writers', pattern.writers === undefined ? undefined : count(pattern.writers)],
    ['Recommended', `in ${count(told.times_recommended)}`],
    ['Followed', `in ${count(told.times_applied)}`],
    [
      'Helped',
      !told.times_applied
        ? 'not followed yet'
        : told.times_helped === undefined
          ? undefined
          : `in ${count(told.times_helped)}, not in ${count(told.times_hurt ?? 0)}`,
    ],
    ['First seen', date_time(pattern.first_seen)],
    ['Last seen', date_time(pattern.last_seen)],
  ];
  return (
    <>
      <p class="details-action">{pattern.description}</p>
      <p class="row-facts">
        <span>{words(pattern.pattern_type)}</span>
        <span>{pattern.domain ?? 'any domain'}</span>
        <span>{pattern.task_type ? words(pattern.task_type) : 'any kind of task'}</span>
      </p>
      <p class="interval">
        <IntervalBar pattern={pattern} />
      </p>
      <p class="verdict">{meaning_of(pattern)}</p>
      <dl class="facts">
        {facts.map(
          ([name, text]) =>
            text && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ),
        )}
      </dl>
      <Evidence ids={pattern.evidence} of={pattern.occurrences} />
    </>
  );
}

function meaning_of(pattern: Pattern): string {
  if (pattern.avoid) return 'Goes clearly worse than usual: agents are told to avoid it.';
  if (pattern.established) return 'Has enough evidence: agents are told of it in such tasks.';
  return 'A candidate: agents are told of it only where nothing surer is known.';
}

interface Briefly {
  id: string;
  task_description: string;
  outcome?: { type: 'success' | 'partial_success' | 'failure' };
}

function Evidence({ ids, of }: { ids: string[]; of: number }) {
  const args = {
    episode_ids: ids,
    fields: ['episodes.id', 'episodes.task_description', 'episodes.outcome.type'],
    namespace: namespace.value,
  };
  const episodes = use_answer<{ episodes: Briefly[] }>(
    ids.length > 0 ? JSON.stringify(args) : '',
    (signal) => call_tool('bulk_episodes', args, signal),
  );
  if (ids.length === 0) return null;
  return (
    <>
      <h3>
        Evidence{of > ids.length && <span class="hint">, the newest {ids.length}</span>}
      </h3>
      <Answered asked={episodes} rows={ids.length}>
        {(answer) => (
          <ul class="plain-list">
            {answer.episodes.map((episode) => (
              <li key={episode.id} class="evidence">
                <Mark of={outcome_of({ outcome: episode.outcome?.type })} short />
                <a href={address(`episode/${episode.id}`)}>{episode.task_description}</a>
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </>
  );
}
