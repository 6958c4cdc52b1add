// One session over raw stdio in each protocol revision, and how the revisions stand together.

import assert from 'node:assert/strict';
import test from 'node:test';

import { legacy_revisions, modern_revision, revisions } from './revision_schemas.mjs';
import { LegacyPeer, ModernPeer, speak } from './session.mjs';
import { rules_for_all, rules_for_legacy, rules_for_modern } from './session_rules.mjs';
import { scratch_directory } from './server_under_test.mjs';
import { open_wire } from './wire.mjs';

const new_wire = async (t) => open_wire(t, await scratch_directory(t));

for (const revision of revisions) {
  test(`a session in ${revision}`, async (t) => {
    const wire = await new_wire(t);
    const said = await speak(wire, revision);
    const exit_code = await wire.close();
    const heard = { revision, said, received: wire.received, exit_code };
    const its_own = revision === modern_revision ? rules_for_modern : rules_for_legacy;
    for (const [sentence, holds] of Object.entries({ ...rules_for_all, ...its_own })) {
      await t.test(sentence, () => holds(heard));
    }
  });
}

test('the tools are the same in every revision, era and process', async (t) => {
  const lists = await Promise.all(revisions.map(async (revision) => {
    const wire = await new_wire(t);
    const peer = revision === modern_revision
      ? new ModernPeer(wire) : new LegacyPeer(wire, revision);
    await peer.open({});
    return (await peer.request('tools/list')).result.tools;
  }));
  for (const list of lists) assert.deepEqual(list, lists[0]);
});

test('every tool is described in full', async (t) => {
  const { result } = await new ModernPeer(await new_wire(t)).request('tools/list');
  const hints = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];
  assert.ok(result.tools.length > 0);
  for (const { name, description, inputSchema, outputSchema, annotations } of result.tools) {
    assert.ok(description.length > 0 && description.length <= 2048, name);
    for (const hint of hints) assert.equal(typeof annotations[hint], 'boolean', `${name} ${hint}`);
    assert.equal(outputSchema.type, 'object', name);
    assert.equal(inputSchema.additionalProperties, false, name);
    for (const [property, schema] of Object.entries(inputSchema.properties ?? {})) {
      assert.ok(schema.description, `${name}.${property} has no description`);
    }
  }
});

test('one process serves both eras side by side', async (t) => {
  const wire = await new_wire(t);
  const modern = new ModernPeer(wire);
  const legacy = new LegacyPeer(wire, '2025-06-18');
  await modern.open({});
  await legacy.open({});
  const [old_list, new_list] =
    await Promise.all([legacy.request('tools/list'), modern.request('tools/list')]);
  assert.ok(!('resultType' in old_list.result));
  assert.equal(new_list.result.resultType, 'complete');
});

test('a revision that nobody knows is answered with our newest handshake', async (t) => {
  const said = {};
  await new LegacyPeer(await new_wire(t), '1999-12-31').open(said);
  assert.equal(said.initialize.result.protocolVersion, legacy_revisions.at(-1));
});
