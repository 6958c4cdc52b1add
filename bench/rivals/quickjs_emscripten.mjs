// A new runtime for each execution, with the limits of the sandbox's default.
import {getQuickJS, shouldInterruptAfterDeadline} from 'quickjs-emscripten';
import {serve, source_of} from './jobs.mjs';

const quickjs = await getQuickJS();

serve((code, input) => {
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(128 * 1024 * 1024);
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + 5000));
  const context = runtime.newContext();
  const text = context.newString(input);
  context.setProp(context.global, 'text', text);
  text.dispose();
  const result = context.unwrapResult(context.evalCode(source_of(code)));
  const output = context.getString(result);
  result.dispose();
  context.dispose();
  runtime.dispose();
  return output;
});
