// console: the text of plain values is node's on one line; hostile values print and never fail a
// run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatWithOptions } from 'node:util';
import { RealmEngine, run, stdout_of } from './realm_engine.mjs';

// Argument lists as program text.
const plain = [
  '"text"',
  '"a", "b"',
  '""',
  '"", ""',
  '1',
  '-0',
  '0',
  '1.5e300',
  'NaN',
  '-Infinity',
  '1n',
  '-5n',
  'true',
  'null',
  'undefined',
  'Symbol("s")',
  'Symbol()',
  'Symbol.iterator',
  '',
  '{}',
  '[]',
  '{a: 1}',
  '{a: "x", "b-c": 2, 3: 4, _d: 5, $e: 6, "ä": 7}',
  '{[Symbol("k")]: 1}',
  '[1, "two", [3, [4]]]',
  '[undefined, null, -0, 1n]',
  '{a: {b: {c: {d: {e: {f: 1}}}}}}',
  '[[[[[[1]]]]]]',
  '"it\'s"',
  '["it\'s"]',
  '["say \\"hi\\""]',
  '["it\'s \\"both\\""]',
  '["it\'s \\"all\\" `three`"]',
  '["a\\nb\\t\\\\\\x00\\x1b\\x7f\\x9f"]',
  '["\\ud800"]',
  '["😀"]',
  '{"it\'s": 1}',
  '{"": 1}',
  '{"1a": 1}',
  '[, 1, , , 2, ,]',
  'new Array(3)',
  'Object.assign([1], {x: 2, "-1": 3})',
  'Array.from({length: 101}, (_, i) => i)',
  'Array.from({length: 200}, (_, i) => i)',
  '"x".repeat(20000)',
  '["x".repeat(10001)]',
  '["x".repeat(10050)]',
  'function f() {}',
  '() => {}',
  'class A {}',
  'class B extends Map {}',
  'class extends Array {}',
  'async () => {}',
  'async function g() {}',
  'function* h() {}',
  'async function* i() {}',
  'Math.max',
  'Object.assign(function j() {}, {x: 1})',
  '{f() {}, g: () => {}}',
  'Map',
  'new Date(0)',
  'new Date(NaN)',
  '{d: new Date(0)}',
  '/a\\/b/gi',
  '[/x/]',
  'Object.assign(/x/, {y: 1})',
  'Object.assign(new Date(1), {y: 1})',
  'new Map()',
  'new Map([[1, "a"], [{k: 1}, new Map([[2, 3]])]])',
  'new Set()',
  'new Set([1, "a", {b: 1}, [2]])',
  'Object.assign(new Map([[1, 2]]), {x: 1})',
  'new (class Own extends Map {})([[1, 2]])',
  'new WeakMap()',
  'new WeakSet()',
  'new (class Foo { constructor() { this.a = 1 } })()',
  'new (class Foo {})()',
  'new (class extends Foo {})()'.replace('Foo', 'Object'),
  'Object.create(null)',
  'Object.assign(Object.create(null), {a: 1})',
  'Object.create({a: 1})',
  'Object.create(class Named {}.prototype)',
  '{get a() { return 1 }}',
  '{set a(x) {}}',
  '{get a() { return 1 }, set a(x) {}}',
  'Object.defineProperty({}, "hidden", {value: 1})',
  '{[Symbol.toStringTag]: "Tag", a: 1}',
  'new (class T { get [Symbol.toStringTag]() { return "T" } })()',
  'new Number(5)',
  'new Number(-0)',
  'new String("abc")',
  'new Boolean(true)',
  'Object(1n)',
  'Object(Symbol("x"))',
  'Object.assign(new String("ab"), {x: 1})',
  'new Uint8Array([1, 2, 3])',
  'new Float64Array(2)',
  'new BigInt64Array([1n])',
  'new Uint8Array(150)',
  'new ArrayBuffer(3)',
  'new ArrayBuffer(60)',
  '{a: new Uint8Array(0)}',
  '(() => { const a = {n: 1}; a.self = a; return a })()',
  '(() => { const a = []; a.push(a, [a]); return a })()',
  '(() => { const a = {}, b = {a}; a.b = b; return [a, b] })()',
  '(() => { const m = new Map(); m.set("m", m); return m })()',
  'Math',
  'JSON',
  'Reflect',
  '(function* () {})()',
  '(function () { return arguments })(1, 2)',
  '[new (class X { a = [1] })()]',
  'Object.freeze({a: 1})',
  '[[]]',
  '{a: []}',
  '{a: {}}',
  '{a: {b: {}}}',
  '[null, undefined]',
  '"%s", "a"',
  '"%s and %s", "a"',
  '"%s", "a", "b", {c: 1}',
  '"%d", 42',
  '"%d", "42x"',
  '"%d", 5n',
  '"%d", {}',
  '"%i", 42.9',
  '"%i", "7up"',
  '"%f", "1.50"',
  '"%f", Symbol()',
  '"%j", {a: [1]}',
  '"%j", undefined',
  '"%j", (() => { const a = {}; a.a = a; return a })()',
  '"%O", {a: {b: 1}}',
  '"%%", 1',
  '"100%", 1',
  '"%", 1',
  '"%x", 1',
  '"100%%"',
  '"%s"',
  '"%c", "color: red"',
  '"%s", null',
  '"%s", undefined',
  '"%s", -0',
  '"%s", 12n',
  '"%s", Symbol("q")',
  '"%s", {a: {b: 1}}',
  '"%s", [1, [2]]',
  '"%s", new (class { toString() { return "mine" } })()',
  '"%s", new Date(0)',
  '"%s", "%s", "x"',
  '"%d%%", 50',
  '"a%sb%dc", "X", 1, "rest"',
  '1, "%s", 2',
  '{}, "%s"',
  '"%d", -0',
  '"%i", -0',
  '"%s%s%s", 1, 2',
  '"x", {a: 1}, [2], "y"',
  '"%d", null',
  '"%i", {}',
  '"%f", "x"',
  '"%d", "0x10"',
];

