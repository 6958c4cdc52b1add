// What this tab knows of its user: the token, and which memory they look at. It ends with the tab.

import { value } from './value';

const token_key = 'memory-mcp.token';
const namespace_key = 'memory-mcp.namespace';
const token_in_fragment = /^#token=([\w.~+/=-]+)$/;

/** In memory when the browser keeps nothing for this page. */
const kept = {
  get(key: string): string {
    try {
      return sessionStorage.getItem(key) ?? '';
    } catch {
      return '';
    }
  },
  set(key: string, text: string) {
    try {
      if (text) sessionStorage.setItem(key, text);
      else sessionStorage.removeItem(key);
    } catch {
      // Then it lasts until the page is loaded anew.
    }
  },
};

export const token = value(kept.get(token_key));
export const namespace = value(kept.get(namespace_key) || 'default');

/** Why there is no token; '' while nothing was wrong. */
export const refusal = value('');

/** Takes the token that `memory-mcp dashboard` put behind the address, and wipes it off there. */
export function take_token_from_address() {
  const found = token_in_fragment.exec(location.hash);
  if (!found) return;
  use_token(found[1]!);
  history.replaceState(null, '', location.pathname);
}

export function use_token(text: string) {
  kept.set(token_key, text);
  refusal.value = '';
  token.value = text;
}

export function forget_token(why = '') {
  kept.set(token_key, '');
  refusal.value = why;
  token.value = '';
}

export function use_namespace(name: string) {
  kept.set(namespace_key, name);
  namespace.value = name;
}
