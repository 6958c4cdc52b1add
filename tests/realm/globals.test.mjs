// What is in reach of user code: exactly the published globals, and from them nothing of the host.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvalFlags } from 'quickjs-wasi';
import { RealmEngine, globals_list, grant, tools, value_of } from './realm_engine.mjs';

const names_of = 'Reflect.ownKeys(globalThis).map(String).sort()';

for (const grants of [0, 1, 2, 3, 4, 5, 6, 7]) {
  test(`the globals are exactly the published list with grants ${grants}`, async () => {
    const granted = Object.entries(globals_list.granted)
      .filter(([name]) => (grants & grant[name]) !== 0)
      .flatMap(([, names]) => names);
    assert.deepEqual(
      await value_of(`return ${names_of}`, { grants }),
      [...globals_list.always, ...granted].sort(),
    );
  });
}

test('the published list is sorted', () => {
  for (const names of [globals_list.always, ...Object.values(globals_list.granted)])
    assert.deepEqual(names, [...names].sort());
});

test('globals are hidden from enumeration, writable and configurable, as in browsers', async () => {
  assert.deepEqual(
    await value_of(
      `
    const wrong = [];
    for (const name of Reflect.ownKeys(globalThis)) {
      const d = Object.getOwnPropertyDescriptor(globalThis, name);
      const is_fixed = ['undefined', 'NaN', 'Infinity', Symbol.toStringTag].includes(name);
      if (d.enumerable || (!is_fixed && !(d.writable && d.configurable))) wrong.push(String(name));
    }
    return [wrong, Object.keys(globalThis)];`,
      { grants: 7 },
    ),
    [[], []],
  );
});

// What programs call by name: [path, length, is a constructor].
const functions = [
  ['setTimeout', 1],
  ['setInterval', 1],
  ['clearTimeout', 0],
  ['clearInterval', 0],
  ['queueMicrotask', 1],
  ['structuredClone', 1],
  ['atob', 1],
  ['btoa', 1],
  ['fetch', 1],
  ['console.log', 0],
  ['console.table', 0],
  ['crypto.randomUUID', 0],
  ['crypto.getRandomValues', 1],
  ['performance.now', 0],
  ['memory.query_memory', 1],
  ['fs.readFile', 1],
  ['URL', 1, true],
  ['URL.parse', 1],
  ['URLSearchParams', 0, true],
  ['URLSearchParams.prototype.append', 2],
  ['TextEncoder', 0, true],
  ['TextDecoder', 0, true],
];
for (const [path, length, is_constructor = false] of functions) {
  test(`${path} has the name and length of the standard and no source text`, async () => {
    const code = `return [${path}.name, ${path}.length, Object.hasOwn(${path}, 'prototype'),
      /\\[native code\\]/.test(Function.prototype.toString.call(${path}))]`;
    const name = path.split('.').at(-1);
    assert.deepEqual(await value_of(code, { grants: 7 }), [name, length, is_constructor, true]);
  });
}

test('web interfaces list their members and refuse to be called or borrowed', async () => {
  assert.deepEqual(
    await value_of(`
      const names = (run) => {
        try {
          run();
          return 'ran';
        } catch (error) {
          return error.name;
        }
      };
      return [
        Object.keys(URLSearchParams.prototype),
        String(new URL('http://a')),
        Object.prototype.toString.call(new TextDecoder()),
        names(() => URL('http://a')),
        names(() => URL.prototype.href),
        names(() => TextDecoder.prototype.decode.call({})),
        names(() => new setTimeout()),
        names(() => URLSearchParams.prototype.get.call(new URL('http://a'), 'x')),
      ];`),
    [
      [
        'size',
        'append',
        'delete',
        'get',
        'getAll',
        'has',
        'set',
        'sort',
        'entries',
        'keys',
        'values',
        'forEach',
        'toString',
      ],
      'http://a/',
      '[object TextDecoder]',
      'TypeError',
      'TypeError',
      'TypeError',
      'TypeError',
      'TypeError',
    ],
  );
});

test('removed things stay out of reach by every way that leads to them', async () => {
  assert.deepEqual(
    await value_of(`
      const names = [
        'SharedArrayBuffer',
        'Atomics',
        'WebAssembly',
        'navigator',
        'gc',
        'print',
        'std',
        'os',
        'bjson',
        'scriptArgs',
        'require',
        'process',
        'module',
        'Worker',
        'fetch',
        'fs',
        'memory',
        'XMLHttpRequest',
        'WebSocket',
        'ShadowRealm',
        'load',
        'quit',
        'host',
        'config',
        'begin',
        'settle',
        'tick',
      ];
      const there = names.filter(
        (name) =>
          typeof globalThis[name] !== 'undefined' ||
          (0, eval)('typeof ' + name) !== 'undefined',
      );
      return [
        there,
        'prepareStackTrace' in Error,
        new Function('return typeof SharedArrayBuffer')(),
      ];`),
    [[], false, 'undefined'],
  );
});

test('no CallSite is ever made, whatever a program puts on Error', async () => {
  assert.deepEqual(
    await value_of(`
      const made = [];
      // Assigned first: where the engine's own accessor is left, only an assignment reaches it.
      const hook = (error, frames) => {
        made.push(frames);
        return 'made';
      };
      Error.prepareStackTrace = hook;
      try {
        null.x;
      } catch (error) {
        made.push(typeof error.stack);
      }
      for (const type of [
        Error,
        TypeError,
        Function.prototype,
        Object.prototype,
        Error.prototype,
      ]) {
        Object.defineProperty(type, 'prepareStackTrace', {
          value: hook,
          configurable: true,
          writable: true,
        });
      }
      try {
        null.x;
      } catch (error) {
        made.push(typeof error.stack);
      }
      try {
        new URL('bad');
      } catch (error) {
        made.push(typeof error.stack);
      }
      const target = {};
      Error.captureStackTrace(target);
      made.push(typeof target.stack);
      return made;`),
    ['string', 'string', 'string', 'string'],
  );
});

