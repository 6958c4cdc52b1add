// Programs that turn the shared prototypes and globals against the realm. Their own results may
// suffer as the language says; console, timers, the result and the host calls may not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realm_source, run, value_of } from './realm_engine.mjs';

// References taken before the poison, so that what fails afterwards fails in the realm and not in
// the program.
const references = `
  const { log, error, table, group, groupEnd, count, dir } = console;
  const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const [define, remove, describe, keys_of] = [
    defineProperty,
    deleteProperty,
    getOwnPropertyDescriptor,
    ownKeys,
  ];
  const URL_ = URL,
    Params = URLSearchParams,
    decoder = new TextDecoder(),
    encoder = new TextEncoder(),
    Promise_ = Promise,
    promise_then = Function.prototype.call.bind(Promise.prototype.then);
  const clone_ = structuredClone,
    atob_ = atob,
    btoa_ = btoa,
    uuid = crypto.randomUUID,
    fill = crypto.getRandomValues;
  const micro = queueMicrotask,
    later = setTimeout,
    query = memory.query_memory;
  const map = new Map([[1, { k: 'v' }]]),
    set = new Set([1, 'two']),
    date = new Date(0),
    symbol = Symbol('s');
  const bytes = new Uint8Array([1, 2]),
    wide = [1, 2, 3],
    rows = [{ a: 1 }, { a: 2 }],
    shown_error = new Error('shown');
  const array_prototype = Array.prototype,
    object_prototype = Object.prototype,
    string_prototype = String.prototype;
  const all = globalThis,
    bad = () => {
      throw new Error_('poisoned');
    },
    Error_ = Error;
  const value = (v) => ({
    __proto__: null,
    value: v,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  const seen = [];
  let noted = 0;
  const note = (v) => define(seen, noted++, value(v));`;
const exercise = `
  log(
    'plain',
    1,
    [1, [2]],
    { a: { b: 1 } },
    map,
    set,
    date,
    5n,
    symbol,
    () => 1,
    bytes,
    shown_error,
  );
  log('%s is %d', 'it', 5, { x: 1 });
  error(wide);
  table(rows);
  group('g');
  dir(rows);
  groupEnd();
  count('c');
  note(new URL_('http://us:er@ä.example:81/a/../b?c=d#e').href);
  const u = new URL_('http://a/?x=1');
  u.searchParams.append('y', 'ä &');
  note(u.href);
  note(new Params('b=2&a=1&a=%C3%A4').toString());
  note(decoder.decode(encoder.encode('aä€😀')));
  note(clone_({ map, set, date, e: 1, list: wide, bytes }).list.length);
  note(atob_(btoa_('text')));
  note(uuid().length);
  note(fill(bytes) === bytes);
  micro(() => note('micro'));
  later(() => note('later'), 1);
  const reply = query({ query: 'q' });
  note(reply instanceof Promise_);
  define(reply, 'constructor', value(undefined));
  promise_then(reply, (answer) => note(answer.hits), note);
  await {
    then(done) {
      later(done, 10);
    },
  };
  for (let i = 0; i < 40; i++) {
    remove(array_prototype, i);
    remove(object_prototype, i);
    remove(string_prototype, i);
  }
  return seen;`;
const expected_notes = [
  'http://us:er@xn--4ca.example:81/b?c=d#e',
  'http://a/?x=1&y=%C3%A4+%26',
  'b=2&a=1&a=%C3%A4',
  'aä€😀',
  3,
  'text',
  36,
  true,
  true,
  'micro',
  'two hits',
  'later',
];

