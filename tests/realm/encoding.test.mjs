// TextEncoder, TextDecoder, atob and btoa against node's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from './differential.mjs';
import { run, value_of } from './realm_engine.mjs';

// Byte sequences around every boundary of UTF-8: lengths, overlong forms, surrogates, the last code
// point, cut ends.
const utf8_bytes = [
  [],
  [0x41],
  [0x00],
  [0x7f],
  [0x80],
  [0xbf],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc2, 0x80],
  [0xc2],
  [0xc3, 0xa4],
  [0xdf, 0xbf],
  [0xe0, 0x80, 0x80],
  [0xe0, 0x9f, 0xbf],
  [0xe0, 0xa0, 0x80],
  [0xe2, 0x82, 0xac],
  [0xe2, 0x82],
  [0xe2],
  [0xe2, 0x41],
  [0xe2, 0x82, 0x41],
  [0xed, 0x9f, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xee, 0x80, 0x80],
  [0xef, 0xbf, 0xbd],
  [0xef, 0xbf, 0xbf],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xf0, 0x90, 0x80, 0x80],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x9f],
  [0xf0],
  [0xf0, 0x9f, 0x41],
  [0xf0, 0x9f, 0x98, 0x41],
  [0xf4, 0x8f, 0xbf, 0xbf],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xfe],
  [0xff],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0xef, 0xbb, 0xbf, 0x41],
  [0x41, 0xef, 0xbb, 0xbf],
  [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf],
  [0xef, 0xbb],
  [0x25, 0x34, 0x31],
  [0x2b, 0x20],
  [0x41, 0xff, 0x42, 0xc3, 0xa4, 0xe2, 0x28, 0xa1],
];
const labels = ['utf-8', 'utf-16le', 'utf-16be'];
const flags = [{}, { fatal: true }, { ignoreBOM: true }, { fatal: true, ignoreBOM: true }];

test('every byte sequence decodes as in node, for every encoding and flag', async () => {
  const cases = [];
  for (const bytes of utf8_bytes)
    for (const label of labels) for (const flag of flags) cases.push([bytes, label, flag]);
  const found = await differences(
    '([bytes, label, flag]) => new TextDecoder(label, flag).decode(new Uint8Array(bytes))',
    cases,
  );
  assert.deepEqual(found, []);
});

// Not against node: node 20 decodes latin1 as ISO-8859-1 and takes a first 0xff for a mark.
test('latin1 is windows-1252 as the standard has it, byte for byte', async () => {
  const high = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const expected = all.map((byte) =>
    byte >= 0x80 && byte <= 0x9f ? high[byte - 0x80] : String.fromCharCode(byte),
  );
  for (const flag of flags) {
    assert.equal(
      await value_of(
        'return new TextDecoder("latin1", input).decode(new Uint8Array(256).map((_, i) => i))',
        { input: flag },
      ),
      expected.join(''),
    );
  }
});

test('a stream cut after any byte decodes as in node', async () => {
  const texts = ['aäb€c😀d', '\ufeffaä', '\ufeff😀', 'ä'];
  const cases = [];
  for (const label of ['utf-8', 'utf-16le', 'utf-16be']) {
    for (const text of texts) {
      const bytes = label === 'utf-8' ? [...Buffer.from(text)] : [...Buffer.from(text, 'utf16le')];
      if (label === 'utf-16be')
        for (let i = 0; i < bytes.length; i += 2) bytes.splice(i, 2, bytes[i + 1], bytes[i]);
      for (let cut = 0; cut <= bytes.length; cut++)
        for (const end of [bytes.length, bytes.length - 1])
          cases.push([label, bytes.slice(0, end), cut]);
    }
  }
  cases.push(
    ['utf-8', [0xe2, 0x28, 0xa1, 0xf0, 0x9f, 0x41], 1],
    ['utf-8', [0xe2, 0x28, 0xa1, 0xf0, 0x9f, 0x41], 5],
  );
  const found = await differences(
    `
      ([label, bytes, cut]) => {
        const one = new TextDecoder(label);
        const seen = [one.decode(new Uint8Array(bytes.slice(0, cut)), { stream: true })];
        for (const byte of bytes.slice(cut))
          seen.push(one.decode(new Uint8Array([byte]), { stream: true }));
        return [
          seen.join('|'),
          one.decode(),
          one.decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x41])),
        ];
      }`,
    cases,
  );
  assert.deepEqual(found, []);
});

