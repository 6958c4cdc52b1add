// memory, fs and fetch: what goes to the host, what comes back, and how wrong calls are refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealmEngine, run, value_of } from './realm_engine.mjs';

const base64 = (text) => Buffer.from(text).toString('base64');

// Runs `code` with one answer for every call; returns the value and the calls as the host saw them.
async function with_answer(code, grants, reply) {
  const calls = [];
  const value = await value_of(code, {
    grants,
    answer: (name, fields) => {
      calls.push([name, fields]);
      return typeof reply === 'function' ? reply(name, fields) : { value: reply };
    },
  });
  return { value, calls };
}

test('a memory call sends the argument object and resolves to the structured content', async () => {
  const { value, calls } = await with_answer(
    'return memory.query_memory({ query: "q", limit: 3 })',
    1,
    { hits: [1, 2] },
  );
  assert.deepEqual(value, { hits: [1, 2] });
  assert.deepEqual(calls, [['memory.query_memory', { query: 'q', limit: 3 }]]);
});

test('memory has the tools of the configuration; no argument means an empty object', async () => {
  const { value, calls } = await with_answer(
    'await memory.get_episode(); return Object.keys(memory)',
    1,
    {},
  );
  assert.deepEqual(value, ['create_episode', 'get_episode', 'query_memory']);
  assert.deepEqual(calls, [['memory.get_episode', {}]]);
});

for (const argument of [
  '"text"',
  '5',
  'null',
  '[1]',
  '() => 1',
  'Symbol()',
  '1n',
  '{ toJSON() { return 5 } }',
  '{ toJSON() { return [1] } }',
]) {
  test(`memory refuses ${argument} with a TypeError that says what it wants`, async () => {
    const { value } = await run(`await memory.query_memory(${argument})`, { grants: 1 });
    assert.equal(value.name, 'TypeError');
    assert.match(
      value.message,
      /^memory\.query_memory: the argument must be an object of the tool's fields, got /,
    );
  });
}

test('an argument that cannot be written as JSON rejects with the reason', async () => {
  assert.equal(
    (await run('await memory.query_memory({ a: 1n })', { grants: 1 })).value.name,
    'TypeError',
  );
  assert.match(
    (await run('const a = {}; a.a = a; await memory.query_memory(a)', { grants: 1 })).value.message,
    /circular/,
  );
});

test('a tool error is an Error with code, message and the name of its kind', async () => {
  const refuse = () => ({ error: { code: 'denied', message: 'memory is read-only here' } });
  for (const [call, name, grants] of [
    ['memory.create_episode({})', 'MemoryError', 1],
    ['fs.readFile("a")', 'FileSystemError', 2],
    ['fetch("http://a")', 'FetchError', 4],
  ]) {
    const message = `${call.slice(0, call.indexOf('('))}: memory is read-only here`;
    const { value } = await with_answer(
      `try { await ${call} } catch (e) {
        return [e instanceof Error, e.name, e.code, e.message, Object.keys(e), typeof e.stack];
      }`,
      grants,
      refuse,
    );
    assert.deepEqual(value, [true, name, 'denied', message, ['code'], 'string']);
  }
  const { value } = await run('await memory.create_episode({})', { grants: 1, answer: refuse });
  const message = 'memory.create_episode: memory is read-only here';
  assert.deepEqual([value.name, value.message], ['MemoryError', message]);
  assert.match(value.stack, /agent|script|<eval>/);
});

test('answers reach their calls in any order, and the outstanding ones are counted', async () => {
  const engine = await RealmEngine.boot();
  engine.begin(null, 1);
  engine.start('return Promise.all([1, 2, 3].map((n) => memory.query_memory({ n })))');
  const [a, b, c] = engine.calls.map(({ id }) => id);
  assert.equal(engine.call('settle', b, true, '"second"'), 2);
  assert.equal(engine.call('settle', b, true, '"again"'), 2);
  assert.equal(engine.call('settle', 999, true, '"unknown"'), 2);
  assert.equal(engine.call('settle', c, true, '"third"'), 1);
  assert.equal(engine.call('settle', a, true, '"first"'), 0);
  engine.calls = [];
  engine.drain();
  assert.deepEqual(engine.outcome().value, ['first', 'second', 'third']);
});