const poisons = {
  'nothing is poisoned': '',
  'every method and getter of every shared prototype throws': `
    const targets = [];
    for (const type of [
      Object,
      Function,
      Array,
      String,
      Number,
      Boolean,
      BigInt,
      Symbol,
      Date,
      RegExp,
      Map,
      Set,
      WeakMap,
      WeakSet,
      WeakRef,
      Error,
      TypeError,
      RangeError,
      ArrayBuffer,
      DataView,
      Uint8Array,
      Object.getPrototypeOf(Uint8Array),
      Iterator,
      DOMException,
    ]) {
      for (const key of keys_of(type.prototype)) {
        if (key !== 'constructor' && describe(type.prototype, key).configurable)
          targets.push({ holder: type.prototype, key, d: describe(type.prototype, key) });
      }
    }
    for (const iterator of [
      [].values(),
      new Map().keys(),
      new Set().keys(),
      ''[Symbol.iterator](),
    ])
      targets.push({ holder: Object.getPrototypeOf(iterator), key: 'next', d: {} });
    for (let i = 0; i < targets.length; i++) {
      const { holder, key, d } = targets[i];
      define(
        holder,
        key,
        d.get || d.set ? { __proto__: null, get: bad, set: bad } : value(bad),
      );
    }`,
  'every static method and every global is replaced': `
    const names = keys_of(all);
    for (let i = 0; i < names.length; i++) {
      const holder = all[names[i]];
      if (
        holder === all ||
        holder === null ||
        (typeof holder !== 'function' && typeof holder !== 'object')
      )
        continue;
      const members = keys_of(holder);
      for (let k = 0; k < members.length; k++) {
        if (members[k] !== 'name' && describe(holder, members[k]).configurable)
          define(holder, members[k], value(bad));
      }
      define(all, names[i], value(bad));
    }`,
  'every global is gone':
    'const names = keys_of(all); for (let i = 0; i < names.length; i++) remove(all, names[i]);',
  'Object.prototype carries the names that descriptors, options, replies and records have': `
    for (const key of [
      'get',
      'set',
      'value',
      'writable',
      'enumerable',
      'configurable',
      'maxByteLength',
      'transfer',
      'stream',
      'fatal',
      'code',
      'message',
      'status',
      'base64',
      'done',
      'is_live',
      'text',
      'refusal',
      'due',
      'then',
      'toJSON',
      'scheme',
      'host',
      'period_ms',
      'letter',
      'read',
      'index',
      'used',
      'cause',
      'stack',
      'hits',
    ]) {
      define(object_prototype, key, {
        __proto__: null,
        value: 'inherited',
        configurable: true,
      });
    }`,
  'indices of the shared prototypes have accessors that throw': `
    for (let i = 0; i < 40; i++) {
      for (const holder of [array_prototype, object_prototype, string_prototype])
        define(holder, i, { __proto__: null, get: bad, set: bad, configurable: true });
    }`,
  'String.prototype.concat, which this engine calls for template literals, lies':
    'String.prototype.concat = () => "STOLEN";',
  'promises have another then, constructor and species': `
    define(Promise, Symbol.species, { __proto__: null, get: bad });
    define(Promise.prototype, 'then', value(bad));
    define(Promise.prototype, 'constructor', { __proto__: null, get: bad });`,
};
for (const [title, poison] of Object.entries(poisons)) {
  test(`console, timers, coders, calls and the result hold when ${title}`, async () => {
    const { kind, json, stdout, stderr } = await run(`${references}${poison}${exercise}`, {
      grants: 1,
      answer: () => ({ value: { hits: 'two hits' } }),
    });
    assert.equal(kind, 'result', `${json}\n${stderr}`);
    assert.deepEqual(JSON.parse(json), expected_notes);
    assert.ok(
      stdout.startsWith(
        "plain 1 [ 1, [ 2 ] ] { a: { b: 1 } } Map(1) { 1 => { k: 'v' } } Set(2) { 1, 'two' } " +
          '1970-01-01T00:00:00.000Z 5n Symbol(s) ',
      ),
      stdout,
    );
    assert.match(stdout, /it is 5 \{ x: 1 \}\n/);
    assert.match(stderr, /^\[ 1, 2, 3 \]\n/);
  });
}