// Node's `compact: true` puts the members of a function, date or regular expression in front of
// their closing brace; its default form, which breaks lines, and ours put them behind. An arguments
// object is shown as the object it is.
const accepted = {
  'Object.assign(function j() {}, {x: 1})': '[Function: j] { x: 1 }',
  'Object.assign(/x/, {y: 1})': '/x/ { y: 1 }',
  'Object.assign(new Date(1), {y: 1})': '1970-01-01T00:00:00.001Z { y: 1 }',
  'Object.assign(new String("ab"), {x: 1})': "[String: 'ab'] { x: 1 }",
  '(function () { return arguments })(1, 2)': "{ '0': 1, '1': 2 }",
};

// Symbols stand in brackets up to node 22, and a buffer's length stands without; later it is the
// other way round. Ours prints the older form.
const as_node_22 = (text) =>
  text.replace(/(?<=[{,] )(Symbol\([^)]*\)):/g, '[$1]:').replace('[byteLength]', 'byteLength');

test('plain values print as in node, on one line', async () => {
  const engine = await RealmEngine.boot();
  engine.begin();
  engine.start(
    `for (const list of ${JSON.stringify(plain)}) {
      (0, eval)('console.log(' + list + ')');
      console.log('\\u0001');
    }`,
  );
  engine.drain();
  const { kind, stdout, json } = engine.outcome();
  assert.equal(kind, 'result', json);
  const lines = stdout.split('\n\u0001\n');
  const wrong = [];
  plain.forEach((list, i) => {
    const expected =
      accepted[list] ??
      as_node_22(
        formatWithOptions(
          { depth: 4, compact: true, breakLength: Infinity },
          ...(0, eval)(`[${list}]`),
        ),
      );
    if (lines[i] !== expected) wrong.push({ list, node: expected, realm: lines[i] });
  });
  assert.deepEqual(wrong, []);
});

