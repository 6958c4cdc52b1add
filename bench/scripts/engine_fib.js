const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
const started = Date.now();
let rounds = 0;
let check = 0;
let took = 0;
while (took < 300) {
  check = fib(27);
  rounds += 1;
  took = Date.now() - started;
}
return {ms: took / rounds, check};
