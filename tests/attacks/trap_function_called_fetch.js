// Tries: nothing bad: its fetch gets a row of a table.
// Stopped by: nothing.
// Screened: success {"id":2}
// Unscreened: success {"id":2}
const rows = [{ id: 1 }, { id: 2 }];
function fetch(id) {
  return rows.find((row) => row.id === id);
}
return fetch(2);
