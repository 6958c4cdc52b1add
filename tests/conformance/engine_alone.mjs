// The engine without a sandbox around it: reads {"code"} as lines of JSON and answers
// each with {"outcome"}: "" for a script that ended well, else the name of what it threw. With
// "in_function" the code is taken for the body of a function, in which return is allowed.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { EvalFlags, QuickJS } from 'quickjs-wasi';

const module = new WebAssembly.Module(
  readFileSync(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm'))),
);
const limitMs = 10_000;
const limitBytes = 128 * 1024 * 1024;

function nameOf(vm, thrown) {
  const found = vm.dump(vm.getProp(thrown, 'name'));
  if (typeof found === 'string' && found !== '') return found;
  const constructor = vm.getProp(thrown, 'constructor');
  return String(vm.dump(vm.getProp(constructor, 'name')) ?? 'Error');
}

async function run(code) {
  const end = Date.now() + limitMs;
  const vm = await QuickJS.create({
    wasm: module, memoryLimit: limitBytes, interruptHandler: () => Date.now() > end,
  });
  try {
    const promise = vm.evalCode(code, 'agent.js', EvalFlags.ASYNC);
    while (promise.promiseState === 0 && vm.executePendingJobs() > 0 && Date.now() < end);
    if (promise.promiseState === 1) return '';
    if (promise.promiseState === 0) return Date.now() < end ? 'waits for ever' : 'timeout';
    const settled = vm.resolvePromise(promise);
    vm.executePendingJobs();
    return nameOf(vm, (await settled).error);
  } catch (error) {
    return Date.now() > end ? 'timeout' : String(error.name ?? 'Error');
  } finally {
    try {
      vm.dispose();
    } catch {
      // An engine that broke on a script is thrown away all the same.
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { code, in_function: inFunction } = JSON.parse(line);
  const outcome = await run(inFunction ? `await (async function () {\n${code}\n})()` : code);
  process.stdout.write(`${JSON.stringify({ outcome })}\n`);
}
