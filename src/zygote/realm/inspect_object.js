// The part of inspect that opens objects: entries of each kind, members, cycles, bounds.
const inspect_members = (value, state, skip_indices, hidden) => {
  const keys = own_keys(value);
  const parts = list();
  let left = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (skip_indices && typeof key === 'string' && is_index(key)) continue;
    const descriptor = descriptor_of(value, key);
    const is_shown = hidden !== undefined && hidden[key] === true;
    if (descriptor === undefined || (!descriptor.enumerable && !is_shown)) continue;
    if (parts.length >= inspect_entries_max || state.length > inspect_text_max) {
      left++;
      continue;
    }
    const shown_key = descriptor.enumerable ? key_text(key) : '[' + key_text(key) + ']';
    push(parts, shown_key + ': ' + inspect_property(descriptor, state));
  }
  if (left > 0) push(parts, more(left, 'item'));
  return parts;
};
const inspect_property = (descriptor, state) => {
  if (descriptor.get !== undefined)
    return descriptor.set !== undefined ? '[Getter/Setter]' : '[Getter]';
  if (descriptor.set !== undefined) return '[Setter]';
  return inspect_value(descriptor.value, state);
};
const more = (count, noun) => '... ' + count + ' more ' + noun + (count > 1 ? 's' : '');
const is_index = (key) => {
  if (key === '' || key.length > 10) return false;
  for (let i = 0; i < key.length; i++) {
    const unit = string_at(key, i);
    if (unit < 0x30 || unit > 0x39) return false;
  }
  return key === '0' || string_at(key, 0) !== 0x30;
};
const append_all = (parts, others) => {
  for (let i = 0; i < others.length; i++) push(parts, others[i]);
};

const array_parts = (value, state) => {
  const length = value.length;
  const parts = list();
  let i = 0;
  while (i < length && parts.length < inspect_entries_max && state.length <= inspect_text_max) {
    const descriptor = descriptor_of(value, String(i));
    if (descriptor !== undefined) {
      push(parts, inspect_property(descriptor, state));
      i++;
      continue;
    }
    const first = i;
    i = next_filled(value, i, length);
    push(parts, '<' + (i - first) + ' empty item' + (i - first > 1 ? 's' : '') + '>');
  }
  if (i < length) push(parts, more(length - i, 'item'));
  append_all(parts, inspect_members(value, state, true));
  return parts;
};
// Asks the keys instead of every index: a sparse array may claim four thousand million of them.
const next_filled = (value, from, length) => {
  const keys = own_keys(value);
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] !== 'string' || !is_index(keys[i])) break;
    if (Number(keys[i]) > from) return Number(keys[i]);
  }
  return length;
};
const typed_array_parts = (value, state) => {
  const length = typed_array_length(value);
  const shown = min(length, inspect_entries_max);
  const parts = list();
  for (let i = 0; i < shown; i++) push(parts, primitive_text(value[i]));
  if (shown < length) push(parts, more(length - shown, 'item'));
  append_all(parts, inspect_members(value, state, true));
  return parts;
};
const map_parts = (value, state) => {
  const parts = list();
  let left = 0;
  map_for_each(value, (item, key) => {
    if (parts.length >= inspect_entries_max || state.length > inspect_text_max) left++;
    else push(parts, inspect_value(key, state) + ' => ' + inspect_value(item, state));
  });
  if (left > 0) push(parts, more(left, 'item'));
  append_all(parts, inspect_members(value, state, false));
  return parts;
};
const set_parts = (value, state) => {
  const parts = list();
  let left = 0;
  set_for_each(value, (item) => {
    if (parts.length >= inspect_entries_max || state.length > inspect_text_max) left++;
    else push(parts, inspect_value(item, state));
  });
  if (left > 0) push(parts, more(left, 'item'));
  append_all(parts, inspect_members(value, state, false));
  return parts;
};
const buffer_parts = (value) => {
  if (buffer_detached(value)) return list_of('(detached)', 'byteLength: 0');
  const bytes = new Uint8Array(value);
  const length = buffer_length(value);
  const shown = min(length, inspect_entries_max);
  let contents = '';
  for (let i = 0; i < shown; i++) {
    contents += (i > 0 ? ' ' : '') + string_pad_start(number_to_string(bytes[i], 16), 2, '0');
  }
  if (shown < length) contents += ' ' + more(length - shown, 'byte');
  return list_of('[Uint8Contents]: <' + contents + '>', 'byteLength: ' + length);
};

const braces = (prefix, parts, open, close) => {
  const head = prefix === '' ? '' : prefix + ' ';
  return parts.length === 0
    ? head + open + close
    : head + open + ' ' + join(parts, ', ') + ' ' + close;
};
const with_members = (head, value, state, skip_indices = false, hidden = undefined) => {
  const parts = inspect_members(value, state, skip_indices, hidden);
  return parts.length === 0 ? head : braces(head, parts, '{', '}');
};
const error_details = { __proto__: null, cause: true, errors: true };

// Interfaces of the realm add how they look here: a brand check and the parts to show.
const interface_parts = list();