test('an answer that is not JSON rejects its call instead of failing the host', async () => {
  const engine = await RealmEngine.boot();
  engine.begin(null, 1);
  engine.start('try { await memory.query_memory({}) } catch (error) { return error.name }');
  assert.equal(engine.call('settle', engine.calls[0].id, true, '{broken'), 0);
  engine.calls = [];
  engine.drain();
  assert.equal(engine.outcome().value, 'SyntaxError');
});

test('a host that throws on a call rejects it', async () => {
  const engine = await RealmEngine.boot();
  engine.begin(null, 1);
  engine.calls = {
    push() {
      throw new Error('too many calls');
    },
  };
  engine.start('try { await memory.query_memory({}) } catch (error) { return error.message }');
  engine.calls = [];
  engine.drain();
  assert.match(engine.outcome().value, /too many calls/);
});

test('files are read as bytes or text and written from every kind of data', async () => {
  const contents = base64('\ufeffaä\0');
  const { value, calls } = await with_answer(
    `
      const bytes = await fs.readFile('/d/a');
      const texts = [
        await fs.readFile('/d/a', 'utf8'),
        await fs.readFile('/d/a', { encoding: 'UTF-8' }),
      ];
      await fs.writeFile('/d/b', 'ä');
      await fs.writeFile('/d/b', new Uint8Array([0, 255, 1]).subarray(1));
      await fs.appendFile('/d/b', new Uint8Array([7]).buffer);
      return [
        bytes.constructor === Uint8Array,
        [...bytes],
        texts,
        await fs.mkdir('/d/c', { recursive: true }),
        (await fs.rm('/d/c')) === undefined,
      ];`,
    2,
    (name) => ({ value: name === 'fs.readFile' ? { base64: contents } : null }),
  );
  assert.deepEqual(value, [
    true,
    [0xef, 0xbb, 0xbf, 97, 0xc3, 0xa4, 0],
    ['aä\0', 'aä\0'],
    null,
    true,
  ]);
  assert.deepEqual(calls.slice(3), [
    ['fs.writeFile', { path: '/d/b', text: 'ä' }],
    ['fs.writeFile', { path: '/d/b', base64: '/wE=' }],
    ['fs.appendFile', { path: '/d/b', base64: 'Bw==' }],
    ['fs.mkdir', { path: '/d/c', recursive: true }],
    ['fs.rm', { path: '/d/c' }],
  ]);
});

test('readdir, stat and exists give what the host answers', async () => {
  const answers = {
    'fs.readdir': { names: ['a', 'b'] },
    'fs.stat': { size: 3, is_file: true, is_directory: false, mtime_ms: 5 },
    'fs.exists': { exists: false },
  };
  const { value } = await with_answer(
    'return [await fs.readdir("/d"), await fs.stat("/d/a"), await fs.exists("/x")]',
    2,
    (name) => ({ value: answers[name] }),
  );
  const stat = { size: 3, isFile: true, isDirectory: false, mtime_ms: 5 };
  assert.deepEqual(value, [['a', 'b'], stat, false]);
});

test('names that readdir leaves out are counted on stderr', async () => {
  const { stderr } = await run('return fs.readdir("/d")', {
    grants: 2,
    answer: () => ({ value: { names: [], omitted_not_utf8: 2 } }),
  });
  assert.equal(stderr, 'fs.readdir: 2 names that are not UTF-8 are left out\n');
});

test('half a surrogate pair in memory arguments travels as U+FFFD', async () => {
  const { calls } = await with_answer(
    `await memory.query_memory({ a: 'x\\ud800', '\\udfff': ['\\\\ud800\\n\\ud83c\\udf0d'] })`,
    1,
    {},
  );
  assert.deepEqual(calls[0][1], { a: 'x\ufffd', '\ufffd': ['\\ud800\n\ud83c\udf0d'] });
});