test('a fatal stream fails on what is cut off at its end and then starts anew', async () => {
  const found = await differences(
    `
      (bytes) => {
        const one = new TextDecoder('utf-8', { fatal: true });
        const seen = [];
        const decode = (...values) => {
          try {
            seen.push(one.decode(...values));
          } catch (error) {
            seen.push(error.name);
          }
        };
        decode(new Uint8Array(bytes), { stream: true });
        decode();
        decode(new Uint8Array([0x41]));
        return seen;
      }`,
    [[0xe2, 0x82], [0xe2, 0x82, 0xac], [0xff], [0x41, 0xf0]],
  );
  assert.deepEqual(found, []);
});

test('long texts survive with characters across every piece boundary', async () => {
  assert.equal(
    await value_of(`
      for (const unit of ['a', 'ä', '€', '😀'])
        for (let shift = 0; shift < 4; shift++) {
          const text = 'x'.repeat(49150 + shift) + unit.repeat(30000);
          if (new TextDecoder().decode(new TextEncoder().encode(text)) !== text)
            return unit + shift;
        }
      const broken = new Uint8Array(200000).fill(0x80);
      const decoded = new TextDecoder().decode(broken);
      return decoded.length === 200000 && decoded === '\\ufffd'.repeat(200000)
        ? 'same'
        : decoded.length;`),
    'same',
  );
});

test('encoders agree with node, lone surrogates and short destinations included', async () => {
  const texts = [
    '',
    'a',
    'ä€😀',
    '\ud800',
    '\udc00x',
    'a\ud83d',
    '\ude00\ud83d',
    '\0',
    '%41',
    '\uffff\ufeff',
  ];
  assert.deepEqual(await differences('(text) => [...new TextEncoder().encode(text)]', texts), []);
  const cases = texts.flatMap((text) => [0, 1, 2, 3, 4, 5, 12].map((room) => [text, room]));
  assert.deepEqual(
    await differences(
      `([text, room]) => {
    const bytes = new Uint8Array(room);
    return [new TextEncoder().encodeInto(text, bytes), [...bytes]];
  }`,
      cases,
    ),
    [],
  );
});

test('labels are those of the standard for the encodings there are', async () => {
  const found = await differences('(label) => new TextDecoder(label).encoding', [
    'utf8',
    ' UTF-8\n',
    'Unicode-1-1-UTF-8',
    'ascii',
    'latin1',
    'iso-8859-1',
    'cp1252',
    'utf-16',
    'ucs-2',
    'unicodefffe',
    'nonsense',
    '',
    'utf-7',
  ]);
  assert.deepEqual(found, []);
});

test('an encoding that is not there is refused by name with what there is', async () => {
  const { value } = await run("new TextDecoder('shift_jis')");
  assert.equal(
    value.message,
    'The "shift_jis" encoding is not supported; use utf-8, utf-16le, utf-16be or windows-1252',
  );
});

test('decoders take buffers and every view, at their offsets', async () => {
  assert.deepEqual(
    await value_of(`
      const bytes = new Uint8Array([1, 65, 66, 67, 68, 2]);
      return [
        bytes.subarray(1, 5),
        new DataView(bytes.buffer, 1, 4),
        new Uint16Array(bytes.buffer.slice(1, 5)),
        bytes.buffer.slice(1, 5),
      ].map((source) => new TextDecoder().decode(source));`),
    ['ABCD', 'ABCD', 'ABCD', 'ABCD'],
  );
});

test('atob and btoa answer as in node', async () => {
  const texts = [
    '',
    'a',
    'ab',
    'abc',
    'YQ==',
    'YQ=',
    'YQ',
    'Y',
    'YW J j',
    ' Y\tQ\n=\r= \f',
    'YQ===',
    '=',
    '====',
    'YQ=a',
    'a=b',
    'ab\u00a0cd',
    'ÿ',
    '\u0100',
    'YWJj\0',
    'ab-_',
    'AB+/',
    'YR==',
    'null',
    '\ud800',
    'aaaaa',
    'aaaaaa',
    'aaaaaaa',
  ];
  assert.deepEqual(await differences('(text) => atob(text)', texts), []);
  assert.deepEqual(await differences('(text) => btoa(text)', texts), []);
  assert.deepEqual(
    await differences('(text) => (0, eval)(text)', [
      'atob()',
      'btoa()',
      'btoa(null)',
      'btoa(undefined)',
      'btoa(12.5)',
      'atob(null)',
      'atob(Symbol())',
      'btoa({})',
      'btoa([1,2])',
    ]),
    [],
  );
});
