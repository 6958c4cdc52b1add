// The contract with the host: begin, run_function, run_completion, tick, settle, and what finish()
// is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealmEngine, run, run_script, value_of } from './realm_engine.mjs';

test('the returned value is the result as JSON text', async () => {
  for (const [code, json] of [
    ['return { a: [1, "x", null] }', '{"a":[1,"x",null]}'],
    ['', 'undefined'],
    ['return undefined', 'undefined'],
    ['return null', 'null'],
    ['return "x"', '"x"'],
    ['return NaN', 'null'],
    ['return { toJSON() { return undefined } }', 'undefined'],
    ['return Promise.resolve(5)', '5'],
    ['return { then(done) { done(6) } }', '6'],
    ['return "\\ud800"', '"\\ud800"'],
    ['return new Date(0)', '"1970-01-01T00:00:00.000Z"'],
  ]) {
    const outcome = await run(code);
    assert.deepEqual([outcome.kind, outcome.json, outcome.finishes], ['result', json, 1], code);
  }
});

test('context and input are in scope and may be declared again', async () => {
  assert.deepEqual(
    await value_of('return [context, input === context.input, typeof globalThis.input]', {
      input: { a: [1] },
      task: 'sum',
    }),
    [{ task: 'sum', input: { a: [1] } }, true, 'object'],
  );
  assert.deepEqual(
    await value_of('let input = 5; const context = 6; return [input, context]'),
    [5, 6],
  );
  assert.deepEqual(
    (await run_script('let input = 5; const context = 6; [input, context]')).value,
    [5, 6],
  );
  assert.equal(await value_of('input = 7; return globalThis.input + 1'), 8);
});

test('input that names __proto__ stays data', async () => {
  assert.deepEqual(
    await value_of('return [Object.keys(input), ({}).polluted === undefined]', {
      input: JSON.parse('{"__proto__":{"polluted":1}}'),
    }),
    [['__proto__'], true],
  );
});

for (const [code, reason] of [
  ['return 1n', /BigInt/],
  ['const a = {}; a.a = a; return a', /circular/],
  ['return () => 1', /it is a function/],
  ['return Symbol()', /it is a symbol/],
  ['return { get a() { throw new Error("inside") } }', /inside/],
  ['return { toJSON() { throw null } }', /null/],
]) {
  test(`an explicit value without a JSON form is a TypeError that says why: ${code}`, async () => {
    const { kind, value, finishes } = await run(code);
    assert.deepEqual([kind, value.name, finishes], ['error', 'TypeError', 1]);
    assert.match(
      value.message,
      /^the returned value cannot be written as JSON \(.*\); return plain data/,
    );
    assert.match(value.message, reason);
  });
}

test('the last expression of a script is its result', async () => {
  assert.deepEqual((await run_script('const a = 2; a + 3')).value, 5);
  assert.deepEqual((await run_script('const a = await Promise.resolve(2); a * 4')).value, 8);
  assert.deepEqual((await run_script('let x = 1;')).json, 'undefined');
});

test('a completion value without a JSON form is null with advice on stderr', async () => {
  for (const code of ['10n', 'const a = {}; a.a = a', '(() => 1)', '({ get a() { throw 1 } })']) {
    const { kind, json, stderr } = await run_script(code);
    assert.deepEqual([kind, json], ['result', 'null'], code);
    assert.match(
      stderr,
      /^the value of the last expression cannot be .*, so the result is null; use `return` .*\n$/,
    );
  }
});

test('a script that throws is an error', async () => {
  const { kind, value } = await run_script('const a = 1; a.b.c');
  assert.deepEqual([kind, value.name], ['error', 'TypeError']);
});

test('text that closes its wrapper leaves a function that is not run', async () => {
  for (const code of [
    '}); (async function () { return 2',
    '}, async function () {',
    '}) ; (function () {',
    '}); 5; (async () => {',
  ]) {
    const outcome = await run(code);
    assert.equal(outcome.kind, 'not one body', code);
  }
});

