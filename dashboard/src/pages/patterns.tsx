import { useMemo, useState } from 'preact/hooks';

import {
  type ListedPattern,
  type PatternList,
  type PatternsFound,
  pattern_types,
} from '../answers';
import { count, counted, percent, words } from '../format';
import { call_tool } from '../mcp';
import { Answered, Choice, Empty, Problem, Scroll, Segments } from '../parts';
import { address, go, use_route } from '../route';
import { namespace } from '../session';
import { use_answer } from '../use_answer';
import { IntervalBar, IntervalScale } from './interval_bar';
import { PatternDetails } from './pattern_details';

type Standing = 'any' | 'established' | 'avoided';

const listed_max = 1_000; // What the tool tells at most.
const shown_at_once = 100;

export function PatternsPage() {
  const { query } = use_route();
  const standing = (query.get('standing') ?? 'any') as Standing;
  const type = query.get('type') ?? '';
  const words_asked = query.get('query') ?? '';
  const chosen = query.get('pattern') ?? '';
  const move = (changes: Record<string, string>, replace = false) =>
    go(
      address('patterns', {
        standing: standing === 'any' ? '' : standing,
        type,
        query: words_asked,
        pattern: chosen,
        ...changes,
      }),
      replace,
    );
  const args = {
    standing,
    limit: listed_max,
    namespace: namespace.value,
    ...(type && { pattern_type: type }),
  };
  const listed = use_answer<PatternList>(
    JSON.stringify(args),
    (signal) => call_tool('list_patterns', args, signal),
    15_000,
  );
  const search = { query: words_asked, limit: 100, namespace: namespace.value };
  const found = use_answer<PatternsFound>(
    words_asked && JSON.stringify(search),
    (signal) => call_tool('search_patterns', search, signal),
  );
  return (
    <>
      <header class="page-head">
        <h1>Patterns</h1>
        <p class="hint">What was learnt from episodes, each with its evidence</p>
      </header>
      <PatternSearch
        {...{ standing, type }}
        text={words_asked}
        move={(changes) => move({ pattern: '', ...changes })}
      />
      {words_asked && found.problem && <Problem problem={found.problem} again={found.again} />}
      <Answered asked={listed} rows={12}>
        {(list) => (
          <div class={chosen ? 'with-details is-patterns' : ''}>
            <Listed
              list={list}
              order={words_asked ? found.answer : undefined}
              is_filtered={standing !== 'any' || type !== ''}
              is_searching={words_asked !== '' && found.is_loading}
              chosen={chosen}
              choose={(id) => move({ pattern: id }, true)}
            />
            {chosen && (
              <PatternDetails
                key={chosen}
                id={chosen}
                listed={list.patterns.find((one) => one.pattern.id === chosen)}
                close={() => move({ pattern: '' }, true)}
              />
            )}
          </div>
        )}
      </Answered>
    </>
  );
}

interface SearchProps {
  standing: Standing;
  type: string;
  text: string;
  move: (changes: Record<string, string>) => void;
}

function PatternSearch({ standing, type, text, move }: SearchProps) {
  const [form, set_form] = useState(text);
  return (
    <form
      class="search panel"
      role="search"
      aria-label="Patterns"
      onSubmit={(event) => {
        event.preventDefault();
        move({ query: form.trim() });
      }}
    >
      <div class="search-line">
        <input
          type="search"
          name="query"
          aria-label="Words to search for"
          placeholder="A task, an error, a tool or a way of working"
          value={form}
          onInput={(event) => {
            const next = event.currentTarget.value;
            set_form(next);
            if (next === '' && text) move({ query: '' });
          }}
        />
        <button type="submit" class="main">
          Search
        </button>
      </div>
      <div class="filters">
        <Segments
          label="Standing"
          options={[
            ['any', 'All'],
            ['established', 'Established'],
            ['avoided', 'To avoid'],
          ]}
          value={standing}
          change={(next) => move({ standing: next === 'any' ? '' : next })}
        />
        <Choice
          label="Kind"
          options={[['', 'any'], ...pattern_types.map((one) => [one, words(one)] as const)]}
          value={type}
          change={(next) => move({ type: next })}
        />
      </div>
    </form>
  );
}

interface ListedProps {
  list: PatternList;
  /** What was searched for, best first; none when nothing was. */
  order: PatternsFound | undefined;
  is_filtered: boolean;
  is_searching: boolean;
  chosen: string;
  choose: (id: string) => void;
}

