import type { Step } from '../answers';
import { count, date_time, duration } from '../format';
import { Mark } from '../parts';

/** JSON as people read it; any other text as it is. */
function readable(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function StepDetails({ step, start }: { step: Step; start: string }) {
  const { result, parameters } = step;
  const has_parameters = parameters && Object.keys(parameters).length > 0;
  return (
    <section class="details" aria-label={`Step ${step.step_number}`} aria-live="polite">
      <p class="details-head">
        <span class="row-number">{step.step_number}</span>
        <code>{step.tool}</code>
        <Mark of={result?.type ?? 'pending'} />
      </p>
      <p class="details-action">{step.action}</p>
      <p class="row-facts">
        <span title={date_time(step.timestamp)}>
          +{duration(Math.max(0, Date.parse(step.timestamp) - Date.parse(start)))}
        </span>
        {step.latency_ms !== undefined && <span>took {duration(step.latency_ms)}</span>}
        {step.tokens_used !== undefined && <span>{count(step.tokens_used)} tokens</span>}
      </p>
      <Text title="Message" text={result?.message} />
      <Text title="Output" text={result?.output} />
      {has_parameters && <Text title="Parameters" text={JSON.stringify(parameters, null, 2)} />}
    </section>
  );
}

function Text({ title, text }: { title: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <>
      <h3>{title}</h3>
      <pre tabIndex={0} aria-label={title}>
        {readable(text)}
      </pre>
    </>
  );
}
