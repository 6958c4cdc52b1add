// Light, dark, or as the system has it.

import { useState } from 'preact/hooks';

import { Segments } from './parts';

type Theme = 'auto' | 'light' | 'dark';
const key = 'memory-mcp.theme';

function chosen(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
  } catch {
    return 'auto';
  }
}

function apply(theme: Theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

apply(chosen());

export function ThemeChoice() {
  const [theme, set_theme] = useState(chosen);
  const change = (next: Theme) => {
    set_theme(next);
    apply(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // Then it lasts until the page is loaded anew.
    }
  };
  return (
    <Segments
      label="Colours"
      options={[
        ['auto', 'Auto'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ]}
      value={theme}
      change={change}
    />
  );
}
