// The dashboard as a person meets it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Wire } from '../clients/wire.mjs';
import { history, import_episodes, open_browser, start_dashboard } from './browser.mjs';
import { Visit, phone, wide } from './visit.mjs';

const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const steps_of_the_long_one = 1_000;
// Those of the history, and the two that are recorded here.
const episodes = readFileSync(history, 'utf8').split('"episode":').length - 1 + 2;

let folder;
let browser;
let dashboard;
let long_episode;
let hostile_episode;

async function call(wire, name, args) {
  const { result } = await wire.request('tools/call', { name, arguments: args });
  assert.ok(!result.isError, JSON.stringify(result));
  return result.structuredContent;
}

// An episode of as many steps as there may be, and one that tries to be a page of its own.
async function record_more(data_dir) {
  const wire = new Wire(data_dir);
  await wire.request('initialize', {
    protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' },
  });
  const create = async (task_description) => {
    const task = { task_description, domain: 'scale', task_type: 'testing' };
    return (await call(wire, 'create_episode', task)).episode_id;
  };
  long_episode = await create('Replay a thousand requests');
  const steps = Array.from({ length: steps_of_the_long_one }, (_, index) => ({
    episode_id: long_episode,
    step_number: index + 1,
    tool: ['replay', 'compare', 'store'][index % 3],
    action: `request ${index + 1}`,
    result: index % 17 === 5 ? { type: 'error', message: 'refused' } : { type: 'success' },
    latency_ms: 5 + (index % 40),
    advice: false,
  }));
  await Promise.all(steps.map((step) => call(wire, 'add_episode_step', step)));
  await call(wire, 'complete_episode',
    { episode_id: long_episode, outcome_type: 'success', verdict: 'All were answered.' });
  hostile_episode = await create(`Look at ${markup}`);
  await call(wire, 'add_episode_step', {
    episode_id: hostile_episode, step_number: 1, tool: markup, action: markup,
    result: { type: 'error', message: markup }, parameters: { html: markup },
  });
  await wire.close();
}

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memory-mcp-dashboard-'));
  await import_episodes(folder, history);
  await record_more(folder);
  dashboard = await start_dashboard(folder);
  browser = await open_browser();
});

after(async () => {
  await browser?.close();
  await dashboard?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 100, retryDelay: 50 });
});

const visit = (options) => Visit.begin(browser, dashboard.url, options);

const places = () => [
  ['overview', '#/overview'],
  ['episodes', '#/episodes'],
  ['search', '#/episodes?query=tests+failing+under+load'],
  ['steps', '#/episodes?query=assertion+failed+in+a+test&granularity=step'],
  ['episode', `#/episode/${long_episode}`],
  ['patterns', '#/patterns'],
  ['sandbox', '#/sandbox'],
  ['health', '#/health'],
];

for (const [name, options] of [
  ['light', { scheme: 'light', viewport: wide }],
  ['dark', { scheme: 'dark', viewport: wide }],
  ['phone', { scheme: 'light', viewport: phone }],
  ['phone_dark', { scheme: 'dark', viewport: phone }],
]) {
  test(`every page can be read: ${name}`, async () => {
    const one = await visit(options);
    for (const [page, address] of places()) {
      await one.go(address);
      assert.equal(await one.page.locator('main h1').count(), 1, page);
      assert.deepEqual(await one.barriers(), [], page);
      assert.ok((await one.overflow()) <= 0, `${page} is wider than the screen`);
      await one.picture(`${name}_${page}`);
    }
    assert.deepEqual(await one.end(), []);
  });
}

test('the token leaves the address, and stays out of the log', async () => {
  const token = /#token=(mmcp_\S+)$/.exec(dashboard.url)[1];
  const one = await visit();
  await one.settle();
  assert.ok(!one.page.url().includes(token));
  assert.equal(await one.page.evaluate(() => sessionStorage.getItem('memory-mcp.token')), token);
  assert.equal(await one.page.evaluate(() => JSON.stringify(localStorage).includes('mmcp_')), false);
  await one.page.reload();
  await one.settle();
  assert.match(await one.text('h1'), /Overview/);
  assert.ok(!dashboard.said.includes(token), 'the log has the token');
  assert.deepEqual(await one.end(), []);
});

test('without a token there is a form, which says when one is not taken', async () => {
  const { origin } = new URL(dashboard.url);
  const one = await Visit.begin(browser, `${origin}/dashboard`);
  await one.page.getByLabel('Token').fill('mmcp_wrong');
  await one.page.keyboard.press('Enter');
  await one.page.getByRole('alert').waitFor();
  assert.match(await one.text('[role=alert]'), /does not take this token/);
  assert.deepEqual(await one.barriers(), []);
  await one.picture('light_token');
  await one.page.getByLabel('Token').fill(/token=(.*)$/.exec(dashboard.url)[1]);
  await one.page.keyboard.press('Enter');
  await one.page.getByRole('heading', { name: 'Overview' }).waitFor();
  const unexpected = (await one.end()).filter((problem) => !/\b401\b/.test(problem));
  assert.deepEqual(unexpected, []);
});

