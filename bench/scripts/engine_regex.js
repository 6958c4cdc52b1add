const words = [];
for (let n = 0; n < 20000; ++n) words.push('word' + (n % 97) + '-' + n);
const text = words.join(' ');
const started = Date.now();
let rounds = 0;
let check = 0;
let took = 0;
while (took < 300) {
  check = text.replace(/\b([a-z]+\d+)-(\d+)\b/g, '$2:$1').length + text.match(/7\d*7/g).length;
  rounds += 1;
  took = Date.now() - started;
}
return {ms: took / rounds, check};
