// Last: removes what is not on the list, installs what is, and returns the entry points of the
// host.
const language_globals = [
  'AggregateError',
  'Array',
  'ArrayBuffer',
  'AsyncDisposableStack',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Boolean',
  'DOMException',
  'DataView',
  'Date',
  'DisposableStack',
  'Error',
  'EvalError',
  'FinalizationRegistry',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Function',
  'Infinity',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'InternalError',
  'Iterator',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'Promise',
  'Proxy',
  'RangeError',
  'ReferenceError',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'SuppressedError',
  'Symbol',
  'SyntaxError',
  'TypeError',
  'URIError',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'WeakMap',
  'WeakRef',
  'WeakSet',
  'decodeURI',
  'decodeURIComponent',
  'encodeURI',
  'encodeURIComponent',
  'escape',
  'eval',
  'globalThis',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'undefined',
  'unescape',
  symbol_tag,
];
const remove_unlisted_globals = () => {
  const listed = new Set(language_globals);
  for (const key of own_keys(global_object)) {
    if (!listed.has(key) && !reflect_delete(global_object, key))
      throw new Error('cannot remove ' + String(key));
  }
  for (const key of listed)
    if (!has_own(global_object, key)) throw new Error('the engine lacks ' + String(key));
};
// With it, user code could have the engine hand over the functions of a stack as CallSite
// objects.
const remove_stack_hooks = () => {
  if (!reflect_delete(Error, 'prepareStackTrace'))
    throw new Error('cannot remove Error.prepareStackTrace');
};
const install_globals = () => {
  const groups = [
    timer_functions,
    base64_functions,
    clone_functions,
    {
      URL,
      URLSearchParams,
      TextEncoder,
      TextDecoder,
      console: console_object,
      crypto: crypto_object,
      performance: performance_object,
    },
  ];
  for (const group of groups)
    for (const key of own_keys(group)) define(global_object, key, group[key]);
};
remove_unlisted_globals();
remove_stack_hooks();
install_globals();

const install_grant = (grants, bit, name, value) => {
  if ((grants & bit) !== 0) define(global_object, name, value);
  else reflect_delete(global_object, name);
};
const begin = (json, grants) => {
  reset_timers();
  reset_calls();
  reset_console();
  reset_performance();
  granted = grants;
  is_finished = false;
  held_result = undefined;
  const context = json_parse(json);
  define(global_object, 'context', context);
  define(global_object, 'input', own_value(context, 'input'));
  install_grant(grants, grant.memory, 'memory', memory_object);
  install_grant(grants, grant.fs, 'fs', file_system_object);
  install_grant(grants, grant.fetch, 'fetch', fetch_functions.fetch);
};

// Attaches to a promise without asking the shared prototypes for a constructor or for `then`.
const when_settled = (promise, fulfilled) => {
  define(promise, 'constructor', undefined);
  promise_then(
    promise,
    (value) => {
      try {
        fulfilled(value);
      } catch (error) {
        finish_thrown(error);
      }
    },
    finish_thrown,
  );
};
const run_function = (f, expected_length) => {
  if (typeof f !== 'function' || function_to_string(f).length !== expected_length) return false;
  try {
    when_settled(reflect_apply(f, undefined, []), finish_returned);
  } catch (error) {
    finish_thrown(error);
  }
  return true;
};
const run_completion = (promise) =>
  when_settled(promise, (completion) => {
    const value = own_value(completion, 'value');
    // What ends with a call of something asynchronous means its answer.
    if (is_object(value) && kind_of(value) === 'Promise') when_settled(value, finish_completion);
    else finish_completion(value);
  });

// Called when nothing else can run: the time for a result that waited for calls under way.
const tick_or_finish = (now_ms) => {
  if (held_result === undefined || map_size(outstanding) > 0) return tick(now_ms);
  finish(outcome.result, held_result);
  return 0;
};

return {
  __proto__: null,
  begin,
  run_function,
  run_completion,
  settle,
  tick: tick_or_finish,
  fail: finish_thrown,
  tell_unhandled,
};
