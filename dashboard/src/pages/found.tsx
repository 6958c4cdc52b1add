// What a search found, and why.

import type { EpisodeHit, Recalled, StepHit } from '../answers';
import { ExplanationBars, ExplanationTable, Passage } from '../explanation';
import { ago, count, date_time, percent, score, words } from '../format';
import { Empty, Mark, Meter, Panel, Tags, outcome_of } from '../parts';
import { address } from '../route';

function NothingFound() {
  return (
    <Empty title="Nothing belongs to these words">
      Use the words of the task or the error itself, several of them; or take a filter away.
    </Empty>
  );
}

const highest = (hits: { explanation?: { score: number } }[]) =>
  Math.max(1e-9, ...hits.map((hit) => hit.explanation?.score ?? 0));

function Relevance({ of }: { of: number }) {
  return (
    <span class="row-score" title="How sure it is that this belongs to the query, 0 to 1">
      <Meter value={of} of={1} />
      <span class="unseen">Relevance</span> {score(of)}
    </span>
  );
}

export function FoundEpisodes({ episodes }: { episodes: EpisodeHit[] }) {
  if (episodes.length === 0) return <NothingFound />;
  const most = highest(episodes);
  return (
    <ul class="rows">
      {episodes.map((hit) => (
        <li key={hit.id}>
          <Mark of={outcome_of(hit)} short />
          <div class="row-main">
            <a class="row-title" href={address(`episode/${hit.id}`)}>
              <Passage text={hit.task_description} marked={hit.explanation?.matched_words ?? []} />
            </a>
            {hit.lesson && <p class="row-text">{hit.lesson}</p>}
            <p class="row-facts">
              <span>{hit.domain}</span>
              <span>{words(hit.task_type)}</span>
              <Tags names={hit.tags} />
            </p>
            {hit.explanation && (
              <>
                <ExplanationBars of={hit.explanation} most={most} />
                <details>
                  <summary>Why it stands here</summary>
                  <ExplanationTable of={hit.explanation} />
                  <Matches hit={hit} />
                </details>
              </>
            )}
          </div>
          <div class="row-side">
            <Relevance of={hit.relevance} />
            <span>reward {score(hit.reward_score)}</span>
            <time dateTime={hit.start_time} title={date_time(hit.start_time)}>
              {ago(hit.start_time)}
            </time>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Matches({ hit }: { hit: EpisodeHit }) {
  const marked = hit.explanation?.matched_words ?? [];
  if (!hit.matches?.length) {
    return hit.snippet ? (
      <p class="passage">
        <Passage text={hit.snippet} marked={marked} />
      </p>
    ) : null;
  }
  return (
    <ul class="matches">
      {hit.matches.map(({ step_number, snippet }) => (
        <li key={step_number}>
          <a href={address(`episode/${hit.id}`, { step: step_number })}>Step {step_number}</a>
          <p class="passage">
            <Passage text={snippet} marked={marked} />
          </p>
        </li>
      ))}
    </ul>
  );
}

export function FoundSteps({ steps }: { steps: StepHit[] }) {
  if (steps.length === 0) return <NothingFound />;
  const most = highest(steps);
  return (
    <ul class="rows">
      {steps.map((hit) => (
        <li key={`${hit.episode_id}/${hit.step_number}`}>
          <span class="row-number">{hit.step_number}</span>
          <div class="row-main">
            <a
              class="row-title"
              href={address(`episode/${hit.episode_id}`, { step: hit.step_number })}
            >
              <code>{hit.tool}</code> {hit.action}
            </a>
            <p class="passage">
              <Passage text={hit.snippet} marked={hit.explanation?.matched_words ?? []} />
            </p>
            {hit.explanation && <ExplanationBars of={hit.explanation} most={most} />}
          </div>
          <div class="row-side">
            <Relevance of={hit.relevance} />
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Insights({ insights }: { insights: Recalled['insights'] }) {
  return (
    <aside class="insights" aria-label="What these episodes say together">
      <Panel title="Together">
        <p class="insight-rate">
          <b>{percent(insights.success_rate)}</b> of those that are completed succeeded
        </p>
        <Counts title="Tools they used most" counts={insights.common_tools} />
        <Counts title="Tools that failed most" counts={insights.common_failures} kind="is-failure" />
      </Panel>
    </aside>
  );
}

interface CountsProps {
  title: string;
  counts: { tool: string; count: number }[];
  kind?: string;
}

function Counts({ title, counts, kind = '' }: CountsProps) {
  if (counts.length === 0) return null;
  const most = Math.max(...counts.map((one) => one.count));
  return (
    <>
      <h3>{title}</h3>
      <ul class="counts">
        {counts.map((one) => (
          <li key={one.tool}>
            <code>{one.tool}</code>
            <Meter value={one.count} of={most} kind={kind} />
            <span class="number">{count(one.count)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
