// What the memory knows after the recording, as a person wants to see it.

import { block, bold, dim, green, harmless, heading, one_line, red, table, wrapped, yellow }
  from './terminal.mjs';

const faces = {
  success: { text: '✔ success', paint: green },
  partial_success: { text: '◐ partial', paint: yellow },
  failure: { text: '✘ failure', paint: red },
  open: { text: '· open', paint: dim },
};
const health_paint = { healthy: green, warning: yellow, unhealthy: red };

export async function show(memory, recording, answers, learnt, runs) {
  const parts = [
    recorded(memory, recording),
    section('Episodes', 'oldest first', episodes(recording)),
    await timeline(memory, recording),
    section('Questions', 'the step that query_memory finds', answers.map(answer).join('\n\n')),
    section('Learnt', 'nobody wrote this down', patterns(learnt)),
    section('Code in the sandbox', 'each in a process of its own', runs.map(run).join('\n\n')),
    await health(memory),
    await metrics(memory),
  ];
  return parts.join('\n\n');
}

// The same memory, asked by clients of a server over HTTP.
export function show_over_http({ url, answers, without_token }) {
  const told = answers.map(({ revision, step, ms }) =>
    [`MCP ${revision}`, harmless(one_line(step?.snippet ?? 'nothing')), `${ms.toFixed(1)} ms`]);
  const rows = [...told, ['no token', `HTTP ${without_token}`, '']];
  const columns = [{ title: 'Client' }, { title: 'Answer', fill: true },
    { title: 'Connected, asked', align: 'right' }];
  return `\n${section('Over HTTP', `the first question again, at ${url}`, table(columns, rows))}`;
}

function section(title, remark, body) {
  return `${heading(title, remark)}\n\n${body}`;
}

function recorded(memory, { episodes, steps, calls, seconds }) {
  const counts = `${count(episodes.length, 'episode')} and ${count(steps, 'step')}`;
  const rate = `${Math.round(calls / seconds)} a second`;
  const speed = `${count(calls, 'call')} in ${duration(seconds)}, ${rate}`;
  return `${bold(`Recorded ${counts}`)} with ${memory.description}\n` +
    dim(`${speed}, each on disk before its answer came`);
}

function episodes({ episodes }) {
  const columns = [
    { title: 'Task', fill: true }, { title: 'Type' }, { title: 'Outcome' },
    { title: 'Reward', align: 'right' }, { title: 'Quality', align: 'right' },
    { title: 'Steps', align: 'right' },
  ];
  const rows = episodes.map((episode) => [
    one_line(episode.task_description), episode.task_type, faces[episode.outcome],
    score(episode.reward), score(episode.quality), episode.steps.length,
  ]);
  return `${table(columns, rows)}\n\n  ${summary(episodes)}`;
}

function summary(episodes) {
  const kinds = Object.entries(faces).map(([outcome, { text, paint }]) => {
    const many = episodes.filter((episode) => episode.outcome === outcome).length;
    return many ? paint(`${many} ${text.slice(2)}`) : '';
  });
  const rewards = episodes.map(({ reward }) => reward).filter((reward) => reward !== undefined);
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const average = rewards.length ? `mean reward ${mean.toFixed(2)}` : '';
  return [...kinds, average].filter(Boolean).join(dim(' · '));
}

async function timeline(memory, { episodes }) {
  const { episode_id, namespace } = most_telling(episodes);
  const drawn = await memory.read('get_episode_timeline', { episode_id, namespace });
  const remark = 'as get_episode_timeline draws it';
  return section('One timeline', remark, block(harmless(drawn).trimEnd()));
}

// The longest episode that still fits a screen, best one in which something went wrong.
function most_telling(episodes) {
  const worth = ({ steps }) => {
    const had_errors = steps.some(({ result }) => result && result.type !== 'success');
    return (had_errors ? 100 : 0) + (steps.length <= 12 ? steps.length : 0);
  };
  return episodes.reduce((best, episode) => (worth(episode) > worth(best) ? episode : best));
}

// A question, and the step that was found for it.
function answer({ query, step, ms }) {
  const asked = `  ${bold(query)}  ${dim(`${ms.toFixed(1)} ms`)}`;
  if (!step) return `${asked}\n${block('nothing in memory belongs to it')}`;
  const sure = green(`${(100 * step.relevance).toFixed(0)} %`);
  const found = `${sure}  ${dim(step.tool)}  ${harmless(one_line(step.snippet))}`;
  return `${asked}\n${block(wrapped(found))}`;
}

