// What every answer of every tool must look like, whichever client asked.

import assert from 'node:assert/strict';

import { Ajv2020 } from 'ajv/dist/2020.js';
import add_formats from 'ajv-formats';

const error_codes = [
  'invalid_argument', 'not_found', 'conflict', 'exhausted', 'unavailable', 'timed_out',
  'cancelled', 'denied', 'internal',
];

// Wraps `call(name, args) → result` so that each answer is held against the contract.
export class Memory {
  driven = new Set();
  #valid = new Map();

  constructor(tools, call) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    add_formats(ajv);
    for (const { name, inputSchema, outputSchema } of tools) {
      ajv.compile(inputSchema);
      this.#valid.set(name, ajv.compile(outputSchema));
    }
    this.call = call;
  }

  // Calls a tool that must succeed and returns its structured content.
  async ok(name, args = {}) {
    const result = await this.call(name, args);
    this.driven.add(name);
    const text = the_only_text(result, name);
    assert.ok(!result.isError, `${name} failed: ${text}`);
    const answer = result.structuredContent;
    this.#assert_conforms(name, answer);
    if (name !== 'get_episode_timeline') assert_same_json(text, answer, name);
    return answer;
  }

  // Calls a tool that must refuse. Returns the error: {code, message, field?}.
  async refused(name, args, code) {
    const result = await this.call(name, args);
    const text = the_only_text(result, name);
    const about = `${name} ${JSON.stringify(args).slice(0, 200)}`;
    assert.equal(result.isError, true, `${about} was not refused: ${text}`);
    const error = result.structuredContent?.error;
    assert.ok(error, `${about}: no structured error beside the text "${text}"`);
    assert.ok(error_codes.includes(error.code), `${about}: unknown error code ${error.code}`);
    if (code) assert.equal(error.code, code, `${about}: ${error.message}`);
    assert.ok(error.message.length > 0, `${about}: an error without a message`);
    assert.ok(text.includes(error.message), `${about}: the text "${text}" hides the message`);
    this.#assert_conforms(name, result.structuredContent); // the v1 SDK throws refusals away else
    return error;
  }

  #assert_conforms(name, answer) {
    const valid = this.#valid.get(name);
    assert.ok(valid(answer), `${name} breaks its outputSchema: ${JSON.stringify(valid.errors)}`);
  }
}

// Models read the text, programs the structure; one block of text is all a tool ever sends.
function the_only_text(result, name) {
  assert.equal(result.content?.length, 1, `${name} answers with one content block`);
  assert.equal(result.content[0].type, 'text');
  return result.content[0].text;
}

function assert_same_json(text, answer, name) {
  assert.deepEqual(JSON.parse(text), answer, `${name}: text and structuredContent differ`);
  const outside_strings = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  assert.doesNotMatch(outside_strings, /\s/, `${name}: the JSON text is not compact`);
}
