// Code to try out, run as an agent's code is.

import { useState } from 'preact/hooks';

import type { Execution } from '../answers';
import { bytes, counted, duration, time, words } from '../format';
import { McpError, call_tool } from '../mcp';
import { Choice, Panel, Problem } from '../parts';
import { namespace } from '../session';

const examples: Record<string, { code: string; input: string }> = {
  'ask the memory': {
    input: '{"query": "tests fail under load"}',
    code: `// Every reading tool of this server is memory.<tool>(arguments).
const { episodes } = await memory.query_memory({ query: input.query, limit: 5 });
return episodes.map(({ task_description, outcome, relevance }) => ({
  task_description, outcome, relevance: Number(relevance.toFixed(2)),
}));`,
  },
  'compute in TypeScript': {
    input: '{"ms": [12, 7, 31, 9, 15]}',
    code: `interface Spread { mean: number; deviation: number }

function spread(values: number[]): Spread {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  return { mean, deviation: Math.sqrt(squares.reduce((a, b) => a + b) / values.length) };
}
console.log('of', input.ms.length, 'values');
return spread(input.ms);`,
  },
  'never end': { input: '{}', code: 'for (let turns = 0; ; turns++) {}' },
  'read a file': { input: '{}', code: "return require('fs').readFileSync('/etc/passwd', 'utf8');" },
};

const titles = Object.keys(examples);
const first = examples[titles[0]!]!;

interface Run {
  number: number;
  at: number;
  execution?: Execution;
  problem?: McpError;
}

const runs_kept = 5;

export function Console() {
  const [example, set_example] = useState(titles[0]!);
  const [code, set_code] = useState(first.code);
  const [input, set_input] = useState(first.input);
  const [language, set_language] = useState('auto');
  const [is_running, set_running] = useState(false);
  const [runs, set_runs] = useState<Run[]>([]);
  const input_problem = problem_of_json(input);

  const run = async () => {
    if (is_running || input_problem || !code.trim()) return;
    set_running(true);
    const made: Run = { number: (runs[0]?.number ?? 0) + 1, at: Date.now() };
    try {
      made.execution = await call_tool<Execution>('execute_agent_code', {
        code,
        language,
        context: { task: 'tried out on the dashboard', input: JSON.parse(input || '{}') },
        namespace: namespace.value,
      });
    } catch (caught) {
      made.problem = caught instanceof McpError ? caught : new McpError(String(caught), 'page');
    }
    set_runs([made, ...runs].slice(0, runs_kept));
    set_running(false);
  };

  return (
    <Panel
      title="Console"
      class="console"
      aside={
        <Choice
          label="Example"
          options={titles.map((title) => [title, title] as const)}
          value={example}
          change={(title) => {
            set_example(title);
            set_code(examples[title]!.code);
            set_input(examples[title]!.input);
          }}
        />
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void run();
        }}
      >
        <label class="field">
          <span>Code: the body of an async function</span>
          <textarea
            class="code"
            rows={9}
            value={code}
            spellcheck={false}
            autocapitalize="off"
            onInput={(event) => set_code(event.currentTarget.value)}
          />
        </label>
        <div class="console-line">
          <label class="field is-wide">
            <span>Input (JSON){input_problem && <em>: {input_problem}</em>}</span>
            <input
              class="code"
              value={input}
              spellcheck={false}
              autocomplete="off"
              aria-invalid={input_problem !== ''}
              onInput={(event) => set_input(event.currentTarget.value)}
            />
          </label>
          <Choice
            label="Language"
            options={[
              ['auto', 'as it looks'],
              ['javascript', 'JavaScript'],
              ['typescript', 'TypeScript'],
            ]}
            value={language}
            change={set_language}
          />
          <button type="submit" class="main" disabled={is_running || input_problem !== ''}>
            {is_running ? 'Running…' : 'Run'}
          </button>
        </div>
      </form>
      <p class="hint is-keys">
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs it
      </p>
      <div aria-live="polite">
        {runs.map((one, index) => (
          <RunTold key={one.number} run={one} is_newest={index === 0} />
        ))}
      </div>
    </Panel>
  );
}

function problem_of_json(text: string): string {
  if (!text.trim()) return '';
  try {
    JSON.parse(text);
    return '';
  } catch {
    return 'this is not JSON yet';
  }
}

const endings: Record<Execution['status'], [string, string]> = {
  success: ['✓', 'Gave a result'],
  error: ['✕', 'Ended with an error'],
  timeout: ['◷', 'Ran out of time'],
  security_violation: ['⊘', 'Refused'],
};

function RunTold({ run, is_newest }: { run: Run; is_newest: boolean }) {
  if (run.problem) return <Problem problem={run.problem} />;
  const execution = run.execution!;
  const [mark, text] = endings[execution.status];
  const { usage } = execution;
  const took = execution.execution_time_ms ?? execution.elapsed_ms;
  return (
    <details class={`run is-${execution.status}`} open={is_newest}>
      <summary>
        <span class={`mark is-${execution.status}`}>
          <span aria-hidden="true">{mark}</span> {text}
        </span>
        <span class="hint">
          {time(run.at)}
          {took !== undefined && <> · {duration(took)}</>}
          {usage && usage.peak_memory_bytes > 0 && (
            <>
              {' '}
              · {duration(usage.cpu_ms)} of processor · {bytes(usage.peak_memory_bytes)} ·{' '}
              {counted(usage.tool_calls, 'call')} to memory
            </>
          )}
        </span>
      </summary>
      <Said title={kind_of(execution)} text={execution.message ?? execution.reason} />
      <Said title="Result" text={result_of(execution.output)} />
      <Said title="stdout" text={execution.stdout ?? execution.partial_output} />
      <Said title="stderr" text={execution.stderr} />
      <Said title="Stack" text={execution.stack} />
    </details>
  );
}

function kind_of({ error_type, violation_type, line, column }: Execution): string {
  const kind = words(error_type ?? violation_type ?? '');
  const place = line === undefined ? '' : `line ${line}${column === undefined ? '' : `:${column}`}`;
  return [kind, place].filter(Boolean).join(', ') || 'Message';
}

function result_of(output: string | undefined): string | undefined {
  if (output === undefined) return undefined;
  try {
    return JSON.stringify(JSON.parse(output), null, 2);
  } catch {
    return output;
  }
}

function Said({ title, text }: { title: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <>
      <h3>{title}</h3>
      <pre tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </>
  );
}