test('what has no JSON form names the tool it was meant for', async () => {
  const { value } = await run('await memory.query_memory({ limit: 1n })', { grants: 1 });
  assert.equal(value.name, 'TypeError');
  assert.match(value.message, /^memory\.query_memory: .* cannot be written as JSON .*BigInt/);
});

for (const [call, message] of [
  ['fs.readFile(5)', /^fs\.readFile: the path must be a non-empty string, got number$/],
  ['fs.stat("")', /got an empty one$/],
  ['fs.rm("a\\0b")', /NUL/],
  ['fs.readFile("a", "latin1")', /^fs\.readFile: the encoding must be "utf8", got 'latin1'/],
  ['fs.writeFile("a", { x: 1 })', /^fs\.writeFile: the data must be a string.*JSON\.stringify$/],
  ['fs.writeFile("a")', /got undefined/],
]) {
  test(`fs refuses ${call}`, async () => {
    const { value } = await run(`await ${call}`, { grants: 2 });
    assert.equal(value.name, 'TypeError');
    assert.match(value.message, message);
  });
}

const reply = {
  status: 201,
  status_text: 'Created',
  url: 'http://a.example/final',
  headers: [
    ['Content-Type', 'application/json'],
    ['X-Two', '1'],
    ['x-two', '2'],
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ],
  body_base64: base64('{"a":"ä"}'),
};

test('fetch sends method, normal headers and body, and answers as a response', async () => {
  const { value, calls } = await with_answer(
    `
      const r = await fetch(new URL('/p?q=ä#frag', 'http://a.example'), {
        method: 'post',
        headers: { 'X-B': ' 2 ', 'x-a': '1' },
        body: 'ä',
      });
      const seen = [];
      r.headers.forEach((value, name) => seen.push(name + ':' + value));
      return [
        r.status,
        r.statusText,
        r.ok,
        r.url,
        r.headers.get('CONTENT-TYPE'),
        r.headers.get('x-two'),
        r.headers.get('none'),
        r.headers.has('X-Two'),
        [...r.headers.entries()].length,
        r.headers.getSetCookie(),
        seen,
        r.bodyUsed,
        await r.json(),
        r.bodyUsed,
        await r.text().catch((error) => error.name),
      ];`,
    4,
    reply,
  );
  assert.deepEqual(calls, [
    [
      'fetch',
      {
        url: 'http://a.example/p?q=%C3%A4',
        method: 'POST',
        headers: [
          ['x-a', '1'],
          ['x-b', '2'],
          ['content-type', 'text/plain;charset=UTF-8'],
        ],
        body_base64: base64('ä'),
      },
    ],
  ]);
  assert.deepEqual(value, [
    201,
    'Created',
    true,
    'http://a.example/final',
    'application/json',
    '1, 2',
    null,
    true,
    4,
    ['a=1', 'b=2'],
    ['content-type:application/json', 'set-cookie:a=1', 'set-cookie:b=2', 'x-two:1, 2'],
    false,
    { a: 'ä' },
    true,
    'TypeError',
  ]);
});

test('a response gives text, bytes and a buffer', async () => {
  const { value } = await with_answer(
    `
      const get = () => fetch('http://a');
      return [
        await (await get()).text(),
        [...(await (await get()).bytes())].length,
        (await (await get()).arrayBuffer()).byteLength,
        await (await get()).json().then((v) => v.a),
      ];`,
    4,
    reply,
  );
  assert.deepEqual(value, ['{"a":"ä"}', 10, 10, 'ä']);
});

test('bodies of every kind carry their content type unless one is given', async () => {
  const { calls } = await with_answer(
    `
      await fetch('http://a', { method: 'POST', body: new URLSearchParams({ k: 'v ä' }) });
      await fetch('http://a', { method: 'POST', body: new Uint8Array([1, 2]) });
      await fetch('http://a', {
        method: 'PUT',
        body: '{}',
        headers: [['Content-Type', 'application/json']],
      });
      const r = await fetch('http://a');
      await fetch('http://a', { headers: r.headers });`,
    4,
    reply,
  );
  assert.deepEqual(
    calls.map(([, { headers, body_base64 }]) => [
      Object.fromEntries(headers)['content-type'],
      body_base64,
    ]),
    [
      ['application/x-www-form-urlencoded;charset=UTF-8', base64('k=v+%C3%A4')],
      [undefined, 'AQI='],
      ['application/json', base64('{}')],
      [undefined, undefined],
      ['application/json', undefined],
    ],
  );
});

