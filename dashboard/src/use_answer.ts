// An answer of the server, asked for again when the question changes.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import { McpError } from './mcp';

export interface Asked<Answer> {
  /** Of the last question that was answered: it stays while the next one is on its way. */
  answer?: Answer;
  problem?: McpError;
  is_loading: boolean;
  /** How long the last answer took, in milliseconds. */
  took_ms?: number;
  again: () => void;
}

type Ask<Answer> = (signal: AbortSignal) => Promise<Answer>;

/**
 * Asks when `question` changes, and every `every_ms` while the page can be seen. An empty question
 * is not asked.
 */
export function use_answer<Answer>(
  question: string,
  ask: Ask<Answer>,
  every_ms = 0,
): Asked<Answer> {
  const [state, set_state] = useState<Omit<Asked<Answer>, 'again'> & { of: string }>({
    is_loading: question !== '',
    of: '',
  });
  const [times, set_times] = useState(0);
  const asking = useRef(ask);
  asking.current = ask;

  useEffect(() => {
    if (!question) return;
    const controller = new AbortController();
    let timer = 0;
    const once = async () => {
      const started = performance.now();
      try {
        const answer = await asking.current(controller.signal);
        if (controller.signal.aborted) return;
        const took_ms = performance.now() - started;
        set_state({ answer, is_loading: false, took_ms, of: question });
      } catch (caught) {
        if (controller.signal.aborted) return;
        const problem = caught instanceof McpError ? caught : new McpError(String(caught), 'page');
        set_state((before) => ({
          ...(before.of === question && { answer: before.answer }),
          problem,
          is_loading: false,
          of: question,
        }));
      }
      if (every_ms > 0) timer = window.setTimeout(next, every_ms);
    };
    const next = () => {
      if (document.hidden) {
        document.addEventListener('visibilitychange', next, { once: true });
      } else {
        void once();
      }
    };
    set_state((before) => ({ ...before, is_loading: true }));
    void once();
    return () => {
      controller.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', next);
    };
  }, [question, every_ms, times]);

  const again = useCallback(() => set_times((before) => before + 1), []);
  return { ...state, again };
}
