// The rules for what a server said in one session (see session.mjs), each a sentence and a check.
// `heard` holds: revision, said (replies by name), received (every message in order), exit_code.

import assert from 'node:assert/strict';

import { modern_revision, rules_of } from './revision_schemas.mjs';

const server_info = 'io.modelcontextprotocol/serverInfo';
const modern_only = ['resultType', 'ttlMs', 'cacheScope'];

// A batch's replies belong to its single requests.
const method_in_batch = { b1: 'ping', b2: 'tools/call' };

// Every message on its own, batches taken apart: {message, method}.
const single_messages = (received) => received.flatMap(({ message, method }) =>
  [message].flat().map((m) => ({ message: m, method: method ?? method_in_batch[m.id] })));

const results = (received) => single_messages(received).filter(({ message }) => message.result)
  .map(({ message, method }) => ({ method, result: message.result }));

export const rules_for_all = {
  'every message is allowed by the schema of the revision': ({ revision, received }) => {
    const problems = rules_of(revision);
    assert.ok(received.length > 110, 'the server said little');
    const batches = received.filter(({ message }) => Array.isArray(message));
    for (const { message, method } of [...batches, ...single_messages(received)]) {
      const text = JSON.stringify(message).slice(0, 600);
      assert.deepEqual(problems(message, method), [], `${method ?? 'message'}: ${text}`);
    }
  },

  'each request gets exactly one answer': ({ received }) => {
    const ids = single_messages(received).map(({ message }) => message)
      .filter((m) => !m.method && (m.id ?? null) !== null).map((m) => m.id);
    assert.equal(new Set(ids).size, ids.length);
  },

  'errors have the codes that clients know them by': ({ said }) => {
    const codes = {
      parse_error: -32700, not_an_object: -32600, no_method: -32600, unknown_method: -32601,
      unknown_tool: -32602, nameless_tool: -32602, bad_cursor: -32602,
    };
    for (const [name, code] of Object.entries(codes)) {
      assert.equal(said[name].error?.code, code, `${name}: ${JSON.stringify(said[name])}`);
    }
    assert.match(said.unknown_tool.error.message, /Tool not found/);
  },

  'what a model can correct is a tool result, not a protocol error': ({ said }) => {
    for (const name of ['wrong_argument', 'unknown_argument', 'not_found', 'unconfirmed']) {
      assert.equal(said[name].result?.isError, true, `${name}: ${JSON.stringify(said[name])}`);
    }
    const fine = ['create', 'step', 'timeline', 'complete', 'get', 'bulk', 'delete', 'health',
      'metrics'];
    for (const name of fine) {
      assert.ok(!said[name].result.isError, `${name}: ${JSON.stringify(said[name])}`);
    }
  },

  'progress rises, names its token and ends with its request': ({ said, received }) => {
    const progress = received.filter(({ message }) => message.method === 'notifications/progress');
    assert.ok(progress.length > 0, 'a call with a token that reads many episodes reports progress');
    const values = progress.map(({ message }) => message.params.progress);
    assert.ok(values.every((value, i) => i === 0 || value > values[i - 1]), `${values}`);
    const end = received.findIndex(({ message }) => message === said.bulk);
    for (const one of progress) {
      assert.equal(one.message.params.progressToken, 'how-far');
      assert.ok(received.indexOf(one) < end, 'progress after the answer');
    }
  },

  'tools/list says the same twice, in the same order': ({ said }) => {
    assert.equal(JSON.stringify(said.list.result), JSON.stringify(said.list_again.result));
  },

  'the end of input ends the server in peace': ({ exit_code }) => assert.equal(exit_code, 0),
};

export const rules_for_legacy = {
  'no result has members that only 2026-07-28 knows': ({ received }) => {
    for (const { method, result } of results(received)) {
      for (const member of modern_only) assert.ok(!(member in result), `${method}: ${member}`);
    }
  },

  'the handshake agrees on the revision asked for': ({ revision, said }) => {
    assert.equal(said.initialize.result.protocolVersion, revision);
  },

  'ping is answered with nothing, also before the handshake': ({ said }) => {
    assert.deepEqual(said.early_ping.result, {});
    assert.deepEqual(said.ping.result, {});
  },

  'a batch is served in 2025-03-26 and refused elsewhere': ({ revision, said }) => {
    if (revision !== '2025-03-26') return assert.equal(said.batch.error.code, -32600);
    assert.deepEqual(said.batch.map(({ id }) => id).sort(), ['b1', 'b2']);
    assert.ok(said.batch.every(({ result }) => result));
  },
};

export const rules_for_modern = {
  'every result is complete and names the server': ({ received }) => {
    for (const { method, result } of results(received)) {
      assert.equal(result.resultType, 'complete', method);
      assert.equal(result._meta?.[server_info]?.name, 'memory-mcp', method);
    }
  },

  'discovery and lists say how long they may be kept and by whom': ({ said }) => {
    for (const { result } of [said.discover, said.list, said.list_again]) {
      assert.ok(Number.isInteger(result.ttlMs) && result.ttlMs >= 0);
      assert.ok(['public', 'private'].includes(result.cacheScope));
    }
  },

  'methods of the older revisions are unknown': ({ said }) => {
    assert.equal(said.modern_ping.error.code, -32601);
    assert.equal(said.modern_initialize.error.code, -32601);
  },

  'an unknown revision is told the known ones': ({ said }) => {
    assert.deepEqual(said.discover.result.supportedVersions, [modern_revision]);
    assert.equal(said.unknown_revision.error.code, -32022);
    assert.deepEqual(said.unknown_revision.error.data,
      { supported: [modern_revision], requested: '2099-01-01' });
  },

  'a request without capabilities and a batch are refused': ({ said }) => {
    assert.equal(said.no_capabilities.error.code, -32602);
    assert.equal(said.batch.error.code, -32600);
  },
};