test('the realm holds no construct that becomes a call on a shared prototype', () => {
  assert.doesNotMatch(realm_source, /\$\{(?!')/, 'template literals call String.prototype.concat');
  assert.doesNotMatch(
    realm_source,
    /\bawait\b|\basync (?!function\* \(\))/,
    'await asks Promise.prototype.constructor',
  );
  // Loops over iterators run at boot, before user code; these are all of them that stand inside
  // something.
  const at_boot = [
    'own_keys(global_object)',
    'listed',
    'groups',
    'own_keys(group)',
    'characters',
    "labels.split(' ')",
  ];
  const iterated = [...realm_source.matchAll(/^ +for \(const \w+ of (.*?)\)(?: |$)/gm)].map(
    (match) => match[1],
  );
  assert.deepEqual(
    iterated.filter((what) => !at_boot.includes(what)),
    [],
  );
});

test('a toJSON on Object.prototype changes the result and nothing of the realm', async () => {
  const poisoned = `
      Object.prototype.toJSON = () => 'forged';
      BigInt.prototype.toJSON = () => 'big';
      String.prototype.toJSON = () => 's';`;
  assert.equal((await run(`${poisoned} return { a: 1 }`)).json, '"forged"');
  assert.equal((await run(`${poisoned} return "text"`)).json, '"text"');
  const failed = await run(`${poisoned} throw new Error("real")`);
  assert.deepEqual([failed.value.name, failed.value.message], ['Error', 'real']);
  const asked = [];
  await run(`${poisoned} await fs.readFile('/a')`, {
    grants: 2,
    answer: (name, fields) => (asked.push(fields), { value: { base64: '' } }),
  });
  assert.deepEqual(asked, [{ path: '/a' }]);
});

test('results are written whole though Array.prototype has index setters', async () => {
  const poisoned = `
    for (let i = 0; i < 9; i++)
      Object.defineProperty(Array.prototype, i, {
        set() {
          globalThis.caught = 1;
          throw new Error('set');
        },
        configurable: true,
      });`;
  assert.equal(
    (
      await run(
        `${poisoned} return {
          a: [1, { b: "x\\n" }, undefined, () => 1, , null], d: new Date(0), n: new Number(3),
          s: Object("q"), u: undefined, [Symbol()]: 1, i: Infinity,
        }`,
      )
    ).json,
    '{"a":[1,{"b":"x\\n"},null,null,null,null],"d":"1970-01-01T00:00:00.000Z",' +
      '"n":3,"s":"q","i":null}',
  );
  for (const [code, reason] of [
    ['const a = {}; a.a = [a]; return a', /circular/],
    ['return [1n]', /BigInt/],
    [
      'let a = []; for (let i = 0; i < 5000; i++) a = Object.assign({}, { a }); return a',
      /deep|stack/,
    ],
  ]) {
    const { kind, value } = await run(`${poisoned} ${code}`);
    assert.equal(kind, 'error');
    assert.match(value.message, reason);
  }
  assert.equal(
    (await run('Object.setPrototypeOf(Array.prototype, { set 0(v) { throw 1 } }); return [[1]]'))
      .json,
    '[[1]]',
  );
});

test('result objects are not shared with the program through getters or setters', async () => {
  assert.deepEqual(
    await value_of(`
      const caught = [];
      for (const key of [
        'task',
        'input',
        'due',
        'callback',
        'resolve',
        'host',
        'pairs',
        '0',
        'constructor_',
      ]) {
        Object.defineProperty(Object.prototype, key, {
          set(v) {
            caught.push(key);
          },
          get() {
            return undefined;
          },
          configurable: true,
        });
      }
      setTimeout(() => {}, 1);
      new URLSearchParams('a=1').append('b', '2');
      console.log(new Map([[1, 2]]));
      structuredClone([1, { a: 1 }]);
      await new Promise((done) => setTimeout(done, 5));
      for (const key of [
        'task',
        'input',
        'due',
        'callback',
        'resolve',
        'host',
        'pairs',
        '0',
        'constructor_',
      ])
        delete Object.prototype[key];
      return caught;`),
    [],
  );
});

test('user callbacks get nothing of the realm as receiver or arguments', async () => {
  assert.deepEqual(
    await value_of(`
    const seen = [];
    const look = function () { 'use strict'; seen.push([this === undefined, arguments.length]); };
    setTimeout(look); queueMicrotask(look); new URLSearchParams('a=1').forEach(look);
    await new Promise((done) => setTimeout(done, 5));
    return seen;`),
    [
      [true, 3],
      [true, 0],
      [true, 0],
    ],
  );
});
