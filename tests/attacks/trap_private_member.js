// Tries: nothing bad: private members may have any name.
// Stopped by: nothing.
// Screened: success 5
// Unscreened: success 5
class Counter {
  #eval = 0;
  #require() { return ++this.#eval; }
  run(times) {
    for (let i = 0; i < times; ++i) this.#require();
    return this.#eval;
  }
}
return new Counter().run(5);
