#!/usr/bin/env node
// Runs the program of the package for this platform as if it had been started itself: the same
// standard streams, signals and exit code.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

function fail(message) {
  // Standard output belongs to the protocol.
  process.stderr.write(`memory-mcp: ${message}\n`);
  process.exit(1);
}

// Node.js on musl has no version of glibc to report.
function platform() {
  const name = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') return name;
  return process.report.getReport().header.glibcVersionRuntime ? name : `${name}-musl`;
}

function folder_of_program() {
  const name = Object.keys(own.optionalDependencies).find(one => one.endsWith(`/${platform()}`));
  if (!name) {
    const known = Object.keys(own.optionalDependencies).map(one => one.split('/').at(-1));
    fail(`there is no program for ${platform()}, only for ${known.join(', ')}; ` +
         'build it from source, or use the container image');
  }
  try {
    return path.dirname(require.resolve(`${name}/package.json`));
  } catch {
    return fail(`${name} is missing: install again without --omit=optional (--no-optional)`);
  }
}

const child = spawn(path.join(folder_of_program(), 'bin', 'memory-mcp'), process.argv.slice(2),
                    { stdio: 'inherit' });
child.on('error', error => fail(`cannot start ${child.spawnfile}: ${error.message}`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code);
  // Ends as the program did: by the same signal, which nothing catches any more.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(128 + constants.signals[signal]), 1000);
});
