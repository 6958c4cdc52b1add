// structuredClone of the HTML standard for everything this realm has. Cloning reads members through
// getters, as the standard says; what an object is comes from its engine class.
const data_clone_error = (what) =>
  new DOMException(what + ' could not be cloned.', 'DataCloneError');
const cloneable_error_types = {
  __proto__: null,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

// `copy` has no prototype yet, so that an assignment meets no setter of the user's.
const clone_members = (value, copy, memory, first) => {
  const keys = own_keys(value);
  for (let i = first; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'string' && is_enumerable(value, key)) copy[key] = clone(value[key], memory);
  }
};
// The elements before the first hole; the keys that follow them are members like any other.
const clone_elements = (value, copy, memory) => {
  const { length } = value;
  let i = 0;
  for (; i < length && has_own(value, i); i++) copy[i] = clone(value[i], memory);
  copy.length = length;
  return i;
};
const clone_error = (value, memory) => {
  const name = member_text(value, 'name') ?? 'Error';
  const message = descriptor_of(value, 'message');
  const type = cloneable_error_types[name] ?? Error;
  const copy = message === undefined ? new type() : new type(String(own_text(message, value)));
  map_set(memory, value, copy);
  define(copy, 'stack', stack_text(value));
  if (has_own(value, 'cause')) define(copy, 'cause', clone(value.cause, memory));
  return copy;
};
const own_text = (descriptor, value) =>
  descriptor.get === undefined ? descriptor.value : value.message;
const stack_text = (error) => {
  const own = descriptor_of(error, 'stack');
  const stack = own === undefined ? error_stack(error) : own.value;
  return typeof stack === 'string' ? stack : '';
};
const clone_buffer = (value) => {
  if (buffer_detached(value)) throw data_clone_error('A detached ArrayBuffer');
  const copy = buffer_resizable(value)
    ? new ArrayBuffer(buffer_length(value), {
        __proto__: null,
        maxByteLength: buffer_length_max(value),
      })
    : new ArrayBuffer(buffer_length(value));
  typed_array_set(new Uint8Array(copy), new Uint8Array(value));
  return copy;
};
const clone_view = (value, memory) => {
  const name = typed_array_name(value);
  const buffer = name === undefined ? data_view_buffer(value) : typed_array_buffer(value);
  const offset = name === undefined ? data_view_offset(value) : typed_array_offset(value);
  const copy = clone(buffer, memory);
  if (name === undefined) return new DataView(copy, offset, data_view_bytes(value));
  return new typed_array_constructors[name](copy, offset, typed_array_length(value));
};
const clone_regexp = (value) => {
  let flags = '';
  for (let i = 0; i < regexp_flag_getters.length; i++) {
    if (regexp_flag_getters[i].read(value)) flags += regexp_flag_getters[i].letter;
  }
  return new RegExp(regexp_source(value), flags);
};
// Collected first: cloning an entry may run a getter that changes the collection.
const clone_map = (value, copy, memory) => {
  const entries = list();
  map_for_each(value, (item, key) => push(entries, list_of(key, item)));
  for (let i = 0; i < entries.length; i++)
    map_set(copy, clone(entries[i][0], memory), clone(entries[i][1], memory));
};
const clone_set = (value, copy, memory) => {
  const items = list();
  set_for_each(value, (item) => push(items, item));
  for (let i = 0; i < items.length; i++) set_add(copy, clone(items[i], memory));
};
const remembered = (memory, value, copy) => {
  map_set(memory, value, copy);
  return copy;
};
const cloners = {
  __proto__: null,
  Array: (value, memory) => {
    const copy = remembered(memory, value, list());
    clone_members(value, copy, memory, clone_elements(value, copy, memory));
    return as_array(copy);
  },
  Object: (value, memory) => {
    if (is_uncloneable_object(value))
      throw data_clone_error('#<' + (constructor_name(value) ?? 'Object') + '>');
    const copy = remembered(memory, value, { __proto__: null });
    clone_members(value, copy, memory, 0);
    return set_prototype_of(copy, object_prototype);
  },
  Map: (value, memory) => {
    const copy = remembered(memory, value, new Map());
    clone_map(value, copy, memory);
    return copy;
  },
  Set: (value, memory) => {
    const copy = remembered(memory, value, new Set());
    clone_set(value, copy, memory);
    return copy;
  },
  Error: clone_error,
  DOMException: (value, memory) => {
    const copy = new DOMException(
      String(member_text(value, 'message') ?? ''),
      dom_exception_name(value),
    );
    return remembered(memory, value, copy);
  },
  Date: (value, memory) => remembered(memory, value, new Date(date_get_time(value))),
  RegExp: (value, memory) => remembered(memory, value, clone_regexp(value)),
  ArrayBuffer: (value, memory) => remembered(memory, value, clone_buffer(value)),
  TypedArray: (value, memory) => remembered(memory, value, clone_view(value, memory)),
  DataView: (value, memory) => remembered(memory, value, clone_view(value, memory)),
  Number: (value, memory) => remembered(memory, value, new Object(number_value_of(value))),
  String: (value, memory) => remembered(memory, value, new Object(string_value_of(value))),
  Boolean: (value, memory) => remembered(memory, value, new Object(boolean_value_of(value))),
  BigInt: (value, memory) => remembered(memory, value, new Object(bigint_value_of(value))),
};
// Objects of this realm's own interfaces, and the engine's iterators and generators, hold state no
// copy can have.
const is_uncloneable_object = (value) => {
  for (let i = 0; i < interface_parts.length; i++)
    if (interface_parts[i](value) !== undefined) return true;
  for (let holder = get_prototype_of(value), i = 0; holder !== null && i < prototypes_max; i++) {
    if (holder === iterator_prototype || holder === async_iterator_prototype) return true;
    holder = get_prototype_of(holder);
  }
  return false;
};
const async_iterator_prototype = get_prototype_of(
  get_prototype_of(get_prototype_of((async function* () {})())),
);