test('errors print the frames of the user only, nested ones their title', async () => {
  const text = await stdout_of(`function inner() { return new TypeError('bad'); }
    console.log(inner());
    console.log({ e: inner() });
    console.log(Object.assign(new Error('with'), { code: 7 }));
    console.log(new Error('outer', { cause: new RangeError('inner') }));
    console.log(new AggregateError([new Error('one')], 'many'));
    console.log(new (class Mine extends Error { name = 'Mine' })('m'));`);
  assert.match(
    text,
    /^TypeError: bad\n {4}at inner \(agent.*\)\n {4}at <anonymous> \(.*\)\n\{ e: \[TypeError: bad\] \}\n/,
  );
  assert.match(text, /Error: with\n    at .* \{ code: 7 \}\n/);
  assert.match(text, /Error: outer\n    at .* \{ \[cause\]: \[RangeError: inner\] \}\n/);
  assert.match(text, /AggregateError: many\n    at .* \{ \[errors\]: \[ \[Error: one\] \] \}\n/);
  assert.match(text, /\nMine: m\n    at /);
  assert.doesNotMatch(text, /<realm>|native/);
});

test('the values of the realm itself print short', async () => {
  assert.equal(
    await stdout_of(
      `
        console.log(
          new URL('http://a/b?c=1'),
          new URLSearchParams('a=1&b=2'),
          console,
          new TextDecoder(),
        );`,
    ),
    "URL { href: 'http://a/b?c=1' } URLSearchParams { 'a' => '1', 'b' => '2' } " +
      (await stdout_of('console.log(console)')).trimEnd() +
      ' TextDecoder {}\n',
  );
});

test('streams are as documented', async () => {
  const { stdout, stderr } = await run(`
      console.log(1);
      console.info(2);
      console.debug(3);
      console.dir({ a: 4 });
      console.warn(5);
      console.error(6);
      console.assert(true, 'no');
      console.assert(false, 'seven %d', 7);
      console.assert(false);
      console.trace('eight');`);
  assert.equal(stdout, '1\n2\n3\n{ a: 4 }\n');
  assert.match(
    stderr,
    /^5\n6\nAssertion failed: seven 7\nAssertion failed\nTrace: eight\n {4}at .* \(agent\.js:.*\)\n$/,
  );
});

test('groups indent every line, counters count, timers measure in whole milliseconds', async () => {
  const { stdout, stderr } = await run(`
      console.group('outer');
      console.log('a\\nb');
      console.group();
      console.error('deep');
      console.groupEnd();
      console.groupEnd();
      console.groupEnd();
      console.log('out');
      console.count();
      console.count();
      console.count('x');
      console.countReset();
      console.count();
      console.time('t');
      await new Promise((done) => setTimeout(done, 12.5));
      console.timeLog('t', { a: 1 });
      console.timeEnd('t');
      console.timeEnd('t');`);
  assert.equal(
    stdout,
    'outer\n  a\n  b\nout\ndefault: 1\ndefault: 2\nx: 1\ndefault: 1\nt: 12ms { a: 1 }\nt: 12ms\n',
  );
  assert.equal(stderr, '    deep\nWarning: no such label "t" for console.timeEnd()\n');
});

test('tables list rows, columns and values', async () => {
  assert.equal(
    await stdout_of(
      `
        console.table([{ a: 1, b: 'x' }, { a: 2 }, 5]);
        console.table([[1, 2]], ['1']);
        console.table('text');`,
    ),
    [
      '┌─────────┬───┬─────┬────────┐',
      '│ (index) │ a │ b   │ Values │',
      '├─────────┼───┼─────┼────────┤',
      "│ 0       │ 1 │ 'x' │        │",
      '│ 1       │ 2 │     │        │',
      '│ 2       │   │     │ 5      │',
      '└─────────┴───┴─────┴────────┘',
      '┌─────────┬───┐',
      '│ (index) │ 1 │',
      '├─────────┼───┤',
      '│ 0       │ 2 │',
      '└─────────┴───┘',
      'text',
      '',
    ].join('\n'),
  );
});

test('methods work when taken off the object', async () => {
  assert.equal(
    await stdout_of('const { log, group } = console; group(); log("x"); [1, 2].forEach(log);'),
    '  x\n  1 0 [ 1, 2 ]\n  2 1 [ 1, 2 ]\n',
  );
});

