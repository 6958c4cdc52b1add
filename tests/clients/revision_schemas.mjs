// What each protocol revision allows a server to send. The JSON schemas are read at run time from
// the installed conformance package; 2024-11-05, which it does not carry, from the v1 SDK.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import * as sdk_v1 from '@modelcontextprotocol/sdk/types.js';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import add_formats from 'ajv-formats';

import { repository } from './server_under_test.mjs';

export const legacy_revisions = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
export const modern_revision = '2026-07-28';
export const revisions = [...legacy_revisions, modern_revision];

const conformance = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';

// Returns problems(message, method): a list of sentences, empty when the message is allowed.
// `method` is that of the request which a result answers.
export function rules_of(revision) {
  return revision === '2024-11-05' ? rules_from_sdk() : rules_from_schema(json_schema(revision));
}

// ---- 2025-03-26 and newer: JSON schemas out of the conformance package

// The bundle maps each revision to the name of a variable that holds its schema as a literal:
// {"2025-03-26":a,"2025-06-18":b,"2025-11-25":c,[d]:e} with e the newest.
export function json_schema(revision) {
  const bundle = readFileSync(path.join(repository, conformance), 'utf8');
  const table = /\{"2025-03-26":(\S+?),"2025-06-18":(\S+?),"2025-11-25":(\S+?),\[\S+?\]:(\S+?)\}/;
  const names = bundle.match(table)?.slice(1);
  const name = names?.[revisions.indexOf(revision) - 1];
  const start = name ? bundle.indexOf(`,${name}={$schema:`) : -1;
  if (start < 0) throw new Error(`${conformance} holds no schema of ${revision}`);
  return vm.runInNewContext(`(${object_literal(bundle, start + name.length + 2)})`);
}

// The text from the brace at `start` to the brace that closes it; braces in strings do not count.
function object_literal(text, start) {
  let depth = 0;
  let quote = null;
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (quote) {
      if (c === '\\') at++;
      else if (c === quote) quote = null;
    } else if (c === '"' || c === "'" || c === '`') quote = c;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return text.slice(start, at + 1);
  }
  throw new Error('the schema literal does not end');
}

function rules_from_schema(schema) {
  const is_2020 = schema.$schema.includes('2020-12');
  const ajv = new (is_2020 ? Ajv2020 : Ajv)({ strict: false, allErrors: true });
  add_formats(ajv);
  ajv.addSchema(schema, 'mcp');
  const place = is_2020 ? '$defs' : 'definitions';
  const definitions = schema[place];

  const violations = (name, value) => {
    const valid = ajv.getSchema(`mcp#/${place}/${name}`);
    return valid(value) ? [] : valid.errors.map((e) => `${name}${e.instancePath}: ${e.message}`);
  };
  const kind = kinds_in(definitions);
  const id_may_be_missing = !definitions[kind.error].required.includes('id');

  return function problems(message, method) {
    if (Array.isArray(message)) {
      if (!kind.batch) return ['a batch is not allowed in this revision'];
      return [...violations(kind.batch, message), ...message.flatMap((m) => problems(m, method))];
    }
    if (message.method) {
      const name = kind.notifications.get(message.method);
      return name ? violations(name, message) : [`a server may not send ${message.method}`];
    }
    if (message.error) {
      const shaped = id_may_be_missing ? message : with_stand_in_id(message);
      return violations(kind.errors.get(message.error.code) ?? kind.error, shaped);
    }
    const result = kind.results.get(method) ?? 'Result';
    return [...violations(kind.reply, message), ...violations(result, message.result)];
  };
}

// Which definition describes which message: the schemas name them XRequest, XResult and so on,
// and each request, notification and special error pins its method or code with a const.
function kinds_in(definitions) {
  const first_known = (...names) => names.find((name) => name in definitions);
  const kind = {
    notifications: new Map(),
    results: new Map([['ping', 'EmptyResult']]),
    errors: new Map(),
    reply: first_known('JSONRPCResultResponse', 'JSONRPCResponse'),
    error: first_known('JSONRPCErrorResponse', 'JSONRPCError'),
    batch: first_known('JSONRPCBatchResponse'),
  };
  const sent_by_servers = (definitions.ServerNotification.anyOf ?? []).map(({ $ref }) => $ref);
  for (const [name, definition] of Object.entries(definitions)) {
    const method = definition.properties?.method?.const;
    if (method && sent_by_servers.some((ref) => ref.endsWith(`/${name}`))) {
      kind.notifications.set(method, name);
    }
    const result = name.replace(/Request$/, 'Result');
    if (method && result !== name && result in definitions) kind.results.set(method, result);
    for (const part of definition.properties?.error?.allOf ?? []) {
      if (part.properties?.code?.const) kind.errors.set(part.properties.code.const, name);
    }
  }
  return kind;
}

// Revisions before 2025-11-25 demand an id in every error, but a message that could not be read
// has none to repeat. JSON-RPC 2.0 says null there; for the schema's sake it counts as a 0.
function with_stand_in_id(message) {
  const unreadable = [-32700, -32600].includes(message.error.code);
  return unreadable && (message.id ?? null) === null ? { ...message, id: 0 } : message;
}

// ---- 2024-11-05: the v1 SDK's own description of the same messages

function rules_from_sdk() {
  const results = {
    initialize: sdk_v1.InitializeResultSchema,
    ping: sdk_v1.EmptyResultSchema,
    'tools/list': sdk_v1.ListToolsResultSchema,
    'tools/call': sdk_v1.CallToolResultSchema,
  };
  const violations = (schema, value) => {
    const { error } = schema.safeParse(value);
    return error ? error.issues.map((i) => `/${i.path.join('/')}: ${i.message}`) : [];
  };
  return function problems(message, method) {
    if (Array.isArray(message)) return ['a batch is not allowed in this revision'];
    if (message.method) return violations(sdk_v1.ServerNotificationSchema, message);
    if (message.error) {
      return violations(sdk_v1.JSONRPCErrorResponseSchema, with_stand_in_id(message));
    }
    return [
      ...violations(sdk_v1.JSONRPCResultResponseSchema, message),
      ...violations(results[method] ?? sdk_v1.ResultSchema, message.result),
    ];
  };
}