function Listed({ list, order, is_filtered, is_searching, chosen, choose }: ListedProps) {
  const [limit, set_limit] = useState(shown_at_once);
  const patterns = useMemo(() => {
    if (!order) return list.patterns;
    const ranks = new Map(order.results.map((result, rank) => [result.id, rank]));
    return list.patterns
      .filter(({ pattern }) => ranks.has(pattern.id))
      .sort((a, b) => ranks.get(a.pattern.id)! - ranks.get(b.pattern.id)!);
  }, [list, order]);
  if (patterns.length === 0) return <None {...{ is_filtered, is_searched: !!order, is_searching }} />;
  const total = counted(patterns.length, 'pattern');
  const rest = list.has_more ? `; looked for among the best ${count(listed_max)}` : '';
  return (
    <section aria-label="Patterns" aria-busy={is_searching}>
      <p class="status" role="status">
        {order
          ? `${total} of ${count(order.total_searched)} compared, best first${rest}`
          : `${list.has_more ? `The best ${total}` : total}, established ones first`}
      </p>
      <Scroll label="Patterns" class="is-framed">
        <table class="data is-patterns">
          <thead>
            <tr>
              <th scope="col">Pattern</th>
              <th scope="col" class="interval">
                Success <IntervalScale />
              </th>
              <th scope="col" class="number">Lift</th>
              <th scope="col" class="number">Episodes</th>
              <th scope="col" class="number is-extra">Followed</th>
              <th scope="col" class="number is-extra">Helped</th>
            </tr>
          </thead>
          <tbody>
            {patterns.slice(0, limit).map((one) => (
              <Row key={one.pattern.id} one={one} is_chosen={one.pattern.id === chosen} choose={choose} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {patterns.length > limit && (
        <button type="button" class="more" onClick={() => set_limit(limit + shown_at_once)}>
          Show {count(Math.min(shown_at_once, patterns.length - limit))} more
        </button>
      )}
      <p class="caption">
        Dot: the success expected next time. Line: where it is with a probability of 90 %. Tick:
        what is usual for such tasks. Followed: of the times it was recommended.
      </p>
    </section>
  );
}

interface RowProps {
  one: ListedPattern;
  is_chosen: boolean;
  choose: (id: string) => void;
}

function Row({ one, is_chosen, choose }: RowProps) {
  const { pattern, times_recommended, times_applied, times_helped } = one;
  return (
    <tr class={is_chosen ? 'is-chosen' : ''} onClick={() => choose(pattern.id)}>
      <th scope="row">
        <button
          type="button"
          class="row-title"
          aria-pressed={is_chosen}
          onClick={(event) => {
            event.stopPropagation();
            choose(pattern.id);
          }}
        >
          {pattern.description}
        </button>
        <span class="row-facts">
          {pattern.avoid && <span class="badge is-avoid">avoid</span>}
          {pattern.established && !pattern.avoid && <span class="badge is-established">established</span>}
          {!pattern.established && <span class="badge">candidate</span>}
          <span>{words(pattern.pattern_type)}</span>
          {pattern.domain && <span>{pattern.domain}</span>}
          {pattern.task_type && <span>{words(pattern.task_type)}</span>}
        </span>
      </th>
      <td class="interval">
        <IntervalBar pattern={pattern} />
        <span class="number">{percent(pattern.success_rate)}</span>
      </td>
      <td class="number" data-name="lift">{pattern.lift.toFixed(2)}×</td>
      <td class="number" data-name="episodes">{count(pattern.occurrences)}</td>
      <td class={`number is-extra ${times_recommended > 0 ? '' : 'faint'}`} data-name="followed">
        {count(times_applied)} of {count(times_recommended)}
      </td>
      <td class={`number is-extra ${times_applied > 0 ? '' : 'faint'}`} data-name="helped">{count(times_helped)}</td>
    </tr>
  );
}

interface NoneProps {
  is_filtered: boolean;
  is_searched: boolean;
  is_searching: boolean;
}

function None({ is_filtered, is_searched, is_searching }: NoneProps) {
  if (is_searching) return <Empty title="Searching" />;
  if (is_searched) {
    return (
      <Empty title="No pattern has to do with it">
        Name the tool, or use the words of the error; or take a filter away.
      </Empty>
    );
  }
  return is_filtered ? (
    <Empty title="There is no pattern like that">
      Choose another kind or standing. What to avoid only shows once something clearly fails.
    </Empty>
  ) : (
    <Empty title="Nothing was learnt here yet">
      Patterns come of completed episodes whose steps are recorded: two of the same kind are enough
      to begin with.
    </Empty>
  );
}