test('the headers of a response can be passed on, without those of its own way', async () => {
  const { calls } = await with_answer(
    'const r = await fetch("http://a"); await fetch("http://a", { headers: r.headers })',
    4,
    {
      ...reply,
      headers: [
        ['Connection', 'close'],
        ['Content-Length', '5'],
        ['Proxy-Status', 'x'],
        ['X-Kept', '1'],
      ],
    },
  );
  assert.deepEqual(calls[1][1].headers, [['x-kept', '1']]);
});

for (const [call, message] of [
  ['fetch()', /1 argument required/],
  ['fetch("no url")', /^Invalid URL: 'no url'$/],
  ['fetch("http://u:p@a")', /user name or password/],
  ['fetch("http://a", { body: "x" })', /a GET request cannot have a body/],
  ['fetch("http://a", { method: "CONNECT" })', /not a method to use/],
  ['fetch("http://a", { method: "a b" })', /not a method to use/],
  ['fetch("http://a", { method: "POST", body: { a: 1 } })', /JSON\.stringify/],
  ['fetch("http://a", { headers: { "a b": "1" } })', /not a header name/],
  ['fetch("http://a", { headers: { a: "1\\r\\nb: 2" } })', /character that no header may have/],
  ['fetch("http://a", { headers: { a: "ā" } })', /character that no header may have/],
  ['fetch("http://a", { signal: {} })', /time limit/],
  ['fetch("http://a", { redirect: "manual" })', /"follow"/],
  ['fetch("http://a", 5)', /must be an object/],
  ['fetch("http://a", { headers: "a: b" })', /must be an object/],
]) {
  test(`fetch refuses ${call} before the host hears of it`, async () => {
    const { value } = await run(`await ${call}`, { grants: 4 });
    assert.equal(value.name, 'TypeError');
    assert.match(value.message, message);
  });
}

test('calls reject instead of throwing, so that one catch covers both', async () => {
  assert.deepEqual(
    await value_of(
      `
    const calls = [memory.query_memory(5), fs.readFile(5), fetch('bad')];
    return Promise.all(calls.map((call) => call.then(() => 'ok', (error) => error.name)));`,
      { grants: 7 },
    ),
    ['TypeError', 'TypeError', 'TypeError'],
  );
});

test('random values fill every integer array, differ, and keep to the quota', async () => {
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
      const filled = [Int8Array, Uint16Array, BigUint64Array, Uint8ClampedArray].map((type) => {
        const a = new type(64);
        return crypto.getRandomValues(a) === a && new Set(a).size > 10;
      });
      const part = new Uint8Array(20);
      crypto.getRandomValues(part.subarray(5, 10));
      return [
        filled,
        part.slice(0, 5).every((b) => b === 0) &&
          part.slice(10).every((b) => b === 0) &&
          part.slice(5, 10).some((b) => b !== 0),
        names(() => crypto.getRandomValues(new Uint8Array(65536))),
        names(() => crypto.getRandomValues(new Uint8Array(65537))),
        names(() => crypto.getRandomValues(new Float32Array(1))),
        names(() => crypto.getRandomValues([1])),
        crypto.randomUUID() !== crypto.randomUUID(),
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(
          crypto.randomUUID(),
        ),
      ];`),
    [
      [true, true, true, true],
      true,
      'ran',
      'QuotaExceededError',
      'TypeMismatchError',
      'TypeMismatchError',
      true,
      true,
    ],
  );
});

test('random bytes are the numbers of the host, all four bytes of each', async () => {
  const engine = await RealmEngine.boot({ random: () => 0xfedcba98 });
  engine.begin();
  engine.start('return [...crypto.getRandomValues(new Uint8Array(6))]');
  engine.drain();
  assert.deepEqual(engine.outcome().value, [0x98, 0xba, 0xdc, 0xfe, 0x98, 0xba]);
});
