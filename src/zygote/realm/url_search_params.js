// URLSearchParams over a list of [name, value] pairs; one that belongs to a URL writes every change
// back to it.
const form_encode = (text) => join(split(percent_encode(text, percent_set.form), '%20'), '+');
const parse_form = (text) => {
  const pairs = list();
  const parts = split(text, '&');
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === '') continue;
    const equals = string_index_of(parts[i], '=');
    const name = equals < 0 ? parts[i] : string_slice(parts[i], 0, equals);
    push(
      pairs,
      list_of(
        percent_decode(name, true),
        equals < 0 ? '' : percent_decode(string_slice(parts[i], equals + 1), true),
      ),
    );
  }
  return pairs;
};
const serialize_form = (pairs) => {
  let text = '';
  for (let i = 0; i < pairs.length; i++) {
    text += (i > 0 ? '&' : '') + form_encode(pairs[i][0]) + '=' + form_encode(pairs[i][1]);
  }
  return text;
};
const web_string = (value) => string_well_formed(to_text(value));

// The iteration protocol as the user's objects speak it: their iterators are asked, by design.
const for_each_of = (iterable, method, visit) => {
  const iterator = reflect_apply(method, iterable, []);
  const next = iterator.next;
  for (;;) {
    const step = reflect_apply(next, iterator, []);
    if (!is_object(step))
      throw new TypeError('the iterator returned something that is not an object');
    if (step.done) return;
    visit(step.value);
  }
};
const pair_of = (item, where) => {
  const method = is_object(item) ? item[symbol_iterator] : undefined;
  const pair = list();
  if (typeof method === 'function')
    for_each_of(item, method, (part) => push(pair, web_string(part)));
  if (pair.length !== 2)
    throw new TypeError(where + ': each pair must be an iterable [name, value] tuple');
  return pair;
};
// Pairs from an iterable of pairs or from the own members of an object: what Headers and parameters
// are made of.
const pairs_from = (init, where) => {
  const pairs = list();
  const method = init[symbol_iterator];
  if (method !== undefined && method !== null) {
    if (typeof method !== 'function')
      throw new TypeError(where + ': Symbol.iterator must be a function');
    for_each_of(init, method, (item) => push(pairs, pair_of(item, where)));
    return pairs;
  }
  const keys = own_keys(init);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = descriptor_of(init, keys[i]);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    push(pairs, list_of(web_string(keys[i]), web_string(init[keys[i]])));
  }
  return pairs;
};

// Iterators of pair lists; `at(index)` gives the pair, live, so that a change during iteration is
// seen.
const make_pair_iterator = (tag) => {
  let create;
  const iterator_class = class {
    #at;
    #kind;
    #index = 0;
    static {
      create = (at, kind) => new iterator_class(at, kind);
    }
    constructor(at, kind) {
      this.#at = at;
      this.#kind = kind;
    }
    next() {
      const pair = this.#at(this.#index);
      if (pair === undefined) return { value: undefined, done: true };
      this.#index++;
      const value =
        this.#kind === 'keys' ? pair[0] : this.#kind === 'values' ? pair[1] : [pair[0], pair[1]];
      return { value, done: false };
    }
  };
  const prototype = iterator_class.prototype;
  reflect_delete(prototype, 'constructor');
  reflect_define(prototype, 'next', { __proto__: null, enumerable: true });
  reflect_define(prototype, symbol_tag, { __proto__: null, value: tag, configurable: true });
  set_prototype_of(prototype, iterator_prototype);
  return create;
};
const need_arguments = (count, wanted, where) => {
  if (count >= wanted) return;
  throw new TypeError(
    where +
      ': ' +
      wanted +
      ' argument' +
      (wanted > 1 ? 's' : '') +
      ' required, but only ' +
      count +
      ' present',
  );
};
const need_callback = (callback, where) => {
  if (typeof callback !== 'function') {
    throw new TypeError(where + ': the callback must be a function, got ' + type_name(callback));
  }
};
const pair_parts = (pairs) => {
  const parts = list();
  for (let i = 0; i < pairs.length && i < inspect_entries_max; i++) {
    push(parts, inspect_string(pairs[i][0]) + ' => ' + inspect_string(pairs[i][1]));
  }
  if (pairs.length > inspect_entries_max)
    push(parts, more(pairs.length - inspect_entries_max, 'item'));
  return parts;
};

