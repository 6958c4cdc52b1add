// One execution as a process of its own, with node:vm in it: node_once.cjs '{"code","input"}' [hold]
const vm = require('node:vm');
const {code, input} = JSON.parse(process.argv[2]);
const source = `JSON.stringify((function (input) {${code}\n})(JSON.parse(text)))`;
const output = vm.runInNewContext(source, {text: input}, {timeout: 5000});
process.stdout.write(JSON.stringify({output}) + '\n');
if (process.argv[3] === 'hold') process.stdin.resume();
