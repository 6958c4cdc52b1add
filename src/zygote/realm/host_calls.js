// Asynchronous calls to the host: a number, a name and JSON text go out; settle() brings JSON text
// back.
let outstanding = new Map();
let call_number = 0;
const reset_calls = () => {
  outstanding = new Map();
  call_number = 0;
};

const host_error = (name, code, message) => {
  const error = new Error(message);
  define(error, 'name', name);
  define(error, 'code', code, true);
  return error;
};
// `convert` makes the user's value of the reply; what it throws rejects the promise.
const call_host = (error_name, name, json, convert) =>
  new Promise((resolve, reject) => {
    const id = ++call_number;
    // Where the user called: a refusal comes when none of the user's functions is running.
    const stack = stack_of(new Error());
    map_set(outstanding, id, { __proto__: null, error_name, name, convert, resolve, reject, stack });
    try {
      host(operation.call, id, name, json);
    } catch (error) {
      map_delete(outstanding, id);
      reject(error);
    }
  });
const rejected = (error) => new Promise((resolve, reject) => reject(error));

const reply_error = (call, json) => {
  const reply = json_parse(json);
  const text = (key, otherwise) => {
    const value = is_object(reply) ? own_value(reply, key) : undefined;
    return typeof value === 'string' ? value : otherwise;
  };
  const error = host_error(
    call.error_name,
    text('code', 'internal'),
    call.name + ': ' + text('message', 'failed without a reason'),
  );
  define(error, 'stack', call.stack);
  return error;
};
const settle = (id, is_ok, json) => {
  const call = map_get(outstanding, id);
  if (call === undefined) return map_size(outstanding);
  map_delete(outstanding, id);
  try {
    if (is_ok) call.resolve(call.convert(json_parse(json)));
    else call.reject(reply_error(call, json));
  } catch (error) {
    call.reject(error);
  }
  return map_size(outstanding);
};
const as_given = (reply) => reply;
const as_nothing = () => undefined;
