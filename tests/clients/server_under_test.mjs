// The server that the tests drive, and the scratch directories that keep them apart.
// $MEMORY_MCP names another command, for instance a build with a sanitizer.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

// How long an answer or a program may take: enough for a sanitizer build on a busy machine.
export const patience_ms = 30_000;

export const repository = path.resolve(import.meta.dirname, '../..');

const [program, ...rest] =
  (process.env.MEMORY_MCP ?? 'build/release/memory-mcp serve').trim().split(/\s+/);

// A path is meant from the repository's root, whatever directory the tests run in.
export const command = program.includes('/') ? path.resolve(repository, program) : program;
export const args = rest;

// The directory lives as long as the test `t`. A server that is closing may still remove its own
// files from it, and then the removal looks again.
export async function scratch_directory(t) {
  const directory = await mkdtemp(path.join(tmpdir(), 'memory-mcp-clients-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 100, retryDelay: 50 }));
  return directory;
}

// HOME is the scratch directory too: nothing may be read from or written to the real one.
export function environment(data_dir) {
  return { MEMORY_MCP_DATA_DIR: data_dir, HOME: data_dir, XDG_CONFIG_HOME: data_dir };
}