const search_params_iterator = make_pair_iterator('URLSearchParams Iterator');
let params_of_url;
let set_params;
let form_text;
const URLSearchParams = as_web_interface(
  class URLSearchParams {
    #pairs = list();
    #url_changed = undefined;
    static {
      params_of_url = (query, url_changed) => {
        const params = new URLSearchParams();
        params.#pairs = parse_form(query);
        params.#url_changed = url_changed;
        return params;
      };
      set_params = (params, query) => {
        params.#pairs = parse_form(query);
      };
      form_text = (value) => (#pairs in value ? serialize_form(value.#pairs) : undefined);
      push(interface_parts, (value) => (#pairs in value ? pair_parts(value.#pairs) : undefined));
    }
    constructor(init = '') {
      if (init === null || !is_object(init)) {
        const text = web_string(init);
        this.#pairs = parse_form(string_starts_with(text, '?') ? string_slice(text, 1) : text);
      } else {
        this.#pairs = pairs_from(init, 'URLSearchParams');
      }
    }
    #changed() {
      if (this.#url_changed !== undefined) this.#url_changed(serialize_form(this.#pairs));
    }
    // Keeps the pairs `is_kept` says, in order.
    #filter(is_kept) {
      const pairs = this.#pairs;
      let kept = 0;
      for (let i = 0; i < pairs.length; i++) if (is_kept(pairs[i])) pairs[kept++] = pairs[i];
      pairs.length = kept;
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      const pairs = this.#pairs;
      need_arguments(arguments.length, 2, 'URLSearchParams.append');
      push(pairs, list_of(web_string(name), web_string(value)));
      this.#changed();
    }
    delete(name, value = undefined) {
      const pairs = this.#pairs;
      need_arguments(arguments.length, 1, 'URLSearchParams.delete');
      const wanted = web_string(name);
      const wanted_value = value === undefined ? undefined : web_string(value);
      const before = pairs.length;
      this.#filter(
        (pair) => pair[0] !== wanted || (wanted_value !== undefined && pair[1] !== wanted_value),
      );
      if (pairs.length !== before || this.#url_changed !== undefined) this.#changed();
    }
    get(name) {
      const pairs = this.#pairs;
      need_arguments(arguments.length, 1, 'URLSearchParams.get');
      const wanted = web_string(name);
      for (let i = 0; i < pairs.length; i++) if (pairs[i][0] === wanted) return pairs[i][1];
      return null;
    }
    getAll(name) {
      const pairs = this.#pairs;
      need_arguments(arguments.length, 1, 'URLSearchParams.getAll');
      const wanted = web_string(name);
      const values = list();
      for (let i = 0; i < pairs.length; i++) if (pairs[i][0] === wanted) push(values, pairs[i][1]);
      return as_array(values);
    }
    has(name, value = undefined) {
      const pairs = this.#pairs;
      need_arguments(arguments.length, 1, 'URLSearchParams.has');
      const wanted = web_string(name);
      const wanted_value = value === undefined ? undefined : web_string(value);
      for (let i = 0; i < pairs.length; i++) {
        if (pairs[i][0] === wanted && (wanted_value === undefined || pairs[i][1] === wanted_value))
          return true;
      }
      return false;
    }
    set(name, value) {
      const pairs = this.#pairs;
      need_arguments(arguments.length, 2, 'URLSearchParams.set');
      const wanted = web_string(name);
      const text = web_string(value);
      let is_set = false;
      this.#filter((pair) => {
        if (pair[0] !== wanted) return true;
        if (is_set) return false;
        is_set = true;
        pair[1] = text;
        return true;
      });
      if (!is_set) push(pairs, list_of(wanted, text));
      this.#changed();
    }
    sort() {
      // The comparison of strings is by code units, and the engine's sort is stable: as the
      // standard asks.
      array_sort(this.#pairs, (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#changed();
    }
    entries() {
      return this.#iterate('entries');
    }
    keys() {
      return this.#iterate('keys');
    }
    values() {
      return this.#iterate('values');
    }
    #iterate(kind) {
      this.#pairs;
      return search_params_iterator((index) => this.#pairs[index], kind);
    }
    forEach(callback, receiver = undefined) {
      this.#pairs;
      need_callback(callback, 'URLSearchParams.forEach');
      for (let i = 0; i < this.#pairs.length; i++) {
        reflect_apply(callback, receiver, [this.#pairs[i][1], this.#pairs[i][0], this]);
      }
    }
    toString() {
      return serialize_form(this.#pairs);
    }
  },
  'URLSearchParams',
);
define(URLSearchParams.prototype, symbol_iterator, URLSearchParams.prototype.entries);
