// The WebAssembly module that memory-mcp translates ahead of time, run by V8 instead: compiled once,
// a new instance of it for each execution, with the limits of the sandbox's default.
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {QuickJS} from 'quickjs-wasi';
import {serve, source_of} from './jobs.mjs';

const path = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
const wasm = await WebAssembly.compile(await readFile(path));

serve(async (code, input) => {
  // As in the sandbox, where an alarm sets a flag, a poll costs next to nothing.
  const vm = await QuickJS.create({wasm, memoryLimit: 128 * 1024 * 1024,
                                   interruptHandler: () => false});
  const text = vm.newString(input);
  vm.setProp(vm.global, 'text', text);
  const result = vm.evalCode(source_of(code));
  const output = result.toString();
  vm.dispose();
  return output;
});
