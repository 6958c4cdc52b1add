// Tries: nothing bad: a loop whose condition is true until the data is used up.
// Stopped by: nothing.
// Screened: success [3,2,1]
// Unscreened: success [3,2,1]
const queue = [1, 2, 3];
const order = [];
do {
  order.push(queue.pop());
  if (queue.length === 0) break;
} while (true);
return order;
