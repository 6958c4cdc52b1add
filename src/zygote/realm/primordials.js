// Every intrinsic the realm uses, captured before user code can replace it. The constructors shadow
// the globals of the same name, so that no later line of the realm can look a global up at run
// time.
const {
  Array,
  ArrayBuffer,
  BigInt,
  Boolean,
  DataView,
  Date,
  DOMException,
  Error,
  EvalError,
  Float64Array,
  Function,
  InternalError,
  JSON,
  Map,
  Math,
  Number,
  Object,
  Promise,
  Proxy,
  RangeError,
  ReferenceError,
  Reflect,
  RegExp,
  Set,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  URIError,
  Uint8Array,
  Uint16Array,
  WeakMap,
  WeakRef,
  WeakSet,
  decodeURIComponent,
  encodeURIComponent,
  escape,
  unescape,
  globalThis: global_object,
} = globalThis;
const {
  apply: reflect_apply,
  construct: reflect_construct,
  defineProperty: reflect_define,
  deleteProperty: reflect_delete,
  getOwnPropertyDescriptor: reflect_descriptor,
  getPrototypeOf: get_prototype_of,
  ownKeys: own_keys,
} = Reflect;
const { setPrototypeOf: set_prototype_of } = Object;

// uncurry(f)(self, ...rest) is f.call(self, ...rest) without looking anything up on a shared
// prototype.
const function_call = Function.prototype.call;
const function_bind = Function.prototype.bind;
const uncurry = (f) => reflect_apply(function_bind, function_call, [f]);
const getter_of = (holder, key) => uncurry(reflect_descriptor(holder, key).get);

const function_to_string = uncurry(Function.prototype.toString);

const has_own = uncurry(Object.prototype.hasOwnProperty);
const is_enumerable = uncurry(Object.prototype.propertyIsEnumerable);

const is_array = Array.isArray;
const array_sort = uncurry(Array.prototype.sort);

const string_at = uncurry(String.prototype.charCodeAt);
const string_code_point_at = uncurry(String.prototype.codePointAt);
const string_ends_with = uncurry(String.prototype.endsWith);
const string_index_of = uncurry(String.prototype.indexOf);
const string_last_index_of = uncurry(String.prototype.lastIndexOf);
const string_lower = uncurry(String.prototype.toLowerCase);
const string_normalize = uncurry(String.prototype.normalize);
const string_pad_end = uncurry(String.prototype.padEnd);
const string_pad_start = uncurry(String.prototype.padStart);
const string_repeat = uncurry(String.prototype.repeat);
const string_slice = uncurry(String.prototype.slice);
const string_starts_with = uncurry(String.prototype.startsWith);
const string_trim = uncurry(String.prototype.trim);
const string_upper = uncurry(String.prototype.toUpperCase);
const string_value_of = uncurry(String.prototype.valueOf);
const string_well_formed = uncurry(String.prototype.toWellFormed);
// Past the end of a string an index is looked up on String.prototype, where anybody may have put
// something.
const char_at = (text, index) => (index < text.length ? text[index] : undefined);
// The conversion of the web interfaces: unlike String(value) it refuses symbols. A template literal
// is no way to do it, nor to do anything here: this engine compiles one into a call of
// String.prototype.concat.
const to_text = (value) => {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return String(value);
};
const { fromCharCode: from_char_code, fromCodePoint: from_code_point } = String;

const number_to_string = uncurry(Number.prototype.toString);
const number_value_of = uncurry(Number.prototype.valueOf);
const {
  isInteger: is_integer,
  isFinite: is_finite,
  parseFloat: parse_float,
  parseInt: parse_int,
} = Number;
const { floor, max, min, trunc } = Math;
const is_same = Object.is;

const bigint_value_of = uncurry(BigInt.prototype.valueOf);
const boolean_value_of = uncurry(Boolean.prototype.valueOf);
const symbol_to_string = uncurry(Symbol.prototype.toString);
const symbol_value_of = uncurry(Symbol.prototype.valueOf);
const { iterator: symbol_iterator, toStringTag: symbol_tag } = Symbol;
const iterator_prototype = get_prototype_of(get_prototype_of([][symbol_iterator]()));

const date_get_time = uncurry(Date.prototype.getTime);
const date_to_iso = uncurry(Date.prototype.toISOString);
const regexp_to_string = uncurry(RegExp.prototype.toString);
const regexp_source = getter_of(RegExp.prototype, 'source');
// RegExp.prototype.flags reads the single flag getters of the object, which user code may replace.
const regexp_flag_getters = [
  ['d', 'hasIndices'],
  ['g', 'global'],
  ['i', 'ignoreCase'],
  ['m', 'multiline'],
  ['s', 'dotAll'],
  ['u', 'unicode'],
  ['v', 'unicodeSets'],
  ['y', 'sticky'],
].map(([letter, name]) => ({ __proto__: null, letter, read: getter_of(RegExp.prototype, name) }));
set_prototype_of(regexp_flag_getters, null);

