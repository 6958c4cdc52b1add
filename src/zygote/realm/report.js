// What the host learns of a run: one finish() with the result or the error, and lines on stdout and
// stderr.
const operation = { __proto__: null, log: 1, now: 2, finish: 3, call: 4, random: 5 };
const outcome = { __proto__: null, result: 0, error: 1 };
const stream = { __proto__: null, out: 1, error: 2 };
// Enough to read an error by; the rest is counted in the text instead of being sent.
const error_text_max = 65536;

let is_finished = true;

const write_line = (target, text) => {
  host(operation.log, target, text + '\n');
};
const finish = (kind, json) => {
  if (is_finished) return;
  is_finished = true;
  host(operation.finish, kind, json);
};

const not_granted = (what, remedy) => what + ' is not granted here; the operator can ' + remedy;
const missing_name_hints = {
  __proto__: null,
  fetch: not_granted('fetch', 'allow hosts'),
  fs: not_granted('fs', 'allow paths'),
  memory: not_granted('memory', 'allow access to it'),
  require: 'there are no modules here; the globals are listed in the documentation of the sandbox',
  process: 'this is not Node.js; the input is in `context` and `input`',
  Buffer: 'use Uint8Array with TextEncoder, TextDecoder, toBase64() and fromBase64()',
  WebSocket: 'there are no sockets here; `fetch` exists where the operator allows hosts',
  XMLHttpRequest: 'use `fetch`, which exists where the operator allows hosts',
  setImmediate: 'use setTimeout(callback, 0) or queueMicrotask(callback)',
  WebAssembly: 'it is not part of this sandbox',
  SharedArrayBuffer: 'there are no threads here; use ArrayBuffer',
  Atomics: 'there are no threads here',
  Intl: 'this engine has no locale data',
  AbortController: 'the time limit of the run bounds every request',
};
const with_hint = (name, message) => {
  const suffix = ' is not defined';
  if (name !== 'ReferenceError' || !string_ends_with(message, suffix)) return message;
  const hint = missing_name_hints[string_slice(message, 0, message.length - suffix.length)];
  return hint === undefined ? message : message + ' (' + hint + ')';
};

const bounded = (text) =>
  text.length <= error_text_max
    ? text
    : string_slice(text, 0, error_text_max) +
      '… (' +
      (text.length - error_text_max) +
      ' more characters)';
const error_json = (name, message, stack) =>
  '{"name":' +
  json_stringify(bounded(name)) +
  ',"message":' +
  json_stringify(bounded(message)) +
  ',"stack":' +
  json_stringify(bounded(stack)) +
  '}';
const is_error_like = (value) => {
  if (!is_object(value)) return false;
  if (is_error(value)) return true;
  try {
    dom_exception_name(value);
    return true;
  } catch {
    return false;
  }
};
const describe_thrown = (value) => {
  if (!is_error_like(value))
    return error_json('Error', typeof value === 'string' ? value : inspect(value), '');
  const name = member_text(value, 'name') ?? 'Error';
  return error_json(name, with_hint(name, member_text(value, 'message') ?? ''), stack_of(value));
};
const finish_thrown = (value) => {
  if (is_finished) return;
  let json = '{"name":"Error","message":"the thrown value could not be described","stack":""}';
  try {
    json = describe_thrown(value);
  } catch {
    // The text above stands: describing needs memory and stack, of which the thrown value may have
    // left none.
  }
  finish(outcome.error, json);
};

const json_refusal = (value) => {
  if (typeof value === 'function') return 'it is a function';
  if (typeof value === 'symbol') return 'it is a symbol';
  return undefined;
};
// The JSON text of a result, or the reason why there is none: {text} or {refusal}.
const result_json = (value) => {
  const refusal = json_refusal(value);
  if (refusal !== undefined) return { __proto__: null, text: undefined, refusal };
  try {
    const text = json_text(value);
    return { __proto__: null, text: text === undefined ? 'undefined' : text, refusal: undefined };
  } catch (error) {
    return {
      __proto__: null,
      text: undefined,
      refusal: is_error_like(error) ? error_title(error) : inspect(error),
    };
  }
};
// What was asked of the host is done before the run ends, also when nobody waits for it: a call must
// not be lost by chance.
let held_result;
const finish_result = (text) => {
  if (map_size(outstanding) === 0) finish(outcome.result, text);
  else held_result = text;
};
const finish_returned = (value) => {
  const { text, refusal } = result_json(value);
  if (refusal === undefined) return finish_result(text);
  return finish_thrown(
    new TypeError(
      'the returned value cannot be written as JSON (' +
        refusal +
        '); return plain data: ' +
        'objects, arrays, strings, finite numbers, booleans, null; a BigInt as String(value)',
    ),
  );
};
const finish_completion = (value) => {
  const { text, refusal } = result_json(value);
  if (refusal !== undefined) {
    write_line(
      stream.error,
      'the value of the last expression cannot be written as JSON (' +
        refusal +
        '), so the ' +
        'result is null; use `return` to choose the result',
    );
  }
  finish_result(refusal === undefined ? text : 'null');
};
// Callbacks that the realm calls for the user: an exception in one ends the run, as it ends a node
// process.
const call_user = (callback, values) => {
  try {
    reflect_apply(callback, undefined, values);
  } catch (error) {
    finish_thrown(error);
  }
};
