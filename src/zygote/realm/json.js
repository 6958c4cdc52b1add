// JSON text of user values. The engine's JSON.stringify keeps its stack in an ordinary array, so an
// index property on Array.prototype breaks it; then, and only then, the writer below does the same
// work.
const first_key_is_index = (prototype) => {
  const key = own_keys(prototype)[0];
  if (typeof key !== 'string' || key === '') return false;
  const code = string_at(key, 0);
  return code >= 0x30 && code <= 0x39;
};
// Integer keys are listed first, so one look at the first key of each prototype decides.
const arrays_are_plain = () =>
  get_prototype_of(array_prototype) === object_prototype &&
  !first_key_is_index(array_prototype) &&
  !first_key_is_index(object_prototype);

// As deep as the engine's own writer gets before its stack ends, by order of magnitude.
const json_depth_max = 1000;

const json_unboxed = (value) => {
  const kind = kind_of(value);
  if (kind === 'Number') return Number(value);
  if (kind === 'String') return String(value);
  if (kind === 'Boolean') return boolean_value_of(value);
  if (kind === 'BigInt') return bigint_value_of(value);
  return value;
};
const json_write = (holder, key, parents) => {
  let value = holder[key];
  if (is_object(value) || typeof value === 'bigint') {
    const to_json = value.toJSON;
    if (typeof to_json === 'function') value = reflect_apply(to_json, value, [key]);
  }
  if (typeof value === 'object' && value !== null) value = json_unboxed(value);
  if (typeof value === 'bigint') throw new TypeError('a BigInt has no JSON form');
  if (typeof value !== 'object' || value === null) return json_stringify(value);
  if (parents.length === json_depth_max) throw new RangeError('nested too deeply');
  for (let i = 0; i < parents.length; i++) {
    if (parents[i] === value) throw new TypeError('circular reference');
  }
  push(parents, value);
  const text = is_array(value)
    ? json_write_array(value, parents)
    : json_write_members(value, parents);
  parents.length--;
  return text;
};
const json_write_array = (value, parents) => {
  const length = value.length;
  let text = '[';
  for (let i = 0; i < length; i++) {
    const item = json_write(value, String(i), parents);
    text += (i > 0 ? ',' : '') + (item === undefined ? 'null' : item);
  }
  return text + ']';
};
const json_write_members = (value, parents) => {
  const keys = own_keys(value);
  let text = '';
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] !== 'string') continue;
    const descriptor = descriptor_of(value, keys[i]);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const item = json_write(value, keys[i], parents);
    if (item !== undefined) text += (text === '' ? '' : ',') + json_stringify(keys[i]) + ':' + item;
  }
  return '{' + text + '}';
};
// JSON text as any reader takes it. JSON.stringify writes half a surrogate pair as an escape, and
// no other escape of it begins like one; it becomes U+FFFD, as in all other text that leaves.
const json_well_formed = (text) => {
  if (string_index_of(text, '\\ud') < 0) return text;
  let result = '';
  let done = 0;
  for (let at = string_index_of(text, '\\'); at >= 0; at = string_index_of(text, '\\', at)) {
    if (string_slice(text, at, at + 3) === '\\ud') {
      result += string_slice(text, done, at) + '\ufffd';
      at += 6;
      done = at;
    } else {
      at += 2;
    }
  }
  return result + string_slice(text, done);
};
const json_text = (value) => {
  if (arrays_are_plain()) return json_stringify(value);
  return json_write({ __proto__: null, '': value }, '', list());
};
