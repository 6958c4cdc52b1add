// Which page is shown, and with what: #/episodes?query=login. Addresses can be kept and sent.

import { useMemo } from 'preact/hooks';

import { use_value, value } from './value';

const fragment = value(location.hash);

/** Called once, when the token has been taken from the address. */
export function follow_address() {
  fragment.value = location.hash;
  addEventListener('hashchange', () => {
    fragment.value = location.hash;
  });
}

export interface Route {
  page: string;
  /** What stands behind the page: the id of an episode. */
  id: string;
  query: URLSearchParams;
}

export function use_route(): Route {
  const text = use_value(fragment);
  return useMemo(() => {
    const [path = '', query = ''] = text.replace(/^#\/?/, '').split('?');
    const [page = '', id = ''] = path.split('/');
    return { page: page || 'overview', id: decoded(id), query: new URLSearchParams(query) };
  }, [text]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export type Parameters = Record<string, string | number | boolean | undefined>;

/** The address of a page; parameters that are empty or false are left out. */
export function address(page: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    if (given !== undefined && given !== '' && given !== false) query.set(name, String(given));
  }
  const text = query.toString();
  return `#/${page}${text ? `?${text}` : ''}`;
}

/** Goes there; with `replace`, without a step in the browser's history. */
export function go(where: string, replace = false) {
  if (!replace) {
    location.hash = where;
    return;
  }
  history.replaceState(null, '', where);
  fragment.value = where;
}
