// What an object is by its engine class, never by what it says of itself. The prototype chain
// proposes (one walk, so a proxy's trap is asked once) and a brand check that cannot be forged
// decides; anything else is 'Object'.
const kind_by_prototype = new Map();
const kind_brands = {
  __proto__: null,
  Map: map_size,
  Set: set_size,
  Date: date_get_time,
  ArrayBuffer: buffer_length,
  Number: number_value_of,
  String: string_value_of,
  Boolean: boolean_value_of,
  BigInt: bigint_value_of,
  Symbol: symbol_value_of,
  RegExp: (value) => regexp_flag_getters[1].read(value),
  WeakMap: (value) => weak_map_has(value, value),
  WeakSet: (value) => weak_set_has(value, value),
  WeakRef: weak_ref_deref,
  DOMException: dom_exception_name,
  // No question that leaves a promise untouched exists; its prototype has to do.
  Promise: () => undefined,
};
for (const name of own_keys(kind_brands))
  map_set(kind_by_prototype, globalThis[name].prototype, name);

// Only a proxy can have a chain this long or longer without having built it.
const prototypes_max = 100;

const proposed_kind = (value) => {
  let prototype = get_prototype_of(value);
  for (let i = 0; prototype !== null && i < prototypes_max; i++) {
    const kind = map_get(kind_by_prototype, prototype);
    if (kind !== undefined) return kind;
    prototype = get_prototype_of(prototype);
  }
  return 'Object';
};
const kind_of = (value) => {
  if (typeof value === 'function') return 'Function';
  if (is_array(value)) return 'Array';
  if (is_view(value)) return typed_array_name(value) === undefined ? 'DataView' : 'TypedArray';
  if (is_error(value)) return 'Error';
  const kind = proposed_kind(value);
  if (kind === 'Object') return kind;
  try {
    kind_brands[kind](value);
    return kind;
  } catch {
    return 'Object';
  }
};

// A view of the bytes of an ArrayBuffer or of any view on one; undefined for everything else.
const bytes_of = (source) => {
  if (!is_object(source)) return undefined;
  if (is_view(source)) {
    return typed_array_name(source) === undefined
      ? new Uint8Array(data_view_buffer(source), data_view_offset(source), data_view_bytes(source))
      : new Uint8Array(
          typed_array_buffer(source),
          typed_array_offset(source),
          typed_array_bytes(source),
        );
  }
  return kind_of(source) === 'ArrayBuffer' ? new Uint8Array(source) : undefined;
};
const type_name = (value) => {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return is_array(value) ? 'an array' : 'an object';
};
