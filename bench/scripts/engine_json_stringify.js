const rows = [];
for (let n = 0; n < 7000; ++n) {
  rows.push({id: n, name: 'row ' + n, score: n / 7, tags: ['a', 'b' + (n % 10)], open: n % 2 === 0,
             nested: {left: n, right: [n, n + 1, n + 2]}});
}
const started = Date.now();
let rounds = 0;
let check = 0;
let took = 0;
while (took < 300) {
  check = JSON.stringify(rows).length;
  rounds += 1;
  took = Date.now() - started;
}
return {ms: took / rounds, check};
