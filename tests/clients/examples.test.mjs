// The programs of examples/clients, run as their first lines say.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';

import { served_url } from './http_server_under_test.mjs';
import { args, command, environment, patience_ms, repository, scratch_directory }
  from './server_under_test.mjs';

const examples = path.join(repository, 'examples/clients');
const task = 'Find out why the login test fails now and then';

function run(directory, surroundings, program, ...words) {
  const env = { ...process.env, ...environment(directory), TOKEN: 'any',
    MEMORY_MCP: [command, ...args].join(' '), ...surroundings };
  return new Promise((resolve) => execFile(program, words, { env, timeout: patience_ms },
    (error, stdout, stderr) => resolve({ status: error ? error.code : 0, stdout, stderr })));
}

const typescript = (directory, ...words) =>
  run(directory, {}, process.execPath, path.join(examples, 'client.ts'), ...words);

test('what the TypeScript client recorded, the one over pipes finds', async (t) => {
  const directory = await scratch_directory(t);
  const recorded = await typescript(directory);
  assert.equal(recorded.status, 0, recorded.stderr);
  assert.match(recorded.stdout, new RegExp(`^${task}: success, `));
  const asked = await run(directory, {}, path.join(examples, 'stdio.sh'), 'a "login" test');
  assert.equal(asked.status, 0, asked.stderr);
  const answers = asked.stdout.trim().split('\n').map((line) => JSON.parse(line));
  const { structuredContent } = answers.find(({ id }) => id === 2).result;
  assert.equal(structuredContent.episodes[0].task_description, task);
});

test('what the TypeScript client recorded over HTTP, the one of curl finds', async (t) => {
  const directory = await scratch_directory(t);
  const url = await served_url(t, directory);
  const recorded = await typescript(directory, url.href);
  assert.equal(recorded.status, 0, recorded.stderr);
  const curl = path.join(examples, 'http.sh');
  const asked = await run(directory, { MEMORY_MCP_URL: url.href }, curl, 'a "login" test');
  assert.equal(asked.status, 0, asked.stderr);
  const { structuredContent } = JSON.parse(asked.stdout).result;
  assert.equal(structuredContent.episodes[0].task_description, task);
});
