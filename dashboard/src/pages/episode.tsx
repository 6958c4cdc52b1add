import { useMemo, useState } from 'preact/hooks';

import type { Episode, OneEpisode, Reflection } from '../answers';
import { counted, date_time, duration, percent, score, words } from '../format';
import { Gantt } from '../gantt';
import { call_tool } from '../mcp';
import { Answered, Empty, Figures, Mark, Meter, Panel, Tags, outcome_of } from '../parts';
import { address, go, use_route } from '../route';
import { namespace } from '../session';
import { use_answer } from '../use_answer';
import { StepDetails } from './step_details';

interface Timeline {
  bottlenecks: { step_number: number }[];
}

const open_poll_ms = 3_000;

export function EpisodePage({ id }: { id: string }) {
  const [is_open, set_open] = useState(false);
  const args = { episode_id: id, namespace: namespace.value };
  const one = use_answer(
    JSON.stringify(args),
    async (signal) => {
      const [told, timeline] = await Promise.all([
        call_tool<OneEpisode>('get_episode', { ...args, with_lessons: true }, signal),
        call_tool<Timeline>('get_episode_timeline', args, signal),
      ]);
      set_open(told.episode.status === 'open');
      return { ...told, slow: new Set(timeline.bottlenecks.map((step) => step.step_number)) };
    },
    is_open ? open_poll_ms : 0,
  );
  return (
    <>
      <p class="crumbs">
        <a href={address('episodes')}>Episodes</a>
      </p>
      <Answered asked={one} rows={10}>
        {(told) => (
          <>
            <Head episode={told.episode} />
            <Ending told={told} />
            <Steps episode={told.episode} slow={told.slow} />
            <div class="two">
              {told.reflection && <Reflected reflection={told.reflection} />}
              {told.patterns && <Fed patterns={told.patterns} />}
            </div>
            <About episode={told.episode} />
          </>
        )}
      </Answered>
    </>
  );
}

function Head({ episode }: { episode: Episode }) {
  const { context } = episode;
  const facts = [
    context.domain,
    words(episode.task_type),
    context.language,
    context.framework,
    context.complexity,
  ];
  return (
    <header class="page-head is-episode">
      <h1>{episode.task_description}</h1>
      <p class="row-facts">
        {facts.filter(Boolean).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        <Tags names={context.tags} />
      </p>
    </header>
  );
}

function Ending({ told: { episode } }: { told: OneEpisode }) {
  const { outcome, reward } = episode;
  return (
    <>
      <Figures
        figures={[
          {
            name: 'Outcome',
            value: <Mark of={outcome_of({ outcome: outcome?.type })} />,
            note: outcome ? '' : 'being recorded',
          },
          {
            name: 'Reward',
            value: score(episode.reward_score),
            note: reward && (
              <>
                outcome {score(reward.outcome)} · efficiency {score(reward.efficiency)} · quality{' '}
                {score(reward.quality)}
              </>
            ),
          },
          { name: 'Record', value: score(episode.quality_score), note: 'how much it can teach' },
          {
            name: 'Took',
            value: duration(episode.duration_ms),
            note: <>from {date_time(episode.start_time)}</>,
          },
          {
            name: 'Steps',
            value: episode.steps.length,
            note: failures_of(episode),
          },
        ]}
      />
      {outcome && (
        <Panel title={outcome.type === 'failure' ? 'Why it failed' : 'What came of it'}>
          <p class="verdict">{outcome.verdict ?? outcome.reason}</p>
          {outcome.error_details && <pre>{outcome.error_details}</pre>}
          <Items title="Completed" items={outcome.completed} />
          <Items title="Not completed" items={outcome.failed} />
          <Items title="Produced" items={outcome.artifacts} is_code />
        </Panel>
      )}
    </>
  );
}

function failures_of(episode: Episode): string {
  const failed = episode.steps.filter((step) => step.result && step.result.type !== 'success');
  return failed.length === 0 ? 'none failed' : `${failed.length} failed`;
}

interface ItemsProps {
  title: string;
  items: string[] | undefined;
  is_code?: boolean;
}

function Items({ title, items, is_code = false }: ItemsProps) {
  if (!items?.length) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="plain-list">
        {items.map((item, index) => (
          <li key={index}>{is_code ? <code>{item}</code> : item}</li>
        ))}
      </ul>
    </>
  );
}

