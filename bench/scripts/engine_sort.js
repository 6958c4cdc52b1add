let state = 12345;
const numbers = Array.from({length: 100000}, () => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state;
});
const started = Date.now();
let rounds = 0;
let check = 0;
let took = 0;
while (took < 300) {
  check = numbers.slice().sort((a, b) => a - b)[50000];
  rounds += 1;
  took = Date.now() - started;
}
return {ms: took / rounds, check};
