// Timers, microtasks and clocks, with a clock that moves only when the host waits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealmEngine, run, stdout_of, value_of } from './realm_engine.mjs';

test('timers run by due time, equal ones in order of creation, with their arguments', async () => {
  assert.deepEqual(
    await value_of(`
      const seen = [];
      setTimeout((...v) => seen.push('c', ...v), 30, 1, 2);
      setTimeout(() => seen.push('a'), 10);
      setTimeout(() => seen.push('b'), 10);
      setTimeout(() => seen.push('now'));
      setTimeout(() => seen.push('less'), -5);
      setTimeout(() => seen.push('text'), '20');
      await new Promise((done) => setTimeout(done, 100));
      return seen;`),
    ['now', 'less', 'a', 'b', 'text', 'c', 1, 2],
  );
});

test('microtasks run between two timers that are due together', async () => {
  assert.equal(
    await stdout_of(`
      setTimeout(() => {
        console.log(1);
        Promise.resolve().then(() => console.log(2));
        queueMicrotask(() => console.log(3));
      });
      setTimeout(() => console.log(4));
      await new Promise((done) => setTimeout(done, 5));`),
    '1\n2\n3\n4\n',
  );
});

test('intervals repeat every millisecond at most, until cleared, from inside too', async () => {
  assert.deepEqual(
    await value_of(`
      const tens = [];
      const ones = [];
      const a = setInterval(() => {
        tens.push(performance.now());
        if (tens.length === 3) clearTimeout(a);
      }, 10);
      const b = setInterval(() => {
        ones.push(performance.now());
        if (ones.length === 4) clearInterval(b);
      }, 0);
      await new Promise((done) => setTimeout(done, 100));
      return [tens, ones];`),
    [
      [10, 20, 30],
      [1, 2, 3, 4],
    ],
  );
});

test('cleared timers never run, unknown ids are ignored', async () => {
  assert.deepEqual(
    await value_of(`
      let ran = 0;
      const ids = [];
      for (let i = 0; i < 1000; i++) ids.push(setTimeout(() => ran++, i % 7));
      ids.forEach((id, i) => {
        if (i % 10) clearTimeout(id);
      });
      clearTimeout();
      clearTimeout(null);
      clearTimeout({});
      clearInterval(999999);
      await new Promise((done) => setTimeout(done, 50));
      return ran;`),
    100,
  );
});

test('tick runs one timer and says how long until the next', async () => {
  const engine = await RealmEngine.boot();
  engine.begin();
  engine.start(
    `
      setTimeout(() => console.log('a'), 5);
      setTimeout(() => console.log('b'), 5.5);
      await new Promise(() => {})`,
  );
  engine.vm.executePendingJobs();
  assert.equal(engine.call('tick', 2), 3);
  assert.equal(engine.call('tick', 5.5), 0);
  assert.equal(engine.stdout, 'a\n');
  assert.equal(engine.call('tick', 5.5), 0);
  assert.equal(engine.call('tick', 6), -1);
  assert.equal(engine.stdout, 'a\nb\n');
});

test('a callback that is no function is a TypeError that says so', async () => {
  for (const name of ['setTimeout', 'setInterval', 'queueMicrotask']) {
    const { value } = await run(`${name}("code()")`);
    assert.deepEqual(
      [value.name, value.message],
      ['TypeError', `${name}: the callback must be a function, got string`],
    );
  }
});

test('a delay beyond 31 bits runs at once and says so, as in node', async () => {
  const { kind, stderr } = await run(
    'await new Promise((done) => setTimeout(done, 2 ** 31)); return performance.now()',
  );
  assert.equal(kind, 'result');
  assert.match(
    stderr,
    /^Warning: setTimeout: 2147483648 ms does not fit into 31 bits; the delay is set to 1 ms\n$/,
  );
});

test('performance.now has steps of a millisecond', async () => {
  const engine = await RealmEngine.boot();
  engine.begin();
  engine.now_ms += 12.987;
  engine.start('return performance.now()');
  engine.drain();
  assert.equal(engine.outcome().value, 12);
});

test('performance.now counts from the start of the run', async () => {
  const engine = await RealmEngine.boot();
  for (const now_ms of [3_600_000.5, 7_200_000.25]) {
    engine.now_ms = now_ms;
    engine.begin();
    engine.start('return performance.now()');
    engine.drain();
    assert.equal(engine.outcome().value, 0);
  }
});

// Time grows as n·log n in a heap and as n·n in a list: sixteen times the timers may take 40 times
// as long, not 256.
test('sixteen times the timers take about sixteen times as long', async () => {
  const cost = async (count) => {
    const engine = await RealmEngine.boot();
    engine.begin();
    engine.start(`
      let ran = 0;
      const ids = [];
      for (let i = 0; i < ${count}; i++) ids.push(setTimeout(() => ran++, (i * 7919) % 1000));
      for (let i = 0; i < ids.length; i += 2) clearTimeout(ids[i]);
      await new Promise((done) => setTimeout(done, 2000));
      return ran;`);
    const begun = process.cpuUsage();
    engine.drain();
    const { user, system } = process.cpuUsage(begun);
    assert.equal(engine.outcome().value, count / 2);
    return user + system;
  };
  await cost(2000);
  const small = await cost(2000);
  const large = await cost(32000);
  assert.ok(large < 64 * small, `${small} µs, then ${large} µs`);
});
