// The parts that all pages are made of.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

import type { Outcome } from './answers';
import { words } from './format';
import type { McpError } from './mcp';
import type { Asked } from './use_answer';

interface PanelProps {
  title: string;
  /** What stands opposite the title: a choice, a count. */
  aside?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}

export function Panel({ title, aside, children, class: kind = '' }: PanelProps) {
  const id = useId();
  return (
    <section class={`panel ${kind}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** As wide as there is room for: what is wider is scrolled to, by keyboard as well. */
export function Scroll({ label, children, class: kind = '' }: ScrollProps) {
  const place = useRef<HTMLDivElement>(null);
  const [is_wider, set_wider] = useState(false);
  useEffect(() => {
    const element = place.current!;
    const measure = () =>
      set_wider(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight,
      );
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(element.firstElementChild!);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={place}
      class={`scroll ${kind}`}
      {...(is_wider && { tabIndex: 0, role: 'region', 'aria-label': label })}
    >
      {children}
    </div>
  );
}

interface ScrollProps {
  label: string;
  children: ComponentChildren;
  class?: string;
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

const remedies: Record<string, string> = {
  unreachable: 'Start it again with “memory-mcp dashboard” or “memory-mcp serve --http”.',
  denied: 'Use a token that may: memory-mcp token add NAME --scopes read,write,execute.',
  exhausted: 'Too many calls of this kind. Wait a moment and try again.',
  unavailable: 'The page “Health” says which part of the server does not answer.',
  timed_out: 'The server is busy. Try again, or ask for less.',
};

export function Problem({ problem, again }: { problem: McpError; again?: () => void }) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.message}</strong> {remedies[problem.code]}
      </p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** What was asked for, or that it is on its way, or why it is not there. */
export function Answered<Answer>({
  asked,
  rows = 3,
  children,
}: {
  asked: Asked<Answer>;
  /** How many lines the answer takes, about. */
  rows?: number;
  children: (answer: Answer) => ComponentChildren;
}) {
  return (
    <>
      {asked.problem && <Problem problem={asked.problem} again={asked.again} />}
      {asked.answer !== undefined
        ? children(asked.answer)
        : !asked.problem && <Waiting rows={rows} />}
    </>
  );
}

export function Waiting({ rows }: { rows: number }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class="line" />
      ))}
    </div>
  );
}

const outcomes: Record<string, { mark: string; name: string }> = {
  success: { mark: '✓', name: 'Success' },
  partial_success: { mark: '◐', name: 'Partial' },
  failure: { mark: '✕', name: 'Failure' },
  open: { mark: '○', name: 'Open' },
  error: { mark: '✕', name: 'Error' },
  timeout: { mark: '◷', name: 'Timeout' },
  pending: { mark: '○', name: 'Pending' },
};

/** A shape and a colour; with its name in words unless it is `short`. */
export function Mark({ of, short = false }: { of: string; short?: boolean }) {
  const { mark, name } = outcomes[of] ?? { mark: '○', name: words(of) };
  return (
    <span class={`mark is-${of}`} title={short ? name : undefined}>
      <span aria-hidden="true">{mark}</span>
      <span class={short ? 'unseen' : ''}>{name}</span>
    </span>
  );
}

export const outcome_of = (one: { outcome?: Outcome | undefined }): string => one.outcome ?? 'open';

interface FigureProps {
  name: string;
  value: ComponentChildren;
  note?: ComponentChildren;
}

export function Figures({ figures }: { figures: FigureProps[] }) {
  return (
    <dl class="figures">
      {figures.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span class="value">{value}</span>
            {note && <span class="note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ChoiceProps<Name extends string> {
  label: string;
  options: readonly (readonly [Name, string])[];
  value: Name;
  change: (name: Name) => void;
  /** Said to those who cannot see where it stands. */
  hides_label?: boolean;
}

export function Choice<Name extends string>(props: ChoiceProps<Name>) {
  const { label, options, value, change, hides_label = false } = props;
  return (
    <label class="field">
      <span class={hides_label ? 'unseen' : ''}>{label}</span>
      <select value={value} onChange={(event) => change(event.currentTarget.value as Name)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A few that exclude each other, side by side. */
export function Segments<Name extends string>(props: ChoiceProps<Name>) {
  const { label, options, value, change } = props;
  const group = useId();
  return (
    <fieldset class="segments">
      <legend class="unseen">{label}</legend>
      {options.map(([name, text]) => (
        <label key={name} class={name === value ? 'is-chosen' : ''}>
          <input
            type="radio"
            name={group}
            value={name}
            checked={name === value}
            onChange={() => change(name)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

interface TextProps {
  label: string;
  value: string;
  change: (text: string) => void;
  placeholder?: string;
}

export function Text({ label, value, change, placeholder = '' }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        placeholder={placeholder}
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}

/** A day, as YYYY-MM-DD. */
export function Day({ label, value, change }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => change(event.currentTarget.value)} />
    </label>
  );
}

/** How much of a whole, as a bar beside its number; `of` is the whole. */
export function Meter({ value, of, kind = '' }: { value: number; of: number; kind?: string }) {
  const width = of > 0 ? Math.max(0, Math.min(1, value / of)) : 0;
  return (
    <span class={`meter ${kind}`} aria-hidden="true">
      <span style={{ width: `${100 * width}%` }} />
    </span>
  );
}

export function Tags({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return (
    <span class="tags">
      {names.map((name) => (
        <span key={name} class="tag">
          {name}
        </span>
      ))}
    </span>
  );
}