const hostile = {
  'a getter is named, never called': [
    '{ get a() { throw new Error("called") } }',
    '{ a: [Getter] }',
  ],
  'a proxy whose every trap throws': [
    'new Proxy({}, new Proxy({}, { get() { throw new Error("trap") } }))',
    '[Thrown while being shown]',
  ],
  'a revoked proxy': [
    '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()',
    '[Thrown while being shown]',
  ],
  'a hostile member leaves the others': [
    '{ a: 1, b: new Proxy({}, { ownKeys() { throw 1 } }), c: 2 }',
    '{ a: 1, b: [Thrown while being shown], c: 2 }',
  ],
  'an error whose message throws': [
    'Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })',
    /^Error\n    at /,
  ],
  'an error whose stack is a getter': [
    'Object.defineProperty(new Error("x"), "stack", { get() { throw 1 } })',
    '[Error: x]',
  ],
  'a constructor that is a getter': ['Object.create({ get constructor() { throw 1 } })', '{}'],
  'a function whose name is an object': [
    'Object.defineProperty(function f() {}, "name", { value: {} })',
    '[Function (anonymous)]',
  ],
  'a sparse array of four thousand million': [
    'Object.assign([], { 4294967294: 1 })',
    '[ <4294967294 empty items>, 1 ]',
  ],
  'an array that lies about its length': [
    'new Proxy([1], { get(t, k) { return k === "length" ? 3 : t[k] } })',
    '[ 1, <2 empty items> ]',
  ],
  'a chain of proxies without end': [
    '(() => { const make = () => new Proxy({}, { getPrototypeOf: make }); return make() })()',
    '[Object: null prototype] {}',
  ],
  'a Map whose methods are replaced': [
    `
      Object.defineProperties(new Map([[1, 2]]), {
        forEach: { value: 1, enumerable: true },
        size: { value: 3 },
      })`,
    'Map(1) { 1 => 2, forEach: 1 }',
  ],
  'a date that is none': ['Object.create(Date.prototype)', 'Date {}'],
  'toString that throws, by %s': ['"%s", { toString() { throw 1 } }', '[Thrown]'],
  'valueOf that throws, by %d': ['"%d", { valueOf() { throw 1 } }', '[Thrown]'],
  'toJSON that throws, by %j': ['"%j", { toJSON() { throw 1 } }', '[Thrown]'],
  'recursion in a getter of a prototype': ['Object.create({ get x() { return this.x } })', '{}'],
};
for (const [title, [program, expected]] of Object.entries(hostile)) {
  test(`prints ${title}`, async () => {
    const text = (await stdout_of(`console.log(${program}); console.log('after');`)).split(
      '\nafter\n',
    )[0];
    if (expected instanceof RegExp) assert.match(text, expected);
    else assert.equal(text, expected);
  });
}

test('a value nested deeper than the stack prints up to the depth shown', async () => {
  assert.equal(
    await stdout_of('let a = {}; for (let i = 0; i < 1e5; i++) a = { a }; console.log(a);'),
    '{ a: { a: { a: { a: { a: [Object] } } } } }\n',
  );
});

test('printing when the stack is nearly used up does not break the run', async () => {
  const { kind, value } = await run(
    `
      let depth = 0;
      const dig = () => {
        depth++;
        console.log({ a: [1] });
        dig();
      };
      try {
        dig();
      } catch (e) {
        return e.name;
      }`,
  );
  assert.deepEqual([kind, value], ['result', 'RangeError']);
});

test('a hundred entries of a hundred entries stop at the bound of the text', async () => {
  const text = await stdout_of(`
      const wide = (depth) =>
        depth === 0 ? 'leaf leaf leaf leaf' : Array.from({ length: 90 }, () => wide(depth - 1));
      const one = wide(1),
        two = Array(90).fill(one),
        three = Array(90).fill(two),
        four = Array(90).fill(three);
      console.log(four);`);
  assert.ok(text.length > 200000 && text.length < 600000, String(text.length));
  assert.match(text, /more items/);
});
