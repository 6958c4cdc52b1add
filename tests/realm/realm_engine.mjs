// The realm in the real engine, with a host of ours: a clock that moves only when a timer waits,
// answers to host calls from the test, and everything the realm says kept for looking at.

import { readFileSync } from 'node:fs';
import { CompileFlags, EvalFlags, QuickJS } from 'quickjs-wasi';

const realm_folder = new URL('../../src/zygote/realm/', import.meta.url);
const wasm = await WebAssembly.compile(
  readFileSync(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm'))),
);

export const globals_list = JSON.parse(readFileSync(new URL('globals.json', realm_folder), 'utf8'));
export const realm_files = readFileSync(new URL('realm_files.txt', realm_folder), 'utf8')
  .trim()
  .split('\n');
export const realm_source = `(function (host, config) {\n'use strict';\n${realm_files
  .map((name) => readFileSync(new URL(name, realm_folder), 'utf8'))
  .join('')}})`;
export const grant = { memory: 1, fs: 2, fetch: 4 };
export const tools = ['create_episode', 'get_episode', 'query_memory'];

// Small, so that the engine notices the end of its stack before V8, under which it runs here,
// notices the end of its own.
const stack_bytes = 256 * 1024;

const outcome_names = ['result', 'error'];

// One engine with the realm booted in it, as the zygote has it before a job comes.
export class RealmEngine {
  static async boot({ random = counting_random() } = {}) {
    const engine = new RealmEngine();
    engine.random = random;
    engine.vm = await QuickJS.create({ wasm, timezoneOffset: 0, maxStackSize: stack_bytes });
    engine.#load();
    return engine;
  }

  #load() {
    this.stdout = '';
    this.stderr = '';
    this.finished = [];
    this.calls = [];
    this.now_ms = 0;
    const { vm } = this;
    this.host = vm.newFunction('host', (...handles) =>
      this.#serve(handles.map((handle) => vm.dump(handle))),
    );
    const bytecode = vm.compile(
      realm_source,
      '<realm>',
      EvalFlags.TYPE_GLOBAL,
      CompileFlags.STRIP_SOURCE,
    );
    this.config = vm.hostToHandle({ tools });
    this.realm = vm.evalBytecode(bytecode);
    this.entries = readable(() =>
      vm.callFunction(this.realm, vm.undefined, this.host, this.config),
    );
  }

  #serve([operation, ...values]) {
    const { vm } = this;
    switch (operation) {
      case 1:
        this[values[0] === 1 ? 'stdout' : 'stderr'] += values[1];
        return vm.undefined;
      case 2:
        return vm.newNumber(this.now_ms);
      case 3:
        this.finished.push({ kind: outcome_names[values[0]], json: values[1] });
        return vm.undefined;
      case 4:
        this.calls.push({ id: values[0], name: values[1], json: values[2] });
        return vm.undefined;
      case 5:
        return vm.newNumber(this.random());
      default:
        throw new Error(`the realm asked for operation ${operation}`);
    }
  }

  entry(name) {
    return this.vm.getProp(this.entries, this.vm.newString(name));
  }

  call(name, ...values) {
    const { vm } = this;
    const handles = values.map((value) =>
      typeof value === 'object' ? value : vm.hostToHandle(value),
    );
    return readable(() => vm.dump(vm.callFunction(this.entry(name), vm.undefined, ...handles)));
  }

  begin(input = null, grants = 0, task = 'a task') {
    this.call('begin', JSON.stringify({ task, input }), grants);
  }

  // Compiles `code` as the body of an async function and starts it; false when its text is not one
  // body.
  start(code) {
    const source = `(async function () {${code}\n})`;
    const f = readable(() => this.vm.evalCode(source, 'agent.js'));
    return this.call('run_function', f, source.length - 2);
  }

  start_script(code) {
    const flags = EvalFlags.TYPE_GLOBAL | EvalFlags.ASYNC;
    this.call(
      'run_completion',
      readable(() => this.vm.evalCode(code, 'agent.js', flags)),
    );
  }

  // Runs jobs, answers calls and lets the clock jump to the next timer until nothing is left to do.
  drain(answer = refuse_call) {
    for (;;) {
      this.vm.executePendingJobs();
      if (this.finished.length > 0) return;
      const call = this.calls.shift();
      if (call !== undefined) {
        const { value, error } = answer(call.name, JSON.parse(call.json));
        if (error === undefined) this.call('settle', call.id, true, JSON.stringify(value));
        else this.call('settle', call.id, false, JSON.stringify(error));
        continue;
      }
      const wait_ms = this.call('tick', this.now_ms);
      if (wait_ms < 0) return;
      this.now_ms += wait_ms;
    }
  }

  outcome() {
    const [first] = this.finished;
    const kind = first?.kind ?? 'never settled';
    return {
      kind,
      // No value at all has a word of its own.
      value: first === undefined || first.json === 'undefined' ? undefined : JSON.parse(first.json),
      json: first?.json,
      stdout: this.stdout,
      stderr: this.stderr,
      finishes: this.finished.length,
    };
  }
}

// The engine's exception object prints the whole engine; its text is what a failing test needs.
function readable(action) {
  try {
    return action();
  } catch (error) {
    throw new Error(`${error.name}: ${error.message}\n${error.stack}`);
  }
}

function refuse_call(name) {
  throw new Error(`the program called ${name}, which the test does not answer`);
}

// Not random on purpose: a test that depends on a value must see the same one each time.
function counting_random() {
  let state = 0x9e3779b9;
  return () => (state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) >>> 0);
}

// One program in a fresh engine, as the body of an async function.
export async function run(code, { input = null, grants = 0, answer, task } = {}) {
  const engine = await RealmEngine.boot();
  engine.begin(input, grants, task);
  if (!engine.start(code)) return { kind: 'not one body' };
  engine.drain(answer);
  return engine.outcome();
}

export async function run_script(code, { input = null, grants = 0, answer } = {}) {
  const engine = await RealmEngine.boot();
  engine.begin(input, grants);
  engine.start_script(code);
  engine.drain(answer);
  return engine.outcome();
}

export async function value_of(code, options) {
  const outcome = await run(code, options);
  if (outcome.kind !== 'result')
    throw new Error(`${outcome.kind}: ${outcome.json}\n${outcome.stderr}`);
  return outcome.value;
}

export async function stdout_of(code, options) {
  const outcome = await run(code, options);
  if (outcome.kind !== 'result')
    throw new Error(`${outcome.kind}: ${outcome.json}\n${outcome.stderr}`);
  return outcome.stdout;
}
