// What the host learns of a run: one finish() with the result or the error, and lines on stdout and
// stderr.
const operation = { __proto__: null, log: 1, now: 2, finish: 3, call: 4, random: 5 };
const outcome = { __proto__: null, result: 0, error: 1 };
const stream = { __proto__: null, out: 1, error: 2 };
// Enough to read an error by; the rest is counted in the text instead of being sent.
const error_text_max = 65536;
const causes_depth_max = 3;
const errors_shown_max = 5;

let is_finished = true;

const write_line = (target, text) => {
  host(operation.log, target, text + '\n');
};
const finish = (kind, json) => {
  if (is_finished) return;
  is_finished = true;
  host(operation.finish, kind, json);
};

// What begin() was given; the names and bits are those of zygote/wire.h.
const grant = { __proto__: null, memory: 1, fs: 2, fetch: 4 };
let granted = 0;

const not_granted = (what, remedy) => what + ' is not granted here; the operator can ' + remedy;
const missing_name_hints = {
  __proto__: null,
  fetch: not_granted('fetch', 'allow hosts'),
  fs: not_granted('fs', 'allow paths'),
  memory: not_granted('memory', 'allow access to it'),
  process: 'this is not Node.js; the input is in `context` and `input`',
  Buffer: 'use Uint8Array with TextEncoder, TextDecoder, toBase64() and fromBase64()',
  setImmediate: 'use setTimeout(callback, 0) or queueMicrotask(callback)',
  WebAssembly: 'it is not part of this sandbox',
  SharedArrayBuffer: 'there are no threads here; use ArrayBuffer',
  Atomics: 'there are no threads here',
  Intl: 'this engine has no locale data',
  AbortController: 'the time limit of the run bounds every request',
};
const granted_globals = () => {
  const names = list();
  if ((granted & grant.fs) !== 0) push(names, '`fs`');
  if ((granted & grant.fetch) !== 0) push(names, '`fetch(url)`');
  if ((granted & grant.memory) !== 0) push(names, '`memory`');
  return join(names, ', ');
};
const no_modules_hint = () => {
  const names = granted_globals();
  return (
    'there are no modules here; ' +
    (names === ''
      ? 'the globals are listed in the documentation of the sandbox'
      : 'what is granted is a global: ' + names)
  );
};
const request_hint = () =>
  (granted & grant.fetch) !== 0
    ? 'use the global `fetch(url)`'
    : 'there are no sockets here; `fetch` exists where the operator allows hosts';
const file_hint = () =>
  (granted & grant.fs) !== 0
    ? 'use the global `fs`'
    : 'there are no files here; `fs` exists where the operator allows paths';
const hint_by_grant = {
  __proto__: null,
  require: no_modules_hint,
  module: no_modules_hint,
  importScripts: no_modules_hint,
  WebSocket: request_hint,
  XMLHttpRequest: request_hint,
  EventSource: request_hint,
  __dirname: file_hint,
  __filename: file_hint,
  Deno: () => 'this is not Deno; ' + no_modules_hint(),
  Bun: () => 'this is not Bun; ' + no_modules_hint(),
};
const hint_of_name = (name) => missing_name_hints[name] ?? hint_by_grant[name]?.();
const hint_of = (message) => {
  if (string_starts_with(message, 'could not normalize module ')) return no_modules_hint();
  const suffix = ' is not defined';
  if (!string_ends_with(message, suffix)) return undefined;
  return hint_of_name(string_slice(message, 0, message.length - suffix.length));
};
const with_hint = (name, message) => {
  const hint = name === 'ReferenceError' ? hint_of(message) : undefined;
  return hint === undefined ? message : message + ' (' + hint + ')';
};

const bounded = (text) =>
  text.length <= error_text_max
    ? text
    : string_slice(text, 0, error_text_max) +
      '… (' +
      (text.length - error_text_max) +
      ' more characters)';
// Well-formed: half a surrogate pair would be written as an escape that no reader of JSON takes.
const error_member = (text) => json_stringify(string_well_formed(bounded(text)));
const error_json = (name, message, stack) =>
  '{"name":' +
  error_member(name) +
  ',"message":' +
  error_member(message) +
  ',"stack":' +
  error_member(stack) +
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
const thrown_title = (value) => (is_error_like(value) ? error_title(value) : inspect(value));
// " (cause: TypeError: no; errors: Error: a, Error: b)": what an error has beside its message.
const causes_text = (error, depth) => {
  const parts = list();
  const cause = descriptor_of(error, 'cause')?.value;
  if (cause !== undefined) {
    const deeper = is_error_like(cause) && depth < causes_depth_max;
    push(parts, 'cause: ' + thrown_title(cause) + (deeper ? causes_text(cause, depth + 1) : ''));
  }
  const errors = descriptor_of(error, 'errors')?.value;
  if (is_array(errors) && errors.length > 0) {
    const titles = list();
    const shown = errors.length < errors_shown_max ? errors.length : errors_shown_max;
    for (let i = 0; i < shown; i++) push(titles, thrown_title(errors[i]));
    const more = errors.length - shown;
    push(parts, 'errors: ' + join(titles, ', ') + (more > 0 ? ' and ' + more + ' more' : ''));
  }
  return parts.length === 0 ? '' : ' (' + join(parts, '; ') + ')';
};
// Asks before it makes anything: an error may come when there is no memory left.
const has_causes = (error) => has_own(error, 'cause') || has_own(error, 'errors');
const describe_thrown = (value) => {
  if (!is_error_like(value))
    return error_json('Error', typeof value === 'string' ? value : inspect(value), '');
  const name = member_text(value, 'name') ?? 'Error';
  const message = with_hint(name, member_text(value, 'message') ?? '');
  const causes = has_causes(value) ? causes_text(value, 0) : '';
  return error_json(name, message + causes, stack_of(value));
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

// Called once the run has ended, for a promise whose rejection nobody took.
const tell_unhandled = (reason) => {
  let title = 'a value that could not be described';
  try {
    title = typeof reason === 'string' ? reason : thrown_title(reason);
  } catch {
    // As above.
  }
  write_line(stream.error, 'unhandled rejection: ' + title);
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
      refusal: thrown_title(error),
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