const object_text = (value, state) => {
  for (let i = 0; i < interface_parts.length; i++) {
    const parts = interface_parts[i](value);
    if (parts !== undefined) return braces(title_of(value, 'Object'), parts, '{', '}');
  }
  const title = title_of(value, 'Object');
  return braces(title === 'Object' ? '' : title, inspect_members(value, state, false), '{', '}');
};
const boxed_text = (kind, value, state) => {
  const inner =
    kind === 'String'
      ? string_value_of(value)
      : kind === 'Number'
        ? number_value_of(value)
        : kind === 'Boolean'
          ? boolean_value_of(value)
          : kind === 'BigInt'
            ? bigint_value_of(value)
            : symbol_value_of(value);
  return with_members(
    '[' + kind + ': ' + primitive_text(inner) + ']',
    value,
    state,
    kind === 'String',
  );
};
const date_text = (value) => {
  const time = date_get_time(value);
  return time === time ? date_to_iso(value) : 'Invalid Date';
};
const regexp_text = (value) => {
  let flags = '';
  for (let i = 0; i < regexp_flag_getters.length; i++) {
    if (regexp_flag_getters[i].read(value)) flags += regexp_flag_getters[i].letter;
  }
  return '/' + regexp_source(value) + '/' + flags;
};
const inspectors = {
  __proto__: null,
  Function: (value, state) => with_members(function_text(value), value, state),
  Array: (value, state) => {
    const name = constructor_name(value);
    const title =
      name === 'Array'
        ? ''
        : name === undefined
          ? '[Array(' + value.length + '): null prototype]'
          : name + '(' + value.length + ')';
    return braces(title, array_parts(value, state), '[', ']');
  },
  TypedArray: (value, state) =>
    braces(
      title_of(value, typed_array_name(value), typed_array_length(value)),
      typed_array_parts(value, state),
      '[',
      ']',
    ),
  DataView: (value) =>
    braces(
      title_of(value, 'DataView'),
      list_of('byteLength: ' + data_view_bytes(value), 'byteOffset: ' + data_view_offset(value)),
      '{',
      '}',
    ),
  ArrayBuffer: (value) => braces(title_of(value, 'ArrayBuffer'), buffer_parts(value), '{', '}'),
  Error: (value, state) =>
    with_members(error_head(value, state.depth - 1), value, state, false, error_details),
  DOMException: (value, state) => error_head(value, state.depth - 1),
  Map: (value, state) =>
    braces(title_of(value, 'Map', map_size(value)), map_parts(value, state), '{', '}'),
  Set: (value, state) =>
    braces(title_of(value, 'Set', set_size(value)), set_parts(value, state), '{', '}'),
  Date: (value, state) => with_members(date_text(value), value, state),
  RegExp: (value, state) => with_members(regexp_text(value), value, state),
  WeakMap: (value) => braces(title_of(value, 'WeakMap'), list_of('<items unknown>'), '{', '}'),
  WeakSet: (value) => braces(title_of(value, 'WeakSet'), list_of('<items unknown>'), '{', '}'),
  WeakRef: (value, state) =>
    braces(
      title_of(value, 'WeakRef'),
      list_of(inspect_value(weak_ref_deref(value), state)),
      '{',
      '}',
    ),
  Promise: (value, state) =>
    braces(title_of(value, 'Promise'), inspect_members(value, state, false), '{', '}'),
  Object: object_text,
};
for (const kind of ['Number', 'String', 'Boolean', 'BigInt', 'Symbol']) {
  inspectors[kind] = (value, state) => boxed_text(kind, value, state);
}

const too_deep_text = (value) => {
  if (typeof value === 'function') return function_text(value);
  const kind = kind_of(value);
  if (kind === 'Array') return '[Array]';
  if (kind === 'Date') return date_text(value);
  if (kind === 'RegExp') return regexp_text(value);
  if (kind === 'Error') return '[' + error_title(value) + ']';
  return '[' + title_of(value, 'Object') + ']';
};
const open_object = (value, state) => {
  for (let i = 0; i < state.parents.length; i++) {
    if (state.parents[i] !== value) continue;
    if (!map_has(state.circular, value))
      map_set(state.circular, value, map_size(state.circular) + 1);
    return '[Circular *' + map_get(state.circular, value) + ']';
  }
  if (state.depth > state.depth_max) return too_deep_text(value);
  push(state.parents, value);
  state.depth++;
  const text = inspectors[kind_of(value)](value, state);
  state.depth--;
  state.parents.length--;
  const circle = map_get(state.circular, value);
  return circle === undefined ? text : '<ref *' + circle + '> ' + text;
};
const inspect_value = (value, state) => {
  if (!is_object(value)) {
    const text = primitive_text(value);
    state.length += text.length;
    return text;
  }
  const { depth } = state;
  const open = state.parents.length;
  try {
    const text = open_object(value, state);
    state.length += 8;
    return text;
  } catch {
    state.depth = depth;
    state.parents.length = open;
    return '[Thrown while being shown]';
  }
};
const inspect = (value, depth_max = inspect_depth_max) =>
  inspect_value(value, {
    __proto__: null,
    depth: 0,
    depth_max,
    length: 0,
    parents: list(),
    circular: new Map(),
  });