const clone = (value, memory) => {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'symbol') throw data_clone_error(symbol_to_string(value));
    if (typeof value === 'function') throw data_clone_error(function_to_string(value));
    return value;
  }
  const known = map_get(memory, value);
  if (known !== undefined) return known;
  const kind = kind_of(value);
  const cloner = cloners[kind];
  if (cloner === undefined) throw data_clone_error('#<' + kind + '>');
  return cloner(value, memory);
};
const transfer_list = (options) => {
  const buffers = list();
  const transfer = options_object(options, 'structuredClone').transfer;
  if (transfer === undefined || transfer === null) return buffers;
  const method = is_object(transfer) ? transfer[symbol_iterator] : undefined;
  if (typeof method !== 'function')
    throw new TypeError('structuredClone: `transfer` must be an iterable of buffers');
  const seen = new Set();
  for_each_of(transfer, method, (item) => {
    if (!is_object(item) || kind_of(item) !== 'ArrayBuffer')
      throw data_clone_error('A value in `transfer`');
    if (buffer_detached(item) || set_has(seen, item))
      throw data_clone_error('A buffer in `transfer`');
    set_add(seen, item);
    push(buffers, item);
  });
  return buffers;
};
const clone_functions = {
  structuredClone(value, options = undefined) {
    need_arguments(arguments.length, 1, 'structuredClone');
    const buffers = transfer_list(options);
    const memory = new Map();
    // Cloned first, so that a value that cannot be cloned leaves the buffers where they are.
    for (let i = 0; i < buffers.length; i++) map_set(memory, buffers[i], clone_buffer(buffers[i]));
    const copy = clone(value, memory);
    for (let i = 0; i < buffers.length; i++) buffer_transfer(buffers[i]);
    return copy;
  },
};
