// One execution as a process of its own, without permissions: deno_once.js '{"code","input"}' [hold]
const {code, input} = JSON.parse(Deno.args[0]);
const output = JSON.stringify(new Function('input', code)(JSON.parse(input)));
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({output}) + '\n'));
if (Deno.args[1] === 'hold') await Deno.stdin.read(new Uint8Array(1));