// Walks everything a program can get at: own keys of every kind, getters and their values,
// prototypes, entries of collections, iterators, promises, and what thrown errors carry. Runs in
// the engine; the targets come as arguments.
const walker = `
  (function (targets, extra) {
    const found = [];
    const seen = new Set();
    const queue = [
      [globalThis, 'globalThis'],
      [extra, 'extra'],
    ];
    const add = (value, path) => {
      if (
        (typeof value !== 'object' && typeof value !== 'function') ||
        value === null ||
        seen.has(value)
      )
        return;
      seen.add(value);
      queue.push([value, path]);
    };
    const attempt = (action) => {
      try {
        return action();
      } catch (error) {
        return error;
      }
    };
    for (let i = 0; i < queue.length; i++) {
      const [value, path] = queue[i];
      for (const target of targets) if (value === target && value !== targets) found.push(path);
      add(
        attempt(() => Object.getPrototypeOf(value)),
        path + '.__proto__',
      );
      for (const key of Reflect.ownKeys(value)) {
        const d = Reflect.getOwnPropertyDescriptor(value, key);
        const name = path + '.' + String(key);
        if ('value' in d) add(d.value, name);
        add(d.get, name + '<get>');
        add(d.set, name + '<set>');
        if (d.get)
          add(
            attempt(() => d.get.call(value)),
            name + '()',
          );
      }
      if (value instanceof Map)
        for (const [k, v] of value) {
          add(k, path + '<key>');
          add(v, path + '<value>');
        }
      if (value instanceof Set) for (const v of value) add(v, path + '<item>');
      if (typeof value === 'function') {
        add(
          attempt(() => value.caller),
          path + '.caller',
        );
        add(
          attempt(() => value.arguments),
          path + '.arguments',
        );
      }
    }
    return JSON.stringify({ found, count: seen.size });
  })`;

test('neither the host function nor an entry point nor the configuration is in reach', async () => {
  const engine = await RealmEngine.boot();
  const { vm } = engine;
  engine.begin({ a: 1 }, 7);
  // Things a program can make, and errors thrown from inside the realm by host calls, timers,
  // coders and parsers.
  const extra = vm.evalCode(
    `
      (() => {
        const thrown = [];
        for (const run of [
          () => new URL('x'),
          () => atob('*'),
          () => structuredClone(() => 1),
          () => new TextDecoder('x'),
          () => setTimeout(1),
          () => crypto.getRandomValues(1),
          () => new fetch('x'),
          () => URLSearchParams.prototype.get(),
          () => console.log.call(),
          () => JSON.parse('{'),
          () => memory.query_memory.caller,
        ]) {
          try {
            thrown.push(run());
          } catch (error) {
            thrown.push(error, error.stack, error.constructor);
          }
        }
        const params = new URLSearchParams('a=1');
        return [
          thrown,
          new URL('http://a').searchParams,
          params.entries(),
          params[Symbol.iterator]().next(),
          new TextDecoder(),
          new TextEncoder(),
          fetch('http://a/'),
          fs.readFile('/a'),
          memory.query_memory({}),
          memory.query_memory(5),
          structuredClone(new Map([[1, {}]])),
          setTimeout(() => {}, 1e6),
          (function () {
            return arguments;
          })(1),
          (function* () {})(),
        ];
      })()`,
    'agent.js',
    EvalFlags.TYPE_GLOBAL,
  );
  for (const { id } of engine.calls)
    engine.call(
      'settle',
      id,
      true,
      JSON.stringify({
        status: 200,
        headers: [['a', 'b']],
        body_base64: '',
        base64: '',
        url: 'http://a/',
      }),
    );
  vm.executePendingJobs();
  const targets = vm.newArray();
  const secrets = [
    engine.host,
    engine.entries,
    engine.config,
    engine.realm,
    ...['begin', 'run_function', 'run_completion', 'settle', 'tick'].map((name) =>
      engine.entry(name),
    ),
  ];
  secrets.forEach((handle, i) => vm.setProp(targets, String(i), handle));
  const walk = (handle) =>
    JSON.parse(vm.dump(vm.callFunction(vm.evalCode(walker), vm.undefined, targets, handle)));
  const { found, count } = walk(extra);
  assert.deepEqual(found, []);
  assert.ok(count > 1000, `only ${count} objects were reached`);
  // The walk must be able to find one: the same with the host function planted behind a getter of
  // an error.
  const hole = vm.evalCode(
    `
      (secret) =>
        Object.assign(new Error('x'), {
          cause: {
            get deep() {
              return new Map([[1, secret]]);
            },
          },
        })`,
  );
  assert.notDeepEqual(walk(vm.callFunction(hole, vm.undefined, engine.host)).found, []);
});

test('what fetch answers can be used, not made', async () => {
  assert.deepEqual(
    await value_of(
      `
        const response = await fetch('http://a/');
        const message = (run) => {
          try {
            run();
            return 'made';
          } catch (error) {
            return error.message;
          }
        };
        return [
          message(() => new response.constructor()),
          message(() => new response.headers.constructor([['a', 'b']])),
          Reflect.ownKeys(response),
        ];`,
      { grants: 4, answer: () => ({ value: { status: 200, headers: [], body_base64: '' } }) },
    ),
    [
      'Illegal constructor: only fetch makes these objects',
      'Illegal constructor: only fetch makes these objects',
      [],
    ],
  );
});
