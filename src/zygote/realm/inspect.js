// Text of any value in node's short form, on one line. Getters are named, never called; whatever
// throws (a hostile proxy, an exhausted stack) becomes a marker in the text instead of a failure of
// the run.
const inspect_depth_max = 4;
const inspect_entries_max = 100;
// As node: a longer string inside an object says more about its length than about its content.
const inspect_string_max = 10000;
// The cap on stdout: text beyond it would not be kept.
const inspect_text_max = 262144;

const escape_unit = (unit) => {
  if (unit === 0x0a) return '\\n';
  if (unit === 0x09) return '\\t';
  if (unit === 0x0d) return '\\r';
  if (unit === 0x08) return '\\b';
  if (unit === 0x0c) return '\\f';
  if (unit === 0x0b) return '\\v';
  if (unit === 0x5c) return '\\\\';
  return unit < 0xd800
    ? '\\x' + string_upper(string_pad_start(number_to_string(unit, 16), 2, '0'))
    : '\\u' + number_to_string(unit, 16);
};
const is_control = (unit) => unit < 0x20 || (unit >= 0x7f && unit <= 0x9f);
const is_lone_surrogate = (text, i) => {
  const code = string_code_point_at(text, i);
  if (code < 0xd800 || code > 0xdfff) return false;
  return code < 0xdc00 || i === 0 || string_code_point_at(text, i - 1) <= 0xffff;
};
const quote = (text) => {
  let mark = "'";
  if (string_index_of(text, "'") >= 0) {
    if (string_index_of(text, '"') < 0) mark = '"';
    else if (string_index_of(text, '`') < 0 && string_index_of(text, '${') < 0) mark = '`';
  }
  let quoted = mark;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = string_at(text, i);
    const is_mark = unit === string_at(mark, 0);
    if (!is_mark && unit !== 0x5c && !is_control(unit) && !is_lone_surrogate(text, i)) continue;
    quoted += string_slice(text, from, i) + (is_mark ? '\\' + mark : escape_unit(unit));
    from = i + 1;
  }
  return quoted + string_slice(text, from) + mark;
};
const inspect_string = (text) => {
  if (text.length <= inspect_string_max) return quote(text);
  const rest = text.length - inspect_string_max;
  return (
    quote(string_slice(text, 0, inspect_string_max)) +
    '... ' +
    rest +
    ' more character' +
    (rest > 1 ? 's' : '')
  );
};
const number_text = (value) => (is_same(value, -0) ? '-0' : String(value));
const primitive_text = (value) => {
  if (typeof value === 'string') return inspect_string(value);
  if (typeof value === 'number') return number_text(value);
  if (typeof value === 'bigint') return String(value) + 'n';
  return String(value);
};

const is_identifier = (key) => {
  for (let i = 0; i < key.length; i++) {
    const unit = string_at(key, i);
    const is_letter =
      (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f;
    if (!is_letter && !(i > 0 && unit >= 0x30 && unit <= 0x39)) return false;
  }
  return key !== '';
};
const key_text = (key) => {
  if (typeof key === 'symbol') return '[' + symbol_to_string(key) + ']';
  return is_identifier(key) ? key : quote(key);
};
const function_name = (f) => {
  const name = descriptor_of(f, 'name');
  return name !== undefined && typeof name.value === 'string' ? name.value : '';
};
const constructor_name = (value) => {
  for (
    let holder = value, i = 0;
    holder !== null && i < prototypes_max;
    holder = get_prototype_of(holder), i++
  ) {
    const descriptor = descriptor_of(holder, 'constructor');
    if (descriptor === undefined || typeof descriptor.value !== 'function') continue;
    const name = function_name(descriptor.value);
    if (name !== '') return name;
  }
  return undefined;
};
// A tag is read only where it is plain data, so that looking at a value runs nothing of it; one
// that is listed with the members needs no second place.
const tag_of = (value) => {
  for (
    let holder = value, i = 0;
    holder !== null && i < prototypes_max;
    holder = get_prototype_of(holder), i++
  ) {
    const descriptor = descriptor_of(holder, symbol_tag);
    if (descriptor === undefined) continue;
    const is_member = holder === value && descriptor.enumerable;
    return typeof descriptor.value === 'string' && !is_member ? descriptor.value : '';
  }
  return '';
};
const title_of = (value, fallback, size) => {
  const name = constructor_name(value);
  const count = size === undefined ? '' : '(' + size + ')';
  let title = name === undefined ? '[' + fallback + count + ': null prototype]' : name + count;
  const tag = tag_of(value);
  if (tag !== '' && tag !== name) title += ' [' + tag + ']';
  return title;
};

const function_text = (f) => {
  const source = function_to_string(f);
  const name = function_name(f);
  if (string_starts_with(source, 'class')) {
    const parent = get_prototype_of(f);
    const parent_name = typeof parent === 'function' ? function_name(parent) : '';
    return (
      '[class ' +
      (name === '' ? '(anonymous)' : name) +
      (parent_name === '' ? '' : ' extends ' + parent_name) +
      ']'
    );
  }
  const kind = constructor_name(f) ?? 'Function (null prototype)';
  return '[' + kind + (name === '' ? ' (anonymous)' : ': ' + name) + ']';
};
// Frames of the realm would only confuse, and so would the native ones through which it called: `at
// apply (native)`.
const user_frames = (stack) => {
  const lines = split(stack, '\n');
  const frames = list();
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] === '') continue;
    if (string_index_of(lines[i], realm_file + ':') < 0) {
      push(frames, lines[i]);
      continue;
    }
    while (frames.length > 0 && string_ends_with(frames[frames.length - 1], ' (native)'))
      frames.length--;
  }
  return join(frames, '\n');
};
const member_text = (value, key) => {
  try {
    const member = value[key];
    return typeof member === 'string' ? member : undefined;
  } catch {
    return undefined;
  }
};
const stack_of = (error) => {
  const own = descriptor_of(error, 'stack');
  const stack = own === undefined ? (is_error(error) ? error_stack(error) : undefined) : own.value;
  return typeof stack === 'string' ? user_frames(stack) : '';
};
const error_title = (error) => {
  const name = member_text(error, 'name') ?? 'Error';
  const message = member_text(error, 'message') ?? '';
  return message === '' ? name : name === '' ? message : name + ': ' + message;
};
const error_head = (error, depth) => {
  const title = error_title(error);
  const stack = depth > 0 ? '' : stack_of(error);
  if (stack === '') return '[' + title + ']';
  return string_starts_with(stack, title) ? stack : title + '\n' + stack;
};