const map_delete = uncurry(Map.prototype.delete);
const map_for_each = uncurry(Map.prototype.forEach);
const map_get = uncurry(Map.prototype.get);
const map_has = uncurry(Map.prototype.has);
const map_set = uncurry(Map.prototype.set);
const map_size = getter_of(Map.prototype, 'size');
const set_add = uncurry(Set.prototype.add);
const set_for_each = uncurry(Set.prototype.forEach);
const set_has = uncurry(Set.prototype.has);
const set_size = getter_of(Set.prototype, 'size');
const weak_map_has = uncurry(WeakMap.prototype.has);
const weak_set_has = uncurry(WeakSet.prototype.has);
const weak_ref_deref = uncurry(WeakRef.prototype.deref);

const promise_then = uncurry(Promise.prototype.then);

const buffer_length = getter_of(ArrayBuffer.prototype, 'byteLength');
const buffer_length_max = getter_of(ArrayBuffer.prototype, 'maxByteLength');
const buffer_detached = getter_of(ArrayBuffer.prototype, 'detached');
const buffer_resizable = getter_of(ArrayBuffer.prototype, 'resizable');
const buffer_transfer = uncurry(ArrayBuffer.prototype.transfer);
const is_view = ArrayBuffer.isView;
const typed_array_prototype = get_prototype_of(Uint8Array.prototype);
const typed_array_buffer = getter_of(typed_array_prototype, 'buffer');
const typed_array_bytes = getter_of(typed_array_prototype, 'byteLength');
const typed_array_length = getter_of(typed_array_prototype, 'length');
const typed_array_name = getter_of(typed_array_prototype, symbol_tag);
const typed_array_offset = getter_of(typed_array_prototype, 'byteOffset');
const typed_array_set = uncurry(typed_array_prototype.set);
const data_view_buffer = getter_of(DataView.prototype, 'buffer');
const data_view_bytes = getter_of(DataView.prototype, 'byteLength');
const data_view_offset = getter_of(DataView.prototype, 'byteOffset');
const typed_array_constructors = { __proto__: null };
for (const name of [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
]) {
  typed_array_constructors[name] = globalThis[name];
}

const { parse: json_parse, stringify: json_stringify } = JSON;
const native_atob = globalThis.atob;
const native_btoa = globalThis.btoa;
const native_queue_microtask = globalThis.queueMicrotask;
const bytes_from_base64 = Uint8Array.fromBase64;
const bytes_to_base64 = uncurry(Uint8Array.prototype.toBase64);

const is_error = Error.isError;
const error_stack = getter_of(Error.prototype, 'stack');
const dom_exception_name = getter_of(DOMException.prototype, 'name');

// A list is an array without a prototype: writing past its end meets no setter of Array.prototype.
const list = () => set_prototype_of([], null);
const list_of = (...items) => set_prototype_of(items, null);
const push = (items, item) => {
  items[items.length] = item;
};
const join = (items, separator) => {
  let text = items.length > 0 ? items[0] : '';
  for (let i = 1; i < items.length; i++) text += separator + items[i];
  return text;
};

// Descriptors without a prototype: an Object.prototype.get of the user's must not become a getter
// of ours.
const define = (target, key, value, enumerable = false) =>
  reflect_define(target, key, {
    __proto__: null,
    value,
    writable: true,
    enumerable,
    configurable: true,
  });
const descriptor_of = (target, key) => {
  const descriptor = reflect_descriptor(target, key);
  if (descriptor !== undefined) set_prototype_of(descriptor, null);
  return descriptor;
};
const own_value = (target, key) => (has_own(target, key) ? target[key] : undefined);

const is_object = (value) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
// Web interfaces list their members and carry a tag; class syntax alone hides the first and lacks
// the second.
const as_web_interface = (constructor, name) => {
  const prototype = constructor.prototype;
  const keys = own_keys(prototype);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === 'constructor' || typeof keys[i] === 'symbol') continue;
    reflect_define(prototype, keys[i], { __proto__: null, enumerable: true });
  }
  reflect_define(prototype, symbol_tag, { __proto__: null, value: name, configurable: true });
  return constructor;
};
// The file name the host gave this text, found once: frames that carry it are ours, not the user's.
const realm_file = (() => {
  const stack = error_stack(new Error());
  const open = string_last_index_of(string_slice(stack, 0, string_index_of(stack, '\n')), '(');
  const place = string_slice(stack, open + 1, string_index_of(stack, ')', open));
  const column = string_last_index_of(place, ':');
  return string_slice(place, 0, string_last_index_of(place, ':', column - 1));
})();
// What leaves the realm is an ordinary array again.
const array_prototype = Array.prototype;
const object_prototype = Object.prototype;
const as_array = (items) => set_prototype_of(items, array_prototype);
