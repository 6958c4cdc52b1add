// Reads files in the export format: a line that says what it is, a line per episode, and a
// checksum line, which also proves that nothing was cut off.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

// Returns [{namespace, episode}], oldest first. `sources` are files or folders of *.jsonl.
export async function read_history(sources) {
  const files = (await Promise.all(sources.map(files_of))).flat();
  const entries = (await Promise.all(files.map(read_export))).flat();
  if (entries.length === 0) throw new Error(`no episodes in ${sources.join(', ')}`);
  const start = ({ episode }) => episode.start_time ?? '';
  return entries.sort((a, b) => (start(a) < start(b) ? -1 : start(a) > start(b) ? 1 : 0));
}

async function files_of(source) {
  const found = await stat(source).catch(() => null);
  if (!found) throw new Error(`no history to play: ${source} does not exist`);
  if (!found.isDirectory()) return [source];
  const names = (await readdir(source)).filter((name) => name.endsWith('.jsonl')).sort();
  if (names.length === 0) throw new Error(`no history to play: no *.jsonl file in ${source}`);
  return names.map((name) => path.join(source, name));
}

async function read_export(file) {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim());
  const [head, ...rest] = lines.map((line, index) => parsed(line, `${file} line ${index + 1}`));
  if (head?.format !== 'memory-mcp-export') throw new Error(`${file} is not a memory-mcp export`);
  if (head.version !== 1) throw new Error(`${file} has format version ${head.version}, not 1`);
  if (!rest.at(-1)?.checksum) throw new Error(`${file} is cut off: it has no checksum line`);
  return rest.filter((line) => line.episode);
}

function parsed(line, where) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${where} is not JSON`);
  }
}
