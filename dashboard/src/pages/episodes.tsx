import { useEffect, useMemo, useState } from 'preact/hooks';

import { type EpisodeList, type Recalled, task_types } from '../answers';
import { count, counted, words } from '../format';
import { call_tool } from '../mcp';
import { Answered, Choice, Day, Segments, Text } from '../parts';
import { address, go, use_route } from '../route';
import { namespace } from '../session';
import { use_answer } from '../use_answer';
import { FoundEpisodes, FoundSteps, Insights } from './found';
import { ListedEpisodes } from './listed_episodes';

const page_size = 25;

/** What the form asks: the parameters of the address, so that a search can be kept and sent. */
interface Asked {
  query: string;
  outcome: string;
  status: string;
  task_type: string;
  domain: string;
  tags: string;
  since: string;
  until: string;
  sort: string;
  granularity: string;
}

const nothing: Asked = {
  query: '',
  outcome: '',
  status: '',
  task_type: '',
  domain: '',
  tags: '',
  since: '',
  until: '',
  sort: 'relevance',
  granularity: 'episode',
};

const names = Object.keys(nothing) as (keyof Asked)[];

function asked_by(parameters: URLSearchParams): Asked {
  const asked = { ...nothing };
  for (const name of names) asked[name] = parameters.get(name) || nothing[name];
  return asked;
}

/** Its address; what is not asked is not in it. */
function address_of(asked: Asked): string {
  const told = names.filter((name) => asked[name] !== nothing[name]);
  return address('episodes', Object.fromEntries(told.map((name) => [name, asked[name]])));
}

const given = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, one]) => one !== '' && one !== undefined));

const tags_of = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function search_arguments(asked: Asked, cursor: string) {
  const { query, outcome, task_type, domain, sort, granularity } = asked;
  const tags = tags_of(asked.tags);
  return {
    ...given({ query, outcome, task_type, domain, sort, granularity, cursor }),
    ...(tags.length > 0 && { tags }),
    // The list below is what was asked for, and not what is like it.
    ...((task_type || domain) && { strict: true }),
    ...(asked.since && { since: `${asked.since}T00:00:00Z` }),
    ...(asked.until && { until: `${asked.until}T23:59:59.999Z` }),
    explain: true,
    limit: page_size,
    namespace: namespace.value,
  };
}

function list_arguments({ outcome, status, task_type, domain }: Asked, cursor: string) {
  return {
    ...given({ outcome, status, task_type, domain, cursor }),
    limit: page_size,
    namespace: namespace.value,
  };
}

export function EpisodesPage() {
  const route = use_route();
  const asked = useMemo(() => asked_by(route.query), [route.query]);
  return (
    <>
      <header class="page-head">
        <h1>Episodes</h1>
      </header>
      <Search key={address_of(asked)} asked={asked} />
      {asked.query ? (
        <Results key={address_of(asked)} asked={asked} />
      ) : (
        <Newest key={address_of(asked)} asked={asked} />
      )}
    </>
  );
}

function Search({ asked }: { asked: Asked }) {
  const [form, set_form] = useState(asked);
  const change = (name: keyof Asked) => (text: string) => set_form({ ...form, [name]: text });
  const at_once = (name: keyof Asked) => (text: string) => {
    const next = { ...form, [name]: text };
    set_form(next);
    go(address_of(next));
  };
  const needs_words = !form.query.trim();
  const is_filtered = address_of({ ...asked, query: '' }) !== address_of(nothing);
  return (
    <form
      class="search panel"
      role="search"
      aria-label="Episodes"
      onSubmit={(event) => {
        event.preventDefault();
        go(address_of({ ...form, query: form.query.trim() }));
      }}
    >
      <div class="search-line">
        <input
          type="search"
          name="query"
          aria-label="Words to search for"
          placeholder="A task, an error message, a file or a question"
          value={form.query}
          onInput={(event) => change('query')(event.currentTarget.value)}
        />
        <button type="submit" class="main">
          Search
        </button>
      </div>
      <div class="filters">
        <Choice
          label="Outcome"
          options={[
            ['', 'any'],
            ['success', 'success'],
            ['partial_success', 'partial'],
            ['failure', 'failure'],
          ]}
          value={form.outcome}
          change={at_once('outcome')}
        />
        <Choice
          label="Kind of task"
          options={[['', 'any'], ...task_types.map((one) => [one, words(one)] as const)]}
          value={form.task_type}
          change={at_once('task_type')}
        />
        <Text label="Domain" value={form.domain} change={change('domain')} placeholder="any" />
        {needs_words ? (
          <Choice
            label="Status"
            options={[
              ['', 'any'],
              ['open', 'open'],
              ['completed', 'completed'],
            ]}
            value={form.status}
            change={at_once('status')}
          />
        ) : (
          <SearchFilters {...{ form, change, at_once }} />
        )}
        {is_filtered && (
          <a class="clear" href={address_of({ ...nothing, query: asked.query })}>
            Clear filters
          </a>
        )}
      </div>
    </form>
  );
}