test('a token of the page may not write', async () => {
  const one = await visit();
  await one.settle();
  const status = await one.page.evaluate(async () => {
    const revision = '2026-07-28';
    const response = await fetch('/mcp', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        Authorization: `Bearer ${sessionStorage.getItem('memory-mcp.token')}`,
        'MCP-Protocol-Version': revision,
        'Mcp-Method': 'tools/call',
        'Mcp-Name': 'create_episode',
      },
      body: JSON.stringify({
        jsonrpc: '2.0', id: 1, method: 'tools/call',
        params: {
          name: 'create_episode',
          arguments: { task_description: 'x', domain: 'x', task_type: 'other' },
          _meta: {
            'io.modelcontextprotocol/protocolVersion': revision,
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    });
    return response.status;
  });
  assert.equal(status, 403);
  await one.end();
});

test('a search finds, explains and leads to the step', async () => {
  const one = await visit();
  await one.go('#/episodes');
  await one.page.getByRole('searchbox').fill('crash test: kill servers under load');
  await one.page.keyboard.press('Enter');
  await one.page.locator('.explanation').first().waitFor();
  assert.match(one.page.url(), /query=crash/);
  assert.match(await one.text('.status'), new RegExp(`\\d+ episodes? of ${episodes} belong`));
  const first = one.page.locator('.rows > li').first();
  assert.match(await first.locator('.stack').getAttribute('aria-label'), /keyword \d/);
  await first.getByText('Why it stands here').click();
  await first.getByRole('columnheader', { name: 'Rank by it alone' }).waitFor();
  await one.picture('light_explanation');
  await first.getByRole('link', { name: /^Step \d/ }).first().click();
  await one.page.getByRole('listbox').waitFor();
  const step = /step=(\d+)/.exec(one.page.url())[1];
  assert.equal(await one.page.locator('[role=option][aria-selected=true]').getAttribute('id'),
    `step-${step}`);
  await one.page.goBack();
  await one.page.locator('.explanation').first().waitFor();
  assert.deepEqual(await one.end(), []);
});

test('filters narrow what is listed, and say so when nothing is left', async () => {
  const one = await visit();
  await one.go('#/episodes');
  assert.match(await one.text('.status'), new RegExp(`${episodes} episodes`));
  await one.page.getByLabel('Outcome').selectOption('failure');
  await one.page.waitForFunction(
    (all) => document.querySelector('.status')?.textContent.includes(all) === false,
    String(episodes));
  const marks = await one.page.locator('.rows .mark').allInnerTexts();
  assert.ok(marks.length > 0 && marks.every((text) => /Failure/.test(text)), String(marks));
  await one.page.getByLabel('Kind of task').selectOption('other');
  await one.page.getByText('No episode is like that').waitFor();
  await one.page.getByText('Clear filters').click();
  await one.page.waitForFunction(
    (all) => document.querySelector('.status')?.textContent.includes(all), String(episodes));
  await one.page.getByRole('button', { name: 'On →' }).click();
  await one.page.getByText(`26 to 50 of ${episodes}`).waitFor();
  assert.deepEqual(await one.end(), []);
});

test('a thousand steps are gone through by keyboard, with few of them in the page', async () => {
  const one = await visit();
  await one.go(`#/episode/${long_episode}`);
  const list = one.page.getByRole('listbox');
  await list.focus();
  const chosen = () => one.page.locator('[role=option][aria-selected=true]');
  for (const [key, id] of [['ArrowDown', 2], ['End', 1000], ['ArrowUp', 999], ['Home', 1]]) {
    await one.page.keyboard.press(key);
    await one.page.locator(`#step-${id}[aria-selected=true]`).waitFor();
    assert.equal(await list.getAttribute('aria-activedescendant'), `step-${id}`);
    assert.match(await one.text('.details'), new RegExp(`request ${id}\\b`));
  }
  assert.equal(await chosen().getAttribute('aria-setsize'), '1000');
  assert.ok((await one.page.locator('[role=option]').count()) < 60);
  await one.page.getByText('Steps in view').click();
  await one.page.getByText('Without pauses').click();
  await one.picture('light_in_view');
  assert.deepEqual(await one.end(), []);
});

test('what agents recorded is text, whatever it looks like', async () => {
  const one = await visit();
  for (const address of [`#/episode/${hostile_episode}`, '#/episodes', '#/overview']) {
    await one.go(address);
    assert.equal(await one.page.locator('main img, main script').count(), 0, address);
    assert.match(await one.page.title(), /· Memory$/);
  }
  await one.go(`#/episode/${hostile_episode}`);
  assert.ok((await one.text()).includes(markup));
  assert.deepEqual(await one.end(), []);
});

test('a pattern shows its evidence, which leads to the episode', async () => {
  const one = await visit();
  await one.go('#/patterns');
  await one.page.locator('table.is-patterns tbody tr').first().waitFor();
  await one.page.getByText('Established', { exact: true }).click();
  await one.page.waitForFunction(
    () => !document.querySelector('tbody .badge:not(.is-established, .is-avoid)'));
  await one.page.getByLabel('Kind').selectOption('error_recovery');
  await one.page.getByLabel('Kind').selectOption('');
  await one.page.locator('tbody button.row-title').first().click();
  await one.page.getByRole('heading', { name: 'The pattern' }).waitFor();
  const evidence = one.page.locator('.evidence a').first();
  await evidence.waitFor();
  await one.picture('light_pattern');
  assert.deepEqual(await one.barriers(), []);
  await evidence.click();
  await one.page.getByRole('heading', { name: 'Timeline' }).waitFor();
  const fed = one.page.locator('main a[href*="pattern="]').first();
  await fed.click();
  await one.page.getByRole('heading', { name: 'The pattern' }).waitFor();
  assert.deepEqual(await one.end(), []);
});

test('code is run, and what is not allowed is refused and counted', async () => {
  const one = await visit();
  await one.go('#/sandbox');
  await one.page.getByLabel('Code').focus();
  await one.page.keyboard.press('Control+Enter');
  await one.page.locator('.run.is-success').waitFor();
  assert.match(await one.text('.run pre'), /task_description/);
  await one.page.getByLabel('Example').selectOption('read a file');
  await one.page.getByRole('button', { name: 'Run' }).click();
  await one.page.locator('.run.is-security_violation').waitFor();
  assert.match(await one.text('.run.is-security_violation'), /file system access/);
  await one.page.locator('.classes b').nth(3).getByText('1', { exact: true }).waitFor();
  await one.page.getByLabel('Input').fill('{"query": ');
  assert.ok(await one.page.getByRole('button', { name: 'Run' }).isDisabled());
  assert.match(await one.text('.console'), /this is not JSON yet/);
  assert.match(await one.text(), /seccomp/);
  await one.picture('light_console');
  assert.deepEqual(await one.end(), []);
});

test('the overview draws what is called while it looks', async () => {
  const one = await visit();
  await one.go('#/overview');
  assert.match(await one.text('.figures'), new RegExp(`Episodes\\s+${episodes}`));
  await one.page.locator('[aria-label="Tool calls a second, live"] canvas').waitFor();
  await one.page.locator('[aria-label^="Success rate and reward"] canvas').waitFor();
  await one.page.locator('.chart summary').first().click();
  await one.page.getByRole('columnheader', { name: 'Success rate' }).waitFor();
  await one.page.getByLabel('Kind of task').selectOption('debugging');
  await one.page.getByRole('radio', { name: '24h' }).check({ force: true });
  await one.page.getByText('No such episode was completed in this time').waitFor();
  await one.picture('light_live');
  assert.deepEqual(await one.end(), []);
});

test('an empty memory says what to do', async () => {
  const one = await visit();
  await one.page.getByLabel('Namespace').fill('nobody');
  await one.page.keyboard.press('Enter');
  for (const [address, says] of [
    ['#/overview', 'Nothing was completed yet'],
    ['#/episodes', 'Nothing was recorded here yet'],
    ['#/patterns', 'Nothing was learnt here yet'],
  ]) {
    await one.go(address);
    await one.page.getByText(says).waitFor();
    assert.deepEqual(await one.barriers(), [], address);
  }
  await one.go(`#/episode/${long_episode}`);
  await one.page.getByRole('alert').waitFor();
  assert.match(await one.text('[role=alert]'), /there is no episode/i);
  await one.end();
});

test('every control is reached by Tab, in the order of the page, with a ring around it', async () => {
  const one = await visit();
  await one.page.reload();
  await one.settle();
  const reached = [];
  for (let times = 0; times < 14; ++times) {
    await one.page.keyboard.press('Tab');
    reached.push(await one.page.evaluate(() => {
      const element = document.activeElement;
      const around = element.matches('input[type=radio]') ? element.parentElement : element;
      const { outlineStyle } = getComputedStyle(around);
      const name = element.getAttribute('aria-label') ?? element.innerText ?? '';
      return { name: name.trim(), tag: element.tagName, is_ringed: outlineStyle !== 'none' };
    }));
  }
  assert.equal(reached[0].name, 'Skip to the page');
  assert.deepEqual(reached.slice(1, 6).map((one) => one.name),
    ['Overview', 'Episodes', 'Patterns', 'Sandbox', 'Health']);
  assert.deepEqual(reached.filter((element) => !element.is_ringed), []);
  assert.deepEqual(await one.end(), []);
});

test('the server that has gone is told of, with what to do', async () => {
  const other = await start_dashboard(folder);
  const one = await Visit.begin(browser, other.url);
  await one.settle();
  assert.equal(await other.stop(), 0);
  await one.page.getByRole('alert').first().waitFor();
  assert.match(await one.text('[role=alert]'), /does not answer.*memory-mcp dashboard/s);
  await one.end();
});
