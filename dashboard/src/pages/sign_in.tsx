import { useEffect, useRef, useState } from 'preact/hooks';

import { refusal, use_token } from '../session';
import { use_value } from '../value';

export function SignIn() {
  const why = use_value(refusal);
  const [text, set_text] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Memory';
    field.current?.focus();
  }, []);
  return (
    <main class="sign-in">
      <form
        class="panel"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) use_token(text.trim());
        }}
      >
        <p class="brand">
          <img src="/dashboard/icon.svg" alt="" width="22" height="22" /> Memory
        </p>
        <h1>Give a token</h1>
        <p>
          This server shows its memory to those who have a token. It stays in this tab, and is
          forgotten when the tab is closed.
        </p>
        {why && (
          <p class="problem" role="alert">
            {why}
          </p>
        )}
        <label class="field">
          <span>Token</span>
          <input
            ref={field}
            type="password"
            value={text}
            autocomplete="off"
            spellcheck={false}
            required
            onInput={(event) => set_text(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="main">
          Open
        </button>
        <p class="hint">
          None at hand? On the server’s machine, <code>memory-mcp dashboard</code> opens this page
          with a token of its own, and <code>memory-mcp token add NAME --scopes read,execute</code>{' '}
          makes one.
        </p>
      </form>
    </main>
  );
}
