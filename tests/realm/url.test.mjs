// URL and URLSearchParams against node's, over inputs from the standard's corners. Where they
// differ the reason stands here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, unexplained } from './differential.mjs';
import { run, value_of } from './realm_engine.mjs';
import { generated_cases, url_cases } from './url_inputs.mjs';

const see_url = `
  ([input, base]) => {
    const u = base === undefined ? new URL(input) : new URL(input, base);
    return [
      u.href,
      u.origin,
      u.protocol,
      u.username,
      u.password,
      u.host,
      u.hostname,
      u.port,
      u.pathname,
      u.search,
      u.hash,
      [...u.searchParams].map(String),
      String(u),
      JSON.stringify(u),
      URL.canParse(input, base),
    ];
  }`;

const without_caret_coding = (seen) =>
  JSON.stringify(seen).replaceAll('%5E', '^').replaceAll('|', '');
const accepted = [
  {
    reason:
      'the standard has percent-encoded ^ in paths since 2024; the URL library of node 20 does not',
    covers: ({ node, realm }) => without_caret_coding(node) === without_caret_coding(realm),
  },
  {
    reason: 'the last space of an opaque path is %20 since 2025; node 20 keeps it',
    covers: ({ input, node, realm }) =>
      /^[a-z]+:[^/]* [?#]/.test(input[0]) &&
      typeof realm !== 'string' &&
      JSON.stringify(node).replaceAll(' ', '%20') === JSON.stringify(realm).replaceAll(' ', '%20'),
  },
  {
    reason: 'node 20 loses the path of "/.." on foo:; the standard leaves one slash',
    covers: ({ input, node, realm }) =>
      input[1]?.startsWith('foo:') && /\.\.?$/.test(input[0]) && node[0] + '/' === realm[0],
  },
  {
    reason: 'node 20 resolves "x#y" against an opaque base; the standard lets only "#…" do so',
    covers: ({ input, realm }) =>
      /^(mailto|data):/.test(input[1] ?? '') &&
      input[0].includes('#') &&
      realm === 'threw TypeError',
  },
  {
    reason:
      "an xn-- label that decodes to nothing, to ASCII alone or not at all is invalid; node takes it",
    covers: ({ input, realm }) => /xn--[a-z0-9]*-?(\.com)?$/.test(input[0]) && realm === 'threw TypeError',
  },
];

test('every hand-written URL has the parts node gives it', async () => {
  const cases = url_cases();
  assert.ok(cases.length >= 300);
  assert.deepEqual(unexplained(await differences(see_url, cases), accepted), []);
});

test('four thousand URLs made of nasty pieces have the parts node gives them', async () => {
  for (const seed of [1, 2]) {
    assert.deepEqual(
      unexplained(await differences(see_url, generated_cases(2000, seed)), accepted),
      [],
    );
  }
});

const setter_values = {
  protocol: [
    'https',
    'https:',
    'ftp:x',
    'foo',
    'file',
    'ws:',
    'HTTP',
    '1a',
    '',
    'b c',
    'wss',
    'http:',
  ],
  username: ['', 'a', 'a:b@/', 'ä', ' '],
  password: ['', 'a', 'a:b@/', 'ä', ' '],
  host: [
    '',
    'x',
    'x:1',
    'x:',
    ':1',
    'x:99999',
    'x/y',
    'x?y',
    'x#y',
    'x\\y',
    '[::1]:2',
    '1.2',
    'a b',
    'x:1a',
    'x@y',
    'ä.de',
    'x:443',
    '[1',
    'localhost',
    'x\t',
  ],
  hostname: [
    '',
    'x',
    'x:1',
    ':1',
    'x/y',
    'x?y',
    'x#y',
    'x\\y',
    '[::1]',
    '1.2',
    'a b',
    'x@y',
    'localhost',
    'C|',
  ],
  port: [
    '',
    '1',
    '80',
    '443',
    '65536',
    '1x',
    'x',
    '-1',
    ' 1',
    '0080',
    '1/2',
    '1\\2',
    '99999x',
    '\t8',
  ],
  pathname: [
    '',
    '/',
    'x',
    '/x/../y',
    '..',
    '?#',
    'a b',
    '\\x',
    '/C|/x',
    'ä',
    '//x',
    '//x/..',
    '/%2e%2e/x',
    'C:',
  ],
  search: ['', '?', 'x', '?x', '??x', 'a#b', '\'"<>', 'ä', '#', 'a=1&b=2'],
  hash: ['', '#', 'x', '#x', '##x', '`"<>', 'ä', ' '],
  href: ['http://new/x', 'bad', '', 'foo:bar'],
};
const setter_urls = [
  'http://u:p@a:81/b/c?d#e',
  'https://a/',
  'http://a',
  'file:///a/b',
  'file://h/C:/x',
  'foo://a/b',
  'foo://a:1',
  'foo:///x',
  'foo:/x',
  'foo:x',
  'mailto:a@b',
  'foo://u@a/',
  'ws://a:443/',
  'http://[::1]:8080/',
  'data:x?y',
  'foo:/.//x',
  'blob:http://a/',
];

const is_foo = ([url]) => url.startsWith('foo:');
const setter_accepted = [
  {
    reason: 'node 20 drops the port of a host that foo: gains, and lets ":1" empty it',
    covers: ({ input }) => is_foo(input) && input[1] === 'host' && /^[^/]*:\d/.test(input[2]),
  },
  {
    reason:
      'node 20 loses the path ".." of a URL that is not special; the standard leaves one slash',
    covers: ({ input, node, realm }) =>
      is_foo(input) && input[1] === 'pathname' && node[0] + '/' === realm[0],
  },
  {
    reason:
      'an empty host set on a path-only URL is an empty host in the standard; node 20 ignores it',
    covers: ({ input, realm }) =>
      input[0] === 'foo:/x' && input[2] === '' && realm[0] === 'foo:///x',
  },
];

test('every setter leaves the URL that node is left with', async () => {
  const cases = [];
  for (const url of setter_urls) {
    for (const [name, values] of Object.entries(setter_values))
      for (const value of values) cases.push([url, name, value]);
  }
  const found = await differences(
    `([url, name, value]) => {
    const u = new URL(url);
    const params = u.searchParams;
    u[name] = value;
    return [u.href, u.host, u.pathname, [...params].map(String)];
  }`,
    cases,
  );
  assert.deepEqual(unexplained(found, setter_accepted), []);
});

const queries = [
  '',
  '?',
  '?a',
  'a=b',
  'a=b&a=c&b=',
  '&&a&&=b&=',
  'a==b',
  'a%20b=c+d',
  '%zz=%',
  '%E4=%C3%A4',
  'a=%F0%9F%98%80',
  'ä=😀',
  'a=\ud800',
  '+=+',
  '%2B=%26',
  'a&b&c',
  '\ufeffa=1',
  'a=\0',
  "~!*()'-._=x",
  'z=1&a=2&z=0&\u{1f600}=1&\uffff=2',
  '?a=1#b',
  'a;b',
  '%EF%BB%BFx=1',
  '%00',
  'a=%e2%82',
];
test('URLSearchParams reads, edits, sorts and writes as node does', async () => {
  const found = await differences(
    `
      (query) => {
        const p = new URLSearchParams(query);
        const seen = [
          String(p),
          p.size,
          [...p.keys()],
          [...p.values()],
          p.get('a'),
          p.getAll('a'),
          p.has('a'),
          p.has('a', 'b'),
        ];
        p.append('n ä', '1&2');
        p.set('a', 'set');
        seen.push(String(p));
        p.sort();
        seen.push(String(p));
        p.delete('a', 'x');
        p.delete('n ä', '1&2');
        seen.push(String(p));
        p.delete('a');
        seen.push(String(p));
        p.forEach((value, key, all) => seen.push(value + key + (all === p)));
        return seen;
      }`,
    queries,
  );
  assert.deepEqual(found, []);
});

test('URLSearchParams is made from the same things as in node', async () => {
  const makers = [
    'undefined',
    'null',
    '5',
    '[["a","b"],["c","d"]]',
    '{a: 1, b: [2,3]}',
    'new Map([["a", 1]])',
    'new URLSearchParams("x=1&y=2")',
    '[["a"]]',
    '[["a","b","c"]]',
    '["ab"]',
    '[1]',
    '{[Symbol.iterator]: 1}',
    'Symbol()',
    '{"\\ud800": "\\udfff"}',
    'function* () { yield ["g", "h"] }()',
    '{}',
    '[]',
    '"?a=b"',
    'new String("a=b")',
    '{[Symbol("s")]: 1}',
  ];
  const found = await differences(
    '(maker) => String(new URLSearchParams((0, eval)("(" + maker + ")")))',
    makers,
  );
  const null_is_nothing = {
    reason: 'null is the text "null" in the standard; node takes it for no argument',
    covers: ({ input, realm }) => input === 'null' && realm === 'null=',
  };
  assert.deepEqual(unexplained(found, [null_is_nothing]), []);
});

test('search parameters and their URL follow each other', async () => {
  assert.deepEqual(
    await value_of(`
      const u = new URL('http://a/?x=1#h');
      const p = u.searchParams;
      p.append('y', 'ä ');
      const one = u.href;
      u.search = '?z=9';
      const two = [...p].join();
      p.delete('z');
      const three = u.href;
      u.href = 'http://b/?q=w';
      const iterator = p[Symbol.iterator]();
      const first = iterator.next().value;
      p.append('late', '1');
      return [
        one,
        two,
        three,
        p.get('q'),
        u.searchParams === p,
        first,
        iterator.next().value,
        iterator.next().done,
      ];`),
    ['http://a/?x=1&y=%C3%A4+#h', 'z,9', 'http://a/#h', 'w', true, ['q', 'w'], ['late', '1'], true],
  );
});

test('an invalid URL is a TypeError that shows the text', async () => {
  const { kind, value } = await run('new URL("no url")');
  assert.equal(kind, 'error');
  assert.equal(value.name, 'TypeError');
  assert.match(value.message, /^Invalid URL: 'no url'$/);
});

test('URL.parse and URL.canParse answer without throwing', async () => {
  assert.deepEqual(
    await value_of(
      `return [URL.parse('x'), URL.parse('x', 'http://a/b').href,
        URL.canParse('x'), URL.canParse('http://a')]`,
    ),
    [null, 'http://a/x', false, true],
  );
});

test('a label with an invalid Punycode form is refused and a valid one kept', async () => {
  assert.deepEqual(
    await value_of(`return ['http://xn--bcher-kva.ch', 'http://xn--99999999999.ch',
      'http://xn--ber-goa.com']
    .map((text) => URL.parse(text)?.hostname ?? null)`),
    ['xn--bcher-kva.ch', null, 'xn--ber-goa.com'],
  );
});
