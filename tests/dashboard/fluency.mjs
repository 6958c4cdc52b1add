// How fast pages are with a large store, by hand. The one that is named is used as it is; otherwise
// one of 100,000 episodes is made, the last with a thousand steps, which takes minutes:
//
//   node tests/dashboard/fluency.mjs [--data-dir DIR] [--episodes N]
//
// Told of each page, in milliseconds: from the click to the first frame with its data, the median of
// nine visits and the slowest. Nothing is asserted: machines differ.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Wire } from '../clients/wire.mjs';
import { open_browser, start_dashboard } from './browser.mjs';
import { Visit } from './visit.mjs';

const { values: options } = parseArgs({
  options: { 'data-dir': { type: 'string' }, episodes: { type: 'string', default: '100000' } },
});
const visits = 9;
const at_once = 200;

const verbs = ['Fix', 'Add', 'Test', 'Review', 'Speed up', 'Document', 'Remove'];
const things = ['login page', 'payment retry', 'cache eviction', 'flaky scheduler test', 'CSV export',
  'rate limiter', 'audit log', 'search ranking', 'config loader', 'session cookie', 'job queue'];
const causes = ['under load', 'after the upgrade', 'for large tenants', 'on ARM', 'behind a proxy'];
const tools = ['editor', 'compiler', 'shell', 'tests', 'git', 'browser', 'search'];
const types = ['debugging', 'testing', 'refactoring', 'code_generation'];
const of = (list, number) => list[number % list.length];

async function call(wire, name, args) {
  const { result } = await wire.request('tools/call', { name, arguments: args });
  if (result.isError) throw new Error(JSON.stringify(result.structuredContent));
  return result.structuredContent;
}

async function record(wire, number, steps) {
  const task_description =
    `${of(verbs, number)} the ${of(things, 7 * number)} ${of(causes, 3 * number)} (#${number})`;
  const { episode_id } = await call(wire, 'create_episode', {
    task_description, domain: of(things, number >> 3).split(' ')[0], task_type: of(types, number),
    advice: false,
  });
  for (let step_number = 1; step_number <= steps; ++step_number) {
    const failed = (number + step_number) % 7 === 0;
    await call(wire, 'add_episode_step', {
      episode_id, step_number, tool: of(tools, number * step_number), advice: false,
      action: `${of(verbs, step_number)} ${of(things, step_number)}`.toLowerCase(),
      result: failed ? { type: 'error', message: 'timeout waiting for lock' } : { type: 'success' },
      latency_ms: (17 * step_number * (number + 1)) % 2_000,
    });
  }
  await call(wire, 'complete_episode', number % 4 === 0
    ? { episode_id, outcome_type: 'failure', reason: 'The cause was not found in time.' }
    : { episode_id, outcome_type: 'success', verdict: 'Done, and verified by tests.' });
  return episode_id;
}

async function make_store(data_dir, episodes) {
  const wire = new Wire(data_dir);
  await wire.request('initialize', {
    protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fluency', version: '1' },
  });
  for (let number = 0; number < episodes - 1; number += at_once) {
    const these = Math.min(at_once, episodes - 1 - number);
    await Promise.all(Array.from({ length: these }, (_, one) => record(wire, number + one, 2)));
    if (number % 10_000 === 0) console.log(`${number} of ${episodes} episodes`);
  }
  await record(wire, episodes - 1, 1_000);
  await wire.close();
}

// From leaving a page without data until the frame in which `selector` is there.
const time_of = (page, address, selector) => page.evaluate(async ([hash, wanted]) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  location.hash = '#/nothing';
  while (document.querySelector(wanted)) await frame();
  await frame();
  const begun = performance.now();
  location.hash = hash;
  while (!document.querySelector(wanted)) await frame();
  await frame();
  return performance.now() - begun;
}, [address, selector]);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

// Scrolls a thousand rows through, and tells how long frames took meanwhile.
const scroll_frames = (page) => page.evaluate(async () => {
  const list = document.querySelector('.gantt-rows');
  const frames = [];
  let before = performance.now();
  for (let top = 0; top < list.scrollHeight; top += 400) {
    list.scrollTop = top;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(performance.now() - before);
    before = performance.now();
  }
  return frames;
});

const given = options['data-dir'];
const folder = given ?? (await mkdtemp(path.join(tmpdir(), 'memory-mcp-fluency-')));
await mkdir(folder, { recursive: true });
if (!given) await make_store(folder, Number(options.episodes));
const dashboard = await start_dashboard(folder);
const browser = await open_browser();
try {
  const { page } = await Visit.begin(browser, dashboard.url);
  await page.locator('.figures').first().waitFor({ timeout: 120_000 });
  await page.goto(`${new URL(dashboard.url).origin}/dashboard/#/episodes`);
  await page.locator('.rows a').first().waitFor({ timeout: 120_000 });
  const hrefs = await page.locator('.rows > li').evaluateAll((rows) => rows
    .map((row) => [Number(/([\d,]+) steps?/.exec(row.innerText)?.[1].replaceAll(',', '')),
      row.querySelector('a').getAttribute('href')]));
  const longest = hrefs.toSorted((a, b) => b[0] - a[0])[0];
  const pages = [
    ['Overview, with its curve', '#/overview', '.chart canvas'],
    ['Episodes, the newest 25', '#/episodes', '.rows li'],
    ['Episodes, failures of testing', '#/episodes?outcome=failure&task_type=testing', '.rows li'],
    ['Search, 25 with explanations', '#/episodes?query=login+page+under+load', '.explanation'],
    [`Episode of ${longest[0]} steps`, longest[1], '.gantt-row'],
    ['Patterns', '#/patterns', 'table.is-patterns tbody tr'],
  ];
  for (const [name, address, selector] of pages) {
    const times = [];
    for (let times_left = visits; times_left > 0; --times_left) {
      times.push(await time_of(page, address, selector));
    }
    const [usual, slowest] = [median(times), Math.max(...times)].map((ms) => ms.toFixed(0));
    console.log(`${name.padEnd(32)} ${usual.padStart(5)} ms, at most ${slowest} ms`);
  }
  await time_of(page, longest[1], '.gantt-row');
  const frames = await scroll_frames(page);
  console.log(`Scrolling its timeline: a frame each ${median(frames).toFixed(0)} ms, ` +
    `at most ${Math.max(...frames).toFixed(0)} ms`);
} finally {
  await browser.close();
  await dashboard.stop();
  if (!given) await rm(folder, { recursive: true, force: true });
}
