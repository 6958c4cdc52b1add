// A value that pages are drawn anew for when it changes.

import { useEffect, useState } from 'preact/hooks';

export interface Value<T> {
  value: T;
  watch(watcher: () => void): () => void;
}

export function value<T>(initial: T): Value<T> {
  const watchers = new Set<() => void>();
  let current = initial;
  return {
    get value() {
      return current;
    },
    set value(next: T) {
      if (Object.is(next, current)) return;
      current = next;
      for (const watcher of [...watchers]) watcher();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

export function use_value<T>(source: Value<T>): T {
  const [, draw] = useState(0);
  useEffect(() => source.watch(() => draw((times) => times + 1)), [source]);
  return source.value;
}
