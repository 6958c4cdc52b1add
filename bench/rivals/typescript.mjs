// The compiler that memory-mcp translates ahead of time, run by V8 instead. "code" is TypeScript, the
// output JavaScript: types become blanks, so that every position is kept.
import swc from '@swc/wasm-typescript';
import {serve} from './jobs.mjs';

// A return outside of a function is none of TypeScript.
const head = 'async () => {';
const tail = '\n}';

serve((code) => {
  const stripped = swc.transformSync(head + code + tail, {mode: 'strip-only'}).code;
  return stripped.slice(head.length, -tail.length);
});
