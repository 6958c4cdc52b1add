// Hosts of the URL standard: domains, IPv4 in all its spellings, IPv6, opaque hosts. Each returns
// the serialised host, or undefined for a host that is none.
const forbidden_host = new Uint8Array(128);
const forbidden_domain = new Uint8Array(128);
for (const c of '\0\t\n\r #/:<>?@[\\]^|')
  forbidden_host[c.charCodeAt(0)] = forbidden_domain[c.charCodeAt(0)] = 1;
for (let c = 0; c < 0x20; c++) forbidden_domain[c] = 1;
forbidden_domain[0x25] = forbidden_domain[0x7f] = 1;
const has_forbidden = (text, table) => {
  for (let i = 0; i < text.length; i++) {
    const unit = string_at(text, i);
    if (unit < 0x80 && table[unit] === 1) return true;
  }
  return false;
};

const parse_ipv4_number = (text) => {
  if (text === '') return undefined;
  let digits = text;
  let radix = 10;
  if (text.length >= 2 && text[0] === '0') {
    const is_hex = (string_at(text, 1) | 0x20) === 0x78;
    digits = string_slice(text, is_hex ? 2 : 1);
    radix = is_hex ? 16 : 8;
  }
  let value = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = hex_value(string_at(digits, i));
    if (digit < 0 || digit >= radix) return undefined;
    value = value * radix + digit;
  }
  return value;
};
const ends_in_number = (domain) => {
  const parts = split(domain, '.');
  if (parts[parts.length - 1] === '') {
    if (parts.length === 1) return false;
    parts.length--;
  }
  const last = parts[parts.length - 1];
  let is_decimal = last !== '';
  for (let i = 0; i < last.length; i++) if (!is_digit(string_at(last, i))) is_decimal = false;
  return is_decimal || parse_ipv4_number(last) !== undefined;
};
const parse_ipv4 = (domain) => {
  const parts = split(domain, '.');
  if (parts[parts.length - 1] === '' && parts.length > 1) parts.length--;
  if (parts.length > 4) return undefined;
  let address = 0;
  for (let i = 0; i < parts.length; i++) {
    const number = parse_ipv4_number(parts[i]);
    if (number === undefined) return undefined;
    const is_last = i === parts.length - 1;
    if (is_last ? number >= 256 ** (5 - parts.length) : number > 255) return undefined;
    address += is_last ? number : number * 256 ** (3 - i);
  }
  return (
    floor(address / 16777216) +
    '.' +
    (floor(address / 65536) % 256) +
    '.' +
    (floor(address / 256) % 256) +
    '.' +
    (address % 256)
  );
};

// The four decimal bytes at the end of an IPv6 address, as two pieces; undefined when they are not
// that.
const parse_ipv6_tail = (text, from) => {
  const bytes = split(string_slice(text, from), '.');
  if (bytes.length !== 4) return undefined;
  for (let i = 0; i < 4; i++) {
    const part = bytes[i];
    if (part === '' || part.length > 3 || (part.length > 1 && part[0] === '0')) return undefined;
    for (let k = 0; k < part.length; k++) if (!is_digit(string_at(part, k))) return undefined;
    bytes[i] = parse_int(part, 10);
    if (bytes[i] > 255) return undefined;
  }
  return list_of(bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]);
};
const parse_ipv6_pieces = (text) => {
  const pieces = list();
  let compress = -1;
  let at = 0;
  if (char_at(text, 0) === ':') {
    if (char_at(text, 1) !== ':') return undefined;
    at = 2;
    compress = 0;
  }
  while (at < text.length) {
    if (pieces.length === 8) return undefined;
    if (text[at] === ':') {
      if (compress >= 0) return undefined;
      at++;
      compress = pieces.length;
      continue;
    }
    const begin = at;
    let value = 0;
    for (; at < text.length && at - begin < 4 && hex_value(string_at(text, at)) >= 0; at++) {
      value = value * 16 + hex_value(string_at(text, at));
    }
    if (char_at(text, at) === '.') {
      const tail = at === begin || pieces.length > 6 ? undefined : parse_ipv6_tail(text, begin);
      if (tail === undefined) return undefined;
      append_all(pieces, tail);
      break;
    }
    if (at < text.length && (text[at] !== ':' || ++at === text.length)) return undefined;
    push(pieces, value);
  }
  return spread_pieces(pieces, compress);
};
const spread_pieces = (pieces, compress) => {
  if (compress < 0) return pieces.length === 8 ? pieces : undefined;
  if (pieces.length === 8) return undefined;
  while (pieces.length < 8) insert_at(pieces, compress, 0);
  return pieces;
};
const serialize_ipv6 = (pieces) => {
  let best = -1;
  let best_length = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && pieces[i + length] === 0) length++;
    if (length > best_length) {
      best = i;
      best_length = length;
    }
    i += length;
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      text += i === 0 ? '::' : ':';
      i += best_length - 1;
      continue;
    }
    text += number_to_string(pieces[i], 16) + (i < 7 ? ':' : '');
  }
  return text;
};

const parse_host = (text, is_special) => {
  if (char_at(text, 0) === '[') {
    if (!string_ends_with(text, ']')) return undefined;
    const pieces = parse_ipv6_pieces(string_slice(text, 1, -1));
    return pieces === undefined ? undefined : '[' + serialize_ipv6(pieces) + ']';
  }
  if (!is_special)
    return has_forbidden(text, forbidden_host)
      ? undefined
      : percent_encode(text, percent_set.control);
  const domain = domain_to_ascii(percent_decode(text));
  if (domain === undefined || domain === '' || has_forbidden(domain, forbidden_domain))
    return undefined;
  return ends_in_number(domain) ? parse_ipv4(domain) : domain;
};
