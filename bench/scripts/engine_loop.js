const started = Date.now();
let rounds = 0;
let check = 0;
let took = 0;
while (took < 300) {
  let sum = 0;
  for (let n = 0; n < 10000000; ++n) sum = (sum + n * 3) | 0;
  check = sum;
  rounds += 1;
  took = Date.now() - started;
}
return {ms: took / rounds, check};