test('only a function of exactly the expected text is run', async () => {
  const engine = await RealmEngine.boot();
  engine.begin();
  const { vm } = engine;
  const source = 'async function () { return "é😀" }';
  const f = vm.evalCode(`(${source})`);
  assert.equal(engine.call('run_function', f, source.length - 1), false);
  assert.equal(engine.call('run_function', vm.evalCode('5'), 1), false);
  assert.equal(
    engine.call('run_function', vm.evalCode('new Proxy(async function () {}, {})'), 19),
    false,
  );
  assert.equal(engine.finished.length, 0);
  assert.equal(engine.call('run_function', f, source.length), true);
  engine.drain();
  assert.equal(engine.outcome().value, 'é😀');
});

const thrown = [
  ['throw new TypeError("bad")', 'TypeError', 'bad'],
  ['throw null', 'Error', 'null'],
  ['throw undefined', 'Error', 'undefined'],
  ['throw "text"', 'Error', 'text'],
  ['throw 5', 'Error', '5'],
  ['throw { code: 1 }', 'Error', '{ code: 1 }'],
  ['throw Symbol("s")', 'Error', 'Symbol(s)'],
  ['throw 1n', 'Error', '1n'],
  ['throw new (class Mine extends Error { name = "Mine" })("m")', 'Mine', 'm'],
  ['throw Object.assign(new Error("x"), { name: 5, message: {} })', 'Error', ''],
  ['throw Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })', 'Error', ''],
  ['throw new Proxy(new Error("x"), { get() { throw 1 } })', 'Error', 'Error {}'],
  [
    'throw new Proxy({}, { getPrototypeOf() { throw 1 }, ownKeys() { throw 1 } })',
    'Error',
    '[Thrown while being shown]',
  ],
  ['throw new DOMException("m", "AbortError")', 'AbortError', 'm'],
  ['await Promise.reject(new RangeError("later"))', 'RangeError', 'later'],
  ['null.x', 'TypeError', "cannot read property 'x' of null"],
  ['throw () => 1', 'Error', '[Function (anonymous)]'],
];
for (const [code, name, message] of thrown) {
  test(`describes what is thrown: ${code}`, async () => {
    const { kind, value, json, finishes } = await run(code);
    assert.deepEqual(
      [kind, value.name, value.message, typeof value.stack, finishes],
      ['error', name, message, 'string', 1],
      json,
    );
  });
}

test('an error of a hundred million characters is cut with a count', async () => {
  const { value } = await run('throw new Error("x".repeat(1e6))');
  assert.equal(value.message.length, 65536 + '… (934464 more characters)'.length);
  assert.match(value.message, /x… \(934464 more characters\)$/);
});

test('stacks show the frames of the user only', async () => {
  const { value } = await run('function f() { [1].forEach(() => new URL("bad")); }\nf();');
  assert.equal(
    value.stack.replace(/:\d+\)/g, ')'),
    [
      '    at <anonymous> (agent.js:1)',
      '    at forEach (native)',
      '    at f (agent.js:1)',
      '    at <anonymous> (agent.js:2)',
    ].join('\n'),
  );
});

test('names that people expect come with a hint, others without', async () => {
  const hints = {
    fetch: /\(fetch is not granted here; the operator can allow hosts\)$/,
    fs: /allow paths/,
    memory: /allow access/,
    require: /no modules/,
    process: /not Node\.js/,
    Buffer: /Uint8Array/,
    WebSocket: /no sockets/,
    XMLHttpRequest: /fetch/,
    other: /^other is not defined$/,
  };
  for (const [name, hint] of Object.entries(hints)) {
    const { value } = await run(`${name}.x`);
    assert.equal(value.name, 'ReferenceError');
    assert.ok(value.message.startsWith(`${name} is not defined`));
    assert.match(value.message, hint);
  }
});

test('a user who throws a look-alike gets no other class than error', async () => {
  for (const code of [
    'throw new Error("interrupted")',
    'throw new InternalError("out of memory")',
    'const e = new Error("timeout"); e.name = "TimeoutError"; throw e',
  ]) {
    assert.equal((await run(code)).kind, 'error');
  }
});