// Patterns by what they are good for, each a sentence with its evidence.
function patterns({ ways, choices, avoid, recovery }) {
  const lines = (title, found) => found.length && [`  ${bold(title)}`,
    ...found.map(({ description, success_rate }) => block(wrapped(
      `${green(`${(100 * success_rate).toFixed(0)} %`)}  ${harmless(one_line(description))}`)))];
  const clearly_worse = 'nothing that several episodes did went clearly worse than usual';
  return [lines('Ways of working', ways), lines('Choices that matter', choices),
    avoid.length ? lines('To avoid', avoid) : [`  ${bold('To avoid')}`, block(clearly_worse)],
    lines('Out of an error', [recovery].filter(Boolean))].filter(Boolean).flat().join('\n');
}

// What one program got, in the words of its answer.
function run({ file, answer, ms }) {
  const { paint, tell } = ends[answer.status];
  const line = `${bold(file)}  ${paint(answer.status)}  ${dim(`${ms.toFixed(1)} ms`)}`;
  return `  ${line}\n${block(wrapped(harmless(tell(answer)).trimEnd()))}`;
}

const ends = {
  success: {
    paint: green,
    tell: ({ output, stdout, usage }) => `${stdout}${rows_of(JSON.parse(output))}\n` +
      `${count(usage.tool_calls, 'call')} to the memory, ` +
      `${milliseconds(usage.cpu_ms)} ms of a processor`,
  },
  error: { paint: red, tell: ({ message }) => message },
  timeout: {
    paint: yellow,
    tell: ({ message, partial_output }) => `${partial_output ?? ''}${message}`,
  },
  security_violation: {
    paint: red,
    tell: ({ reason, violation_type }) => `${violation_type}: ${reason}`,
  },
};

function rows_of(list) {
  const names = Object.keys(list[0] ?? {});
  const columns = names.map((title) => (
    { title, align: list.every((row) => typeof row[title] === 'number') ? 'right' : 'left' }));
  return table(columns, list.map((row) => names.map((name) => String(row[name]))));
}

async function health(memory) {
  const { status, uptime_seconds, components } = await memory.ask('health_check');
  const rows = Object.entries(components).map(([name, { status, details }]) =>
    [name, { text: status, paint: health_paint[status] ?? dim }, one_line(in_words(details))]);
  const columns = [{ title: 'Component' }, { title: 'Status' }, { title: 'Details', fill: true }];
  const remark = `${status}, up for ${duration(uptime_seconds)}`;
  return section('Health', remark, table(columns, rows));
}

async function metrics(memory) {
  const { performance, episodes, storage, sandbox, system } = await memory.ask('get_metrics');
  const right = (title) => ({ title, align: 'right' });
  const columns = [{ title: 'Tool' }, right('Calls'), right('Failed'), right('p50 ms'),
    right('p95 ms'), right('p99 ms'), right('max ms')];
  const used = Object.entries(performance);
  const rows = used.map(([name, { total_calls, failed_calls, p50_ms, p95_ms, p99_ms, max_ms }]) =>
    [name, total_calls, failed_calls, ...[p50_ms, p95_ms, p99_ms, max_ms].map(milliseconds)]);
  const facts = table([{ title: '' }, { title: '', fill: true }], [
    ['Episodes', `${episodes.total} kept, ${episodes.open} open${success(episodes)}`],
    ['Storage', `${storage.backend}, ${count(storage.steps, 'step')}, ${bytes(storage.bytes)}`],
    ['Sandbox', `${count(sandbox.total, 'execution')}: ${sandbox.successful} succeeded, ` +
      `${sandbox.timeouts} timed out, ${sandbox.violations} refused`],
    ['Process', `${bytes(system.rss_bytes)} resident, ` +
      `${system.cpu_percent.toFixed(0)} % of a processor`],
  ]);
  return section('Metrics', 'since the server started', `${table(columns, rows)}\n\n${facts}`);
}

// There is no rate before the first episode is complete.
const success = ({ success_rate }) =>
  (success_rate === undefined ? '' : `, ${(100 * success_rate).toFixed(0)} % succeeded`);
const count = (many, what) => `${many} ${what}${many === 1 ? '' : 's'}`;
const score = (value) => (value === undefined ? '' : value.toFixed(2));
const duration = (s) => (s < 1 ? `${Math.round(s * 1000)} ms` : `${s.toFixed(1)} s`);
const milliseconds = (value) => value.toFixed(value < 10 ? 2 : 0);

function bytes(many) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(many, 1)) / 10), units.length - 1);
  return `${(many / 1024 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

// A component's details are a sentence, or named values.
function in_words(details) {
  if (typeof details !== 'object' || details === null) return details ?? '';
  return Object.entries(details).map(([name, value]) => `${name} ${value}`).join(', ');
}
