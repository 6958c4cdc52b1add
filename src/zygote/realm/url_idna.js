// Host names outside ASCII: lower case, compatibility composition and Punycode (RFC 3492). This is
// the common part of IDNA; the full mapping table of UTS #46 (megabytes of data files) is not here.
const punycode_delta = (delta, points, is_first) => {
  let rest = is_first ? floor(delta / 700) : delta >> 1;
  rest += floor(rest / points);
  let k = 0;
  for (; rest > 455; k += 36) rest = floor(rest / 35);
  return k + floor((36 * rest) / (rest + 38));
};
const punycode_threshold = (k, bias) => (k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias);
const punycode_digit = (digit) => from_char_code(digit < 26 ? digit + 0x61 : digit - 26 + 0x30);
const code_points = (text) => {
  const points = list();
  for (let i = 0; i < text.length; i++) {
    const point = string_code_point_at(text, i);
    push(points, point);
    if (point > 0xffff) i++;
  }
  return points;
};
const punycode_encode = (points) => {
  let output = '';
  for (let i = 0; i < points.length; i++) if (points[i] < 0x80) output += from_char_code(points[i]);
  const basic = output.length;
  if (basic > 0) output += '-';
  let handled = basic;
  let n = 0x80;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    let next = 0x110000;
    for (let i = 0; i < points.length; i++)
      if (points[i] >= n && points[i] < next) next = points[i];
    delta += (next - n) * (handled + 1);
    n = next;
    for (let i = 0; i < points.length; i++) {
      if (points[i] < n) delta++;
      if (points[i] !== n) continue;
      let q = delta;
      for (let k = 36; ; k += 36) {
        const t = punycode_threshold(k, bias);
        if (q < t) break;
        output += punycode_digit(t + ((q - t) % (36 - t)));
        q = floor((q - t) / (36 - t));
      }
      output += punycode_digit(q);
      bias = punycode_delta(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
};
const punycode_value = (unit) => {
  if (is_digit(unit)) return unit - 0x30 + 26;
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 : 36;
};
const insert_at = (points, index, point) => {
  for (let i = points.length; i > index; i--) points[i] = points[i - 1];
  points[index] = point;
};
// The code points that `text` (lower case, without "xn--") stands for; undefined when it stands for
// none.
const punycode_decode = (text) => {
  const points = list();
  const delimiter = string_last_index_of(text, '-');
  for (let i = 0; i < delimiter; i++) push(points, string_at(text, i));
  let n = 0x80;
  let index = 0;
  let bias = 72;
  for (let at = delimiter > 0 ? delimiter + 1 : 0; at < text.length;) {
    const before = index;
    let weight = 1;
    for (let k = 36; ; k += 36) {
      const digit = at < text.length ? punycode_value(string_at(text, at++)) : 36;
      if (digit === 36) return undefined;
      index += digit * weight;
      if (index > 0x7fffffff) return undefined;
      const t = punycode_threshold(k, bias);
      if (digit < t) break;
      weight *= 36 - t;
    }
    const count = points.length + 1;
    bias = punycode_delta(index - before, count, before === 0);
    n += floor(index / count);
    index %= count;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    insert_at(points, index++, n);
  }
  return points;
};

// Characters that IDNA drops: soft hyphen, joiners it ignores, variation selectors, zero-width
// marks.
const is_ignored_point = (point) =>
  point === 0xad ||
  point === 0x034f ||
  point === 0x200b ||
  point === 0x2060 ||
  point === 0x2064 ||
  point === 0xfeff ||
  (point >= 0xfe00 && point <= 0xfe0f) ||
  (point >= 0x180b && point <= 0x180d) ||
  point === 0x180f;
// Never part of a name: controls, separators, private use, noncharacters, U+FFFD and the like.
const is_disallowed_point = (point) =>
  (point >= 0x80 && point <= 0x9f) ||
  point === 0x1680 ||
  (point >= 0x2000 && point <= 0x200f) ||
  (point >= 0x2028 && point <= 0x202f) ||
  point === 0x2061 ||
  point === 0x2062 ||
  point === 0x2063 ||
  (point >= 0x2065 && point <= 0x206f) ||
  point === 0x3000 ||
  (point >= 0xd800 && point <= 0xf8ff) ||
  (point >= 0xfdd0 && point <= 0xfdef) ||
  (point >= 0xfff0 && point <= 0xffff) ||
  point >= 0xe0000 ||
  (point & 0xfffe) === 0xfffe;
const is_ideographic_stop = (point) => point === 0x3002 || point === 0xff0e || point === 0xff61;

const mapped_domain = (domain) => {
  const points = code_points(domain);
  let kept = '';
  for (let i = 0; i < points.length; i++) {
    if (is_ideographic_stop(points[i])) kept += '.';
    else if (points[i] === 0x1e9e) kept += 'ß';
    // One at a time: the lower case of a final sigma depends on its neighbours, the mapping does
    // not.
    else if (!is_ignored_point(points[i])) kept += string_lower(from_code_point(points[i]));
  }
  return string_normalize(string_lower_each(string_normalize(kept, 'NFKC')), 'NFC');
};
const string_lower_each = (text) => {
  const points = code_points(text);
  let lower = '';
  for (let i = 0; i < points.length; i++) lower += string_lower(from_code_point(points[i]));
  return lower;
};
const is_valid_label = (label) => {
  const points = code_points(label);
  for (let i = 0; i < points.length; i++) if (is_disallowed_point(points[i])) return false;
  return true;
};
// "xn--…" must decode to a label that encodes to the same text again; undefined refuses it.
const checked_ace_label = (label) => {
  const points = punycode_decode(string_slice(label, 4));
  if (points === undefined || points.length === 0) return undefined;
  let text = '';
  for (let i = 0; i < points.length; i++) text += from_code_point(points[i]);
  if (is_ascii(text) || mapped_domain(text) !== text || !is_valid_label(text)) return undefined;
  return label;
};
const domain_to_ascii = (domain) => {
  const mapped = is_ascii(domain) ? string_lower(domain) : mapped_domain(domain);
  if (is_ascii(mapped) && string_index_of(mapped, 'xn--') < 0) return mapped;
  const labels = split(mapped, '.');
  for (let i = 0; i < labels.length; i++) {
    if (!is_ascii(labels[i])) {
      if (!is_valid_label(labels[i]) || string_starts_with(labels[i], 'xn--')) return undefined;
      labels[i] = 'xn--' + punycode_encode(code_points(labels[i]));
    } else if (
      string_starts_with(labels[i], 'xn--') &&
      checked_ace_label(labels[i]) === undefined
    ) {
      return undefined;
    }
  }
  return join(labels, '.');
};
