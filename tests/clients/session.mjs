// One scripted session per protocol revision. It makes the server say everything it can say:
// results, refusals, protocol errors, notifications; the tests judge what was said.

import { modern_revision } from './revision_schemas.mjs';

const prefix = 'io.modelcontextprotocol/';
const client = { name: 'memory-mcp-tests', version: '1.0.0' };
const new_episode = { task_description: 'Say everything', domain: 'wire', task_type: 'testing' };
const episodes_made = 90;

// Returns the replies by name; wire.received holds everything in order.
export async function speak(wire, revision) {
  const is_modern = revision === modern_revision;
  const peer = is_modern ? new ModernPeer(wire) : new LegacyPeer(wire, revision);
  const said = {};
  await peer.open(said);
  await use_tools(peer, said);
  await use_tools_wrongly(peer, said);
  await break_the_protocol(peer, said);
  await (is_modern ? ask_for_the_past(peer, said) : send_batches(wire, revision, said));
  return said;
}

// 2026-07-28: every request carries its own revision and capabilities.
export class ModernPeer {
  meta = { [`${prefix}protocolVersion`]: modern_revision, [`${prefix}clientCapabilities`]: {} };

  constructor(wire) {
    this.wire = wire;
  }

  async open(said) {
    said.discover = await this.request('server/discover');
  }

  request(method, { _meta, ...params } = {}) {
    return this.wire.request(method, { ...params, _meta: { ...this.meta, ..._meta } });
  }

  call(name, args, _meta) {
    return this.request('tools/call', { name, arguments: args, ...(_meta && { _meta }) });
  }
}

export class LegacyPeer {
  constructor(wire, revision) {
    this.wire = wire;
    this.hello = { protocolVersion: revision, capabilities: {}, clientInfo: client };
  }

  async open(said) {
    said.early_ping = await this.request('ping');
    said.initialize = await this.request('initialize', this.hello);
    this.wire.notify('notifications/initialized');
    said.ping = await this.request('ping');
  }

  request(method, params) {
    return this.wire.request(method, params);
  }

  call(name, args, _meta) {
    return this.request('tools/call', { name, arguments: args, ...(_meta && { _meta }) });
  }
}

async function use_tools(peer, said) {
  said.list = await peer.request('tools/list');
  said.list_again = await peer.request('tools/list');
  said.create = await peer.call('create_episode', new_episode);
  const { episode_id } = said.create.result.structuredContent;
  const step = { tool: 'shell', action: 'ls', parameters: { all: true }, latency_ms: 3 };
  const result = { type: 'error', message: 'no such directory' };
  said.step = await peer.call('add_episode_step', { episode_id, step_number: 1, ...step, result });
  said.timeline = await peer.call('get_episode_timeline', { episode_id });
  said.complete = await peer.call('complete_episode',
    { episode_id, outcome_type: 'failure', reason: 'The directory is gone' });
  said.get = await peer.call('get_episode', { episode_id });
  said.found = await peer.call('query_memory', { query: 'ls directory', explain: true });
  said.near = await peer.call('query_semantic_memory', { query: new_episode.task_description });
  said.advised = await peer.call('recommend_patterns',
    { task_description: new_episode.task_description, domain: new_episode.domain });
  said.searched = await peer.call('search_patterns', { query: 'ls directory' });
  said.learnt = await peer.call('analyze_patterns', { task_type: 'testing' });
  said.analysed = await peer.call('advanced_pattern_analysis',
    { analysis_type: 'comprehensive', time_series_data: { a: [1, 2, 4, 7], b: [2, 4, 8, 14] } });
  said.quality = await peer.call('quality_metrics', { time_range: '24h' });
  said.configured = await peer.call('configure_embeddings', { provider: 'builtin' });
  said.tested = await peer.call('test_embeddings', {});
  said.bulk = await call_with_progress(peer, episode_id);
  said.delete = await peer.call('delete_episode', { episode_id, confirm: true });
  said.health = await peer.call('health_check', {});
  said.metrics = await peer.call('get_metrics', {});
  said.tools = await peer.call('find_tools', { query: 'undo an episode', detail: 'full' });
}

// Many requests at once, then one that reads them all and reports how far it is.
async function call_with_progress(peer, first_id) {
  const made = await Promise.all(Array.from({ length: episodes_made }, () =>
    peer.call('create_episode', new_episode)));
  const ids = made.map(({ result }) => result.structuredContent.episode_id);
  const args = { episode_ids: [first_id, ...ids] };
  return peer.call('bulk_episodes', args, { progressToken: 'how-far' });
}

async function use_tools_wrongly(peer, said) {
  said.wrong_argument = await peer.call('create_episode', { ...new_episode, task_type: 'play' });
  said.unknown_argument = await peer.call('health_check', { verbose: true });
  said.not_found = await peer.call('get_episode',
    { episode_id: '01890a5d-ac96-774b-bcce-b302099a8057' });
  said.unconfirmed = await peer.call('delete_episode',
    { episode_id: '01890a5d-ac96-774b-bcce-b302099a8057', confirm: false });
  said.unknown_tool = await peer.call('no_such_tool', {});
  said.nameless_tool = await peer.request('tools/call', { arguments: {} });
  said.bad_cursor = await peer.request('tools/list', { cursor: 'made-up' });
}

async function break_the_protocol(peer, said) {
  const { wire } = peer;
  said.unknown_method = await peer.request('no/such/method');
  said.parse_error = await wire.error_for('{"jsonrpc": "2.0", "id": 1, ');
  said.not_an_object = await wire.error_for('"hello"');
  const id = wire.next_id();
  wire.send({ jsonrpc: '2.0', id });
  said.no_method = await wire.message((m) => m.id === id, 'an answer to a request without method');
  wire.notify('notifications/cancelled', { requestId: 'long gone', reason: 'none' });
  wire.notify('notifications/no_such');
  wire.send_text('');
}

// What the newest revision no longer has, and a revision that nobody knows.
async function ask_for_the_past(peer, said) {
  const version = `${prefix}protocolVersion`;
  const capabilities = `${prefix}clientCapabilities`;
  said.modern_ping = await peer.request('ping');
  said.modern_initialize = await peer.request('initialize', {
    protocolVersion: modern_revision, capabilities: {}, clientInfo: client });
  said.unknown_revision = await peer.request('tools/list', { _meta: { [version]: '2099-01-01' } });
  said.no_capabilities = await peer.request('tools/list', { _meta: { [capabilities]: undefined } });
  said.batch = await peer.wire.error_for(JSON.stringify([
    { jsonrpc: '2.0', id: 'in-batch', method: 'tools/list', params: { _meta: peer.meta } }]));
}

async function send_batches(wire, revision, said) {
  const batch = [
    { jsonrpc: '2.0', id: 'b1', method: 'ping' },
    { jsonrpc: '2.0', method: 'notifications/no_such' },
    { jsonrpc: '2.0', id: 'b2', method: 'tools/call',
      params: { name: 'health_check', arguments: {} } },
  ];
  if (revision !== '2025-03-26') {
    said.batch = await wire.error_for(JSON.stringify(batch));
    return;
  }
  wire.send(batch);
  said.batch = await wire.message((m) => Array.isArray(m), 'the reply to a batch');
}
