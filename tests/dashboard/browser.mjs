// Chromium, and the dashboard of a server of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

import { command, environment, patience_ms, repository } from '../clients/server_under_test.mjs';

const known_places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const browser_path = process.env.MEMORY_MCP_CHROMIUM ?? known_places.find(existsSync);

export async function open_browser() {
  // Chromium's own sandbox refuses root, which containers build as.
  const flags = process.getuid() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: browser_path, args: flags });
}

export const history = `${repository}/examples/history/building-memory-mcp.jsonl`;

async function run(data_dir, words) {
  const env = { ...process.env, ...environment(data_dir) };
  const child = spawn(command, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => (said += bytes));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`memory-mcp ${words.join(' ')}: ${said}`);
}

export const import_episodes = (data_dir, file) => run(data_dir, ['import', file]);

/** Starts `memory-mcp dashboard`; `said` is what it writes to its log, `url` where the page is. */
export async function start_dashboard(data_dir) {
  const env = { ...process.env, ...environment(data_dir) };
  const child = spawn(command, ['dashboard', '--no-browser', '--json'],
    { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const dashboard = {
    said: '',
    url: '',
    /** SIGTERM; returns the exit code. */
    async stop() {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), patience_ms);
      const [code] = await ended;
      clearTimeout(patience);
      return code;
    },
  };
  child.stderr.on('data', (bytes) => (dashboard.said += bytes));
  for await (const line of createInterface({ input: child.stdout })) {
    dashboard.url = JSON.parse(line).url;
    break;
  }
  if (!dashboard.url) throw new Error(`no dashboard: ${dashboard.said}`);
  return dashboard;
}
