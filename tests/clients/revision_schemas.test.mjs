// The validator itself: it accepts what each revision allows and, above all, refuses what it
// does not. Without this a validator that says yes to everything would look like a good server.

import assert from 'node:assert/strict';
import test from 'node:test';

import { modern_revision, revisions, rules_of } from './revision_schemas.mjs';

const reply = (result) => ({ jsonrpc: '2.0', id: 1, result });
const text = [{ type: 'text', text: 'hello' }];

for (const revision of revisions) {
  const problems = rules_of(revision);
  const is_modern = revision === modern_revision;
  const complete = is_modern ? { resultType: 'complete' } : {};

  test(`${revision}: a proper tool result is allowed`, () => {
    assert.deepEqual(problems(reply({ ...complete, content: text }), 'tools/call'), []);
  });

  test(`${revision}: a text block without text is refused`, () => {
    const broken = reply({ ...complete, content: [{ type: 'text' }] });
    assert.notDeepEqual(problems(broken, 'tools/call'), []);
  });

  test(`${revision}: a tool without inputSchema is refused`, () => {
    const tools = [{ name: 'x', description: 'y' }];
    const caching = is_modern ? { ttlMs: 0, cacheScope: 'private' } : {};
    assert.notDeepEqual(problems(reply({ ...complete, ...caching, tools }), 'tools/list'), []);
  });

  test(`${revision}: an error without message is refused`, () => {
    assert.notDeepEqual(problems({ jsonrpc: '2.0', id: 1, error: { code: -32601 } }), []);
  });

  test(`${revision}: a reply without jsonrpc is refused`, () => {
    assert.notDeepEqual(problems({ id: 1, result: { ...complete, content: text } }), []);
  });

  test(`${revision}: progress needs its token`, () => {
    const progress = (params) =>
      ({ jsonrpc: '2.0', method: 'notifications/progress', params });
    assert.deepEqual(problems(progress({ progressToken: 1, progress: 5, total: 9 })), []);
    assert.notDeepEqual(problems(progress({ progress: 5 })), []);
  });

  test(`${revision}: a notification that only clients send is refused`, () => {
    assert.notDeepEqual(problems({ jsonrpc: '2.0', method: 'notifications/initialized' }), []);
  });

  test(`${revision}: only 2025-03-26 knows batches`, () => {
    const batch = [reply({ ...complete })];
    assert.equal(problems(batch, 'ping').length === 0, revision === '2025-03-26');
  });
}

test('2026-07-28: a result says its type and a list how long it may be kept', () => {
  const problems = rules_of(modern_revision);
  assert.notDeepEqual(problems(reply({ content: text }), 'tools/call'), []);
  assert.notDeepEqual(problems(reply({ resultType: 'complete', tools: [] }), 'tools/list'), []);
});

test('2026-07-28: an unreadable message is answered without an id, not with null', () => {
  const problems = rules_of(modern_revision);
  const error = { code: -32700, message: 'Parse error' };
  assert.deepEqual(problems({ jsonrpc: '2.0', error }), []);
  assert.notDeepEqual(problems({ jsonrpc: '2.0', id: null, error }), []);
});