test('finish is told once, whatever happens afterwards', async () => {
  const engine = await RealmEngine.boot();
  engine.begin();
  engine.start(
    `
      setTimeout(() => {
        throw new Error('late');
      }, 5);
      queueMicrotask(() =>
        queueMicrotask(() => {
          throw 1;
        }),
      );
      return 1`,
  );
  for (let i = 0; i < 5; i++) {
    engine.vm.executePendingJobs();
    engine.now_ms += 10;
    engine.call('tick', engine.now_ms);
  }
  assert.deepEqual(engine.finished, [{ kind: 'result', json: '1' }]);
  assert.equal(engine.call('tick', 1e9), -1);
});

test('an exception in a timer or a microtask ends the run as an error', async () => {
  for (const code of [
    'setTimeout(() => { throw new RangeError("t") }, 1); await new Promise(() => {})',
    'setInterval(() => { throw new RangeError("t") }); await new Promise(() => {})',
    'queueMicrotask(() => { throw new RangeError("t") }); await new Promise(() => {})',
  ]) {
    const { kind, value, finishes } = await run(code);
    assert.deepEqual([kind, value.name, value.message, finishes], ['error', 'RangeError', 't', 1]);
  }
});

test('an exception in a microtask is the outcome though the function returns after it', async () => {
  const code =
    'queueMicrotask(() => { throw new Error("first") }); await null; await null; return 5';
  const { kind, value, finishes } = await run(code);
  assert.deepEqual([kind, value.message, finishes], ['error', 'first', 1]);
});

test('a promise that never settles leaves nothing to do and no result', async () => {
  assert.equal((await run('await new Promise(() => {})')).kind, 'never settled');
});

test('begin starts from nothing, as a rehearsal before the job needs it', async () => {
  const engine = await RealmEngine.boot();
  engine.begin({ first: 1 }, 7);
  engine.start(
    `
      console.group();
      console.count();
      setTimeout(() => {
        throw 1;
      }, 5);
      memory.query_memory({});
      return input`,
  );
  engine.drain(() => ({ value: null }));
  engine.begin({ second: 2 }, 0);
  engine.finished = [];
  engine.stdout = '';
  assert.equal(engine.call('tick', 1e9), -1);
  engine.start('console.count(); return [input, typeof memory, typeof fs, typeof fetch]');
  engine.drain();
  assert.deepEqual(
    [engine.outcome().value, engine.outcome().stdout],
    [[{ second: 2 }, 'undefined', 'undefined', 'undefined'], 'default: 1\n'],
  );
});

test('an error may hold half a surrogate pair in each of its texts', async () => {
  const { value } = await run(
    `const e = new Error('a\\ud800'); e.name = '\\udfff'; e.stack = '    at \\ud800'; throw e`,
  );
  assert.deepEqual(value, { name: '\ufffd', message: 'a\ufffd', stack: '    at \ufffd' });
});

test('an error tells its cause and its errors', async () => {
  for (const [code, message] of [
    ["throw new Error('a', { cause: new TypeError('b', { cause: 5 }) })", 'a (cause: TypeError: b (cause: 5))'],
    ["throw new AggregateError([new Error('b'), 'c'], 'a')", "a (errors: Error: b, 'c')"],
    ["const e = new Error('a'); e.cause = e; throw e", /^a( \(cause: Error: a){4}\){4}$/],
    ["throw new AggregateError(Array(7).fill(1), 'a')", 'a (errors: 1, 1, 1, 1, 1 and 2 more)'],
  ]) {
    const { value } = await run(code);
    if (typeof message === 'string') assert.equal(value.message, message);
    else assert.match(value.message, message);
  }
});

for (const [code, grants, hint] of [
  ["require('x')", 0, 'there are no modules here; the globals are listed in the documentation of the sandbox'],
  ["require('x')", 7, 'there are no modules here; what is granted is a global: `fs`, `fetch(url)`, `memory`'],
  ['new XMLHttpRequest()', 4, 'use the global `fetch(url)`'],
  ['new WebSocket("ws://x")', 0, 'there are no sockets here; `fetch` exists where the operator allows hosts'],
  ['__dirname', 2, 'use the global `fs`'],
]) {
  test(`${code} with grants ${grants} says what there is instead`, async () => {
    const { value } = await run(code, { grants });
    assert.equal(value.name, 'ReferenceError');
    assert.ok(value.message.endsWith(` (${hint})`), value.message);
  });
}