function Steps({ episode, slow }: { episode: Episode; slow: Set<number> }) {
  const { query } = use_route();
  const asked = Number(query.get('step'));
  const { steps } = episode;
  const chosen = useMemo(
    () => steps.find((step) => step.step_number === asked) ?? steps[0],
    [steps, asked],
  );
  const choose = (number: number) => go(address(`episode/${episode.id}`, { step: number }), true);
  const timed = steps.reduce((sum, step) => sum + (step.latency_ms ?? 0), 0);
  return (
    <Panel
      title="Timeline"
      class="timeline"
      aside={
        steps.length > 0 && (
          <span class="hint">
            {duration(timed)} in steps
            {slow.size > 0 && <>, {counted(slow.size, 'step')} unusually long</>}
          </span>
        )
      }
    >
      {chosen ? (
        <div class="with-details">
          <Gantt
            steps={steps}
            start={episode.start_time}
            slow={slow}
            chosen={chosen.step_number}
            choose={choose}
          />
          <StepDetails step={chosen} start={episode.start_time} />
        </div>
      ) : (
        <Empty title="No step was recorded">
          {episode.status === 'open'
            ? 'They appear here as the agent records them by add_episode_step.'
            : 'Episodes teach more when an agent records what it does by add_episode_step.'}
        </Empty>
      )}
    </Panel>
  );
}

function Reflected({ reflection }: { reflection: Reflection }) {
  const { successes, improvements, insights } = reflection;
  const is_empty = successes.length + improvements.length + insights.length === 0;
  return (
    <Panel title="Reflection">
      {is_empty ? (
        <Empty title="Nothing stands out">No step failed, and nothing took unusually long.</Empty>
      ) : (
        <>
          <Items title="Went well" items={successes} />
          <Items title="To do better" items={improvements} />
          <Items title="Worth knowing" items={insights} />
        </>
      )}
    </Panel>
  );
}

function Fed({ patterns }: { patterns: NonNullable<OneEpisode['patterns']> }) {
  const groups = [
    ['Begun by it', patterns.new],
    ['Made stronger', patterns.strengthened],
    ['Made weaker', patterns.weakened],
  ] as const;
  const is_empty = groups.every(([, fed]) => fed.length === 0);
  return (
    <Panel title="Patterns it feeds">
      {is_empty ? (
        <Empty title="It is evidence of none">
          A pattern needs two tools that went well one after the other, a decision, or an error.
        </Empty>
      ) : (
        groups.map(
          ([title, fed]) =>
            fed.length > 0 && (
              <div key={title}>
                <h3>{title}</h3>
                <ul class="plain-list">
                  {fed.map((pattern) => (
                    <li key={pattern.id}>
                      <a href={address('patterns', { pattern: pattern.id })}>
                        {pattern.description}
                      </a>{' '}
                      <span class="hint">{words(pattern.pattern_type)}</span>
                    </li>
                  ))}
                </ul>
              </div>
            ),
        )
      )}
    </Panel>
  );
}

function About({ episode }: { episode: Episode }) {
  const facts: [string, string][] = [
    ['Id', episode.id],
    ['Opened by', episode.writer ?? 'the local user'],
    ['Others', episode.other_writers?.join(', ') ?? ''],
    ['Started', date_time(episode.start_time)],
    ['Ended', episode.end_time ? date_time(episode.end_time) : ''],
    ...Object.entries(episode.metadata ?? {}),
  ];
  return (
    <Panel title="Record">
      {episode.reward && (
        <ul class="counts is-named">
          {Object.entries(episode.reward).map(([part, share]) => (
            <li key={part}>
              <span>{part}</span>
              <Meter value={share} of={1} />
              <span class="number">{percent(share)}</span>
            </li>
          ))}
        </ul>
      )}
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
    </Panel>
  );
}