interface SearchFiltersProps {
  form: Asked;
  change: (name: keyof Asked) => (text: string) => void;
  at_once: (name: keyof Asked) => (text: string) => void;
}

/** What only a search by words can tell apart. */
function SearchFilters({ form, change, at_once }: SearchFiltersProps) {
  return (
    <>
      <Text label="Tags" value={form.tags} change={change('tags')} placeholder="all of these" />
      <Day label="Started from" value={form.since} change={at_once('since')} />
      <Day label="until" value={form.until} change={at_once('until')} />
      <Choice
        label="Order"
        options={[
          ['relevance', 'relevance'],
          ['newest', 'newest'],
          ['oldest', 'oldest'],
          ['duration', 'shortest'],
          ['success', 'best ended'],
        ]}
        value={form.sort}
        change={at_once('sort')}
      />
      <Segments
        label="What to find"
        options={[
          ['episode', 'Episodes'],
          ['step', 'Steps'],
        ]}
        value={form.granularity}
        change={at_once('granularity')}
      />
    </>
  );
}

/** The cursors of the pages up to this one; the first has none. */
function use_pages() {
  const [cursors, set_cursors] = useState(['']);
  return {
    cursor: cursors.at(-1)!,
    number: cursors.length,
    next: (cursor: string) => set_cursors([...cursors, cursor]),
    back: () => set_cursors(cursors.slice(0, -1)),
  };
}

type Pages = ReturnType<typeof use_pages>;

function Turn({ pages, next, shown }: { pages: Pages; next: string | undefined; shown: string }) {
  useEffect(() => {
    if (pages.number > 1) scrollTo(0, 0);
  }, [pages.number]);
  if (pages.number === 1 && !next) return null;
  return (
    <nav class="turn" aria-label="Pages of results">
      <button type="button" disabled={pages.number === 1} onClick={pages.back}>
        ← Back
      </button>
      <span class="hint">{shown}</span>
      <button type="button" disabled={!next} onClick={() => next && pages.next(next)}>
        On →
      </button>
    </nav>
  );
}

function Newest({ asked }: { asked: Asked }) {
  const pages = use_pages();
  const args = list_arguments(asked, pages.cursor);
  const list = use_answer<EpisodeList>(
    JSON.stringify(args),
    (signal) => call_tool('list_episodes', args, signal),
    pages.number === 1 ? 10_000 : 0,
  );
  const is_filtered = address_of(asked) !== address_of(nothing);
  return (
    <Answered asked={list} rows={12}>
      {({ episodes, total, next_cursor }) => {
        const first = (pages.number - 1) * page_size + 1;
        const shown = `${count(first)} to ${count(first + episodes.length - 1)} of ${count(total)}`;
        return (
          <section aria-busy={list.is_loading} aria-label="Episodes, newest first">
            <p class="status" role="status">
              {counted(total, 'episode')}, newest first
              <Took ms={list.took_ms} />
            </p>
            <ListedEpisodes episodes={episodes} is_filtered={is_filtered} />
            <Turn pages={pages} next={next_cursor} shown={shown} />
          </section>
        );
      }}
    </Answered>
  );
}

function Results({ asked }: { asked: Asked }) {
  const pages = use_pages();
  const args = search_arguments(asked, pages.cursor);
  const found = use_answer<Recalled>(JSON.stringify(args), (signal) =>
    call_tool('query_memory', args, signal),
  );
  return (
    <Answered asked={found} rows={12}>
      {(answer) => {
        const { insights } = answer;
        return (
          <section aria-busy={found.is_loading} aria-label="Results">
            <p class="status" role="status">
              {counted(insights.relevant_episodes, 'episode')} of {count(insights.total_episodes)}{' '}
              {insights.relevant_episodes === 1 ? 'belongs' : 'belong'} to “{asked.query}”
              <Took ms={found.took_ms} />
            </p>
            {insights.degraded && <p class="problem">{insights.degraded}</p>}
            <div class="with-aside">
              <div>
                {asked.granularity === 'step' ? (
                  <FoundSteps steps={answer.steps} />
                ) : (
                  <FoundEpisodes episodes={answer.episodes} />
                )}
                <Turn pages={pages} next={answer.next_cursor} shown={`page ${pages.number}`} />
              </div>
              {insights.relevant_episodes > 0 && <Insights insights={insights} />}
            </div>
          </section>
        );
      }}
    </Answered>
  );
}

const Took = ({ ms }: { ms: number | undefined }) =>
  ms === undefined ? null : <span class="hint"> · {Math.round(ms)} ms</span>;
