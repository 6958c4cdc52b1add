// Percent-encoding with the sets of the URL standard: one bit per set and ASCII character.
const percent_set = {
  __proto__: null,
  control: 1,
  fragment: 2,
  query: 4,
  special_query: 8,
  path: 16,
  userinfo: 32,
  form: 64,
};
const percent_bits = new Uint8Array(128);
{
  const add = (characters, bits) => {
    for (const c of characters) percent_bits[c.charCodeAt(0)] |= bits;
  };
  const { fragment, query, special_query, path, userinfo, form } = percent_set;
  for (let c = 0; c < 128; c++) if (c < 0x20 || c === 0x7f) percent_bits[c] = 127;
  add(' "<>`', fragment);
  add(' "#<>', query | special_query | path | userinfo);
  add("'", special_query);
  add('?^`{}', path | userinfo);
  add('/:;=@[\\]|', userinfo);
  for (let c = 0x20; c < 0x7f; c++)
    if (!/[A-Za-z0-9*\-._]/.test(String.fromCharCode(c))) percent_bits[c] |= form;
}
const hex_text = [];
for (let byte = 0; byte < 256; byte++)
  hex_text[byte] = '%' + (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase();
set_prototype_of(hex_text, null);

// `text` holds no lone surrogates: everything that enters is made well-formed first.
const percent_encode = (text, set) => {
  let encoded = '';
  let from = 0;
  for (let i = 0; i < text.length;) {
    const unit = string_at(text, i);
    if (unit < 0x80 && (percent_bits[unit] & set) === 0) {
      i++;
      continue;
    }
    encoded += string_slice(text, from, i);
    const width = unit < 0xd800 || unit > 0xdfff ? 1 : 2;
    encoded += unit < 0x80 ? hex_text[unit] : encodeURIComponent(string_slice(text, i, i + width));
    i += width;
    from = i;
  }
  return from === 0 ? text : encoded + string_slice(text, from);
};

const hex_value = (unit) => {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};
// Every %XX becomes its byte, the rest is UTF-8; sequences that are not UTF-8 become U+FFFD.
const percent_decode = (text, plus_is_space = false) => {
  if (string_index_of(text, '%') < 0 && !(plus_is_space && string_index_of(text, '+') >= 0))
    return text;
  const bytes = utf8_encode(text);
  const length = typed_array_length(bytes);
  let written = 0;
  for (let i = 0; i < length; i++) {
    let byte = bytes[i];
    if (byte === 0x2b && plus_is_space) byte = 0x20;
    else if (byte === 0x25 && i + 2 < length) {
      const high = hex_value(bytes[i + 1]);
      const low = hex_value(bytes[i + 2]);
      if (high >= 0 && low >= 0) {
        byte = high * 16 + low;
        i += 2;
      }
    }
    bytes[written++] = byte;
  }
  return utf8_decode(bytes_between(bytes, 0, written));
};

const is_digit = (unit) => unit >= 0x30 && unit <= 0x39;
const is_alpha = (unit) => {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
};
const is_ascii = (text) => {
  for (let i = 0; i < text.length; i++) if (string_at(text, i) > 0x7f) return false;
  return true;
};
// Splits at one character; String.prototype.split would ask String.prototype[Symbol.split].
const split = (text, separator) => {
  const parts = list();
  let from = 0;
  for (;;) {
    const at = string_index_of(text, separator, from);
    if (at < 0) break;
    push(parts, string_slice(text, from, at));
    from = at + separator.length;
  }
  push(parts, string_slice(text, from));
  return parts;
};
