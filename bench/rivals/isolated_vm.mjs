// A new V8 isolate for each execution, with the limits of the sandbox's default.
import isolated from 'isolated-vm';
import {serve, source_of} from './jobs.mjs';

serve((code, input) => {
  const isolate = new isolated.Isolate({memoryLimit: 128});
  const context = isolate.createContextSync();
  context.global.setSync('text', input);
  const output = context.evalSync(source_of(code), {timeout: 5000});
  isolate.dispose();
  return output;
});
