// What surrounds every page: where one can go, which memory is looked at, and who is signed in.

import { useEffect, useRef, useState } from 'preact/hooks';

import type { HealthReport } from './answers';
import { call_tool } from './mcp';
import { EpisodePage } from './pages/episode';
import { EpisodesPage } from './pages/episodes';
import { HealthPage } from './pages/health';
import { OverviewPage } from './pages/overview';
import { PatternsPage } from './pages/patterns';
import { SandboxPage } from './pages/sandbox';
import { SignIn } from './pages/sign_in';
import { address, use_route } from './route';
import { forget_token, namespace, refusal, token, use_namespace } from './session';
import { ThemeChoice } from './theme_choice';
import { use_answer } from './use_answer';
import { use_value } from './value';

const pages = [
  ['overview', 'Overview', 'M3 13h4v6H3zM10 8h4v11h-4zM17 3h4v16h-4z'],
  ['episodes', 'Episodes', 'M4 5h16v2H4zM4 11h16v2H4zM4 17h10v2H4z'],
  ['patterns', 'Patterns', 'M4 4h6v6H4zM14 14h6v6h-6zM10 7h7v7h-2V9h-5z'],
  ['sandbox', 'Sandbox', 'M4 5l7 7-7 7-1.4-1.4L8.2 12 2.6 6.4zM12 17h9v2h-9z'],
  ['health', 'Health', 'M2 11h5l3-7 4 14 3-7h5v2h-3.7L14.3 21 10 8.5 8.3 13H2z'],
] as const;

const titles: Record<string, string> = {
  ...Object.fromEntries(pages.map(([page, title]) => [page, title])),
  episode: 'Episode',
};

type Entry = 'unknown' | 'open' | 'closed';

/** Whether there is a token, or the server lets in who has none, as with http_no_auth. */
function use_entry(): Entry {
  const has_token = use_value(token) !== '';
  const why = use_value(refusal);
  const [is_open_to_all, set_open_to_all] = useState<boolean>();
  useEffect(() => {
    if (has_token || is_open_to_all !== undefined) return;
    call_tool('get_metrics', { metric_type: 'system' }).then(
      () => set_open_to_all(true),
      () => set_open_to_all(false),
    );
  }, [has_token, is_open_to_all]);
  if (has_token || is_open_to_all) return 'open';
  return is_open_to_all === false || why ? 'closed' : 'unknown';
}

export function App() {
  const entry = use_entry();
  if (entry === 'unknown') return null;
  return entry === 'open' ? <Pages /> : <SignIn />;
}

function Pages() {
  const route = use_route();
  const name = use_value(namespace);
  const main = useRef<HTMLElement>(null);
  const title = titles[route.page] ?? 'Not found';
  const was_drawn = useRef(false);
  useEffect(() => {
    document.title = `${title} · Memory`;
    if (was_drawn.current) main.current?.focus({ preventScroll: true });
    was_drawn.current = true;
    scrollTo(0, 0);
  }, [title, route.id]);
  return (
    <div class="frame">
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the page
      </a>
      <Side page={route.page} />
      <main id="main" ref={main} tabIndex={-1} key={`${route.page}/${name}`}>
        {page_of(route.page, route.id)}
      </main>
    </div>
  );
}

function page_of(page: string, id: string) {
  switch (page) {
    case 'overview':
      return <OverviewPage />;
    case 'episodes':
      return <EpisodesPage />;
    case 'episode':
      return <EpisodePage id={id} key={id} />;
    case 'patterns':
      return <PatternsPage />;
    case 'sandbox':
      return <SandboxPage />;
    case 'health':
      return <HealthPage />;
    default:
      return (
        <div class="empty">
          <h1>Nothing is here</h1>
          <p>
            This address names no page. <a href={address('overview')}>Go to the overview</a>.
          </p>
        </div>
      );
  }
}

function Side({ page }: { page: string }) {
  const here = page === 'episode' ? 'episodes' : page;
  return (
    <div class="side">
      <p class="brand">
        <img src="/dashboard/icon.svg" alt="" width="22" height="22" /> Memory
      </p>
      <nav aria-label="Pages">
        <ul>
          {pages.map(([name, title, shape]) => (
            <li key={name}>
              <a href={address(name)} aria-current={name === here ? 'page' : undefined}>
                <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
                  <path d={shape} fill="currentColor" />
                </svg>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Settings />
    </div>
  );
}

function Settings() {
  const current = use_value(namespace);
  const signed_in = use_value(token) !== '';
  const [name, set_name] = useState(current);
  const health = use_answer<HealthReport>('health', (signal) => call_tool('health_check', {}, signal), 60_000);
  const is_name = /^[\w.-]{1,64}$/.test(name);
  return (
    <div class="settings">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (is_name) use_namespace(name);
        }}
      >
        <label class="field">
          <span>Namespace</span>
          <input
            value={name}
            spellcheck={false}
            autocomplete="off"
            aria-invalid={!is_name}
            title="Letters, digits, “.”, “_” and “-”, at most 64. Press Enter to look at it."
            onInput={(event) => set_name(event.currentTarget.value)}
            onBlur={() => is_name && use_namespace(name)}
          />
        </label>
      </form>
      <ThemeChoice />
      <p class="server">
        {health.problem ? (
          <span class="state is-unhealthy">no answer</span>
        ) : health.answer ? (
          <a href={address('health')} class={`state is-${health.answer.status}`}>
            {health.answer.status}
          </a>
        ) : (
          <span class="state">…</span>
        )}
        {health.answer && <span>version {health.answer.version}</span>}
      </p>
      {signed_in && (
        <button type="button" class="plain" onClick={() => forget_token()}>
          Forget the token
        </button>
      )}
    </div>
  );
}
