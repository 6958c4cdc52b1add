// The server that the tests drive, over HTTP: one process for each data directory.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { args, command, environment, patience_ms } from './server_under_test.mjs';

const listening = ['--http', 'localhost:0', '--http_no_auth'];
const urls = new Map();

async function start(t, data_dir) {
  const env = { ...process.env, ...environment(data_dir) };
  const server = spawn(command, [...args, ...listening],
    { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  t.after(async () => {
    server.kill('SIGTERM');
    const patience = setTimeout(() => server.kill('SIGKILL'), patience_ms);
    await ended;
    clearTimeout(patience);
    urls.delete(data_dir);
  });
  const said = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stderr })
      .on('line', (line) => {
        const found = / serving .*\burl=(\S+)/.exec(line);
        if (found) resolve(new URL(found[1]));
        else if (said.length < 20) said.push(line);
      })
      .on('close', () => reject(new Error(`the server does not serve: ${said.join('\n')}`)));
  });
}

// Where the memory of that directory is served; for as long as the test `t` that asked first.
export function served_url(t, data_dir) {
  if (!urls.has(data_dir)) urls.set(data_dir, start(t, data_dir));
  return urls.get(data_dir);
}
