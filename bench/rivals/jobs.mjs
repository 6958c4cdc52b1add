// A rival that lives in one process and is asked over stdin, a line of JSON a time:
// {"code", "input", "count"} → {"times_ms": […], "output"} or {"error"}. The rival times itself, so
// that the way here and back is not counted.
import {createInterface} from 'node:readline';

export const source_of = (code) =>
  `JSON.stringify((function (input) {${code}\n})(JSON.parse(text)))`;

// `run(code, input)` gives the output, or a promise of it; input and output are JSON text.
export const serve = (run) => {
  createInterface({input: process.stdin}).on('line', async (line) => {
    const {code, input, count} = JSON.parse(line);
    const times_ms = [];
    let output;
    try {
      for (let n = 0; n < count; ++n) {
        const started = performance.now();
        output = await run(code, input);
        times_ms.push(performance.now() - started);
      }
      console.log(JSON.stringify({times_ms, output}));
    } catch (error) {
      console.log(JSON.stringify({error: String(error.stack ?? error)}));
    }
  });
};
