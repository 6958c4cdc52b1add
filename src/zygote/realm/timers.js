// Timers in a binary heap by due time, then by order of creation. The host asks tick() when to come
// back. A cancelled timer stays in the heap until it surfaces or until they outnumber the live
// ones.
const interval_ms_min = 1;
// As node: a longer delay than a signed 32-bit number holds is a slip, run at once and said on
// stderr.
const delay_ms_max = 2147483647;
const cancelled_min = 64;

let heap = list();
let timers = new Map();
let timer_number = 0;
let cancelled_in_heap = 0;
const reset_timers = () => {
  heap = list();
  timers = new Map();
  timer_number = 0;
  cancelled_in_heap = 0;
};

const is_before = (a, b) => a.due < b.due || (a.due === b.due && a.order < b.order);
const sift_up = (index, timer) => {
  let at = index;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!is_before(timer, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = timer;
};
const sift_down = (index, timer) => {
  const count = heap.length;
  let at = index;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && is_before(heap[child + 1], heap[child])) child++;
    if (!is_before(heap[child], timer)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = timer;
};
const remove_first = () => {
  const last = heap[heap.length - 1];
  heap.length--;
  if (heap.length > 0) sift_down(0, last);
};
const drop_cancelled = () => {
  let kept = 0;
  for (let i = 0; i < heap.length; i++) if (heap[i].is_live) heap[kept++] = heap[i];
  heap.length = kept;
  for (let i = (kept >> 1) - 1; i >= 0; i--) sift_down(i, heap[i]);
  cancelled_in_heap = 0;
};

const schedule = (timer, due) => {
  timer.due = due;
  timer.order = ++timer_number;
  timer.is_queued = true;
  sift_up(heap.length, timer);
};
const delay_of = (delay, name) => {
  const delay_ms = Number(delay);
  if (!(delay_ms > 0)) return 0;
  if (delay_ms <= delay_ms_max) return delay_ms;
  write_line(
    stream.error,
    'Warning: ' +
      name +
      ': ' +
      delay_ms +
      ' ms does not fit into 31 bits; the delay is set to 1 ms',
  );
  return 1;
};
const add_timer = (name, callback, delay, values, period_min) => {
  if (typeof callback !== 'function') {
    throw new TypeError(name + ': the callback must be a function, got ' + type_name(callback));
  }
  const delay_ms = max(delay_of(delay, name), period_min);
  const id = timer_number + 1;
  const timer = {
    __proto__: null,
    id,
    due: 0,
    order: 0,
    is_live: true,
    is_queued: false,
    callback,
    values,
    period_ms: period_min > 0 ? delay_ms : 0,
  };
  map_set(timers, id, timer);
  schedule(timer, host(operation.now) + delay_ms);
  return id;
};
const clear_timer = (id) => {
  const timer = map_get(timers, id);
  if (timer === undefined) return;
  map_delete(timers, id);
  timer.is_live = false;
  if (!timer.is_queued) return;
  cancelled_in_heap++;
  if (cancelled_in_heap > cancelled_min && cancelled_in_heap * 2 > heap.length) drop_cancelled();
};

// Runs at most one due timer. Returns the milliseconds until the next one, 0 after work, -1 with no
// timer left.
const tick = (now_ms) => {
  if (is_finished) return -1;
  while (heap.length > 0 && !heap[0].is_live) {
    remove_first();
    cancelled_in_heap--;
  }
  if (heap.length === 0) return -1;
  const timer = heap[0];
  if (timer.due > now_ms) return timer.due - now_ms;
  remove_first();
  timer.is_queued = false;
  if (timer.period_ms === 0) {
    map_delete(timers, timer.id);
    call_user(timer.callback, timer.values);
    return 0;
  }
  call_user(timer.callback, timer.values);
  if (timer.is_live) schedule(timer, max(host(operation.now), now_ms) + timer.period_ms);
  return 0;
};

const timer_functions = {
  setTimeout(callback, delay = 0, ...values) {
    return add_timer('setTimeout', callback, delay, values, 0);
  },
  setInterval(callback, delay = 0, ...values) {
    return add_timer('setInterval', callback, delay, values, interval_ms_min);
  },
  clearTimeout(id = undefined) {
    clear_timer(id);
  },
  clearInterval(id = undefined) {
    clear_timer(id);
  },
  queueMicrotask(callback) {
    if (typeof callback !== 'function') {
      throw new TypeError(
        'queueMicrotask: the callback must be a function, got ' + type_name(callback),
      );
    }
    native_queue_microtask(() => call_user(callback, list()));
  },
};
