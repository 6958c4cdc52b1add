// console.table: rows are the entries of the data, columns the union of their keys, in order of
// appearance.
const table_cell = (descriptor) => {
  if (descriptor === undefined) return '';
  if (descriptor.get !== undefined || descriptor.set !== undefined) return '[Getter]';
  return inspect(descriptor.value, 0);
};
const table_rows = (data) => {
  const rows = list();
  const kind = kind_of(data);
  const add = (index, value) => push(rows, { __proto__: null, index, value });
  if (kind === 'Map') {
    map_for_each(data, (value, key) => add(inspect(key, 0), value));
  } else if (kind === 'Set') {
    set_for_each(data, (value) => add(String(rows.length), value));
  } else {
    const keys = own_keys(data);
    for (let i = 0; i < keys.length; i++) {
      const descriptor = descriptor_of(data, keys[i]);
      if (typeof keys[i] === 'string' && descriptor !== undefined && descriptor.enumerable) {
        add(keys[i], descriptor.get === undefined ? descriptor.value : '[Getter]');
      }
    }
  }
  return rows;
};
const table_columns = (rows, wanted) => {
  const seen = new Set();
  const columns = list();
  for (let r = 0; r < rows.length; r++) {
    if (!is_object(rows[r].value)) continue;
    const keys = own_keys(rows[r].value);
    for (let i = 0; i < keys.length; i++) {
      const descriptor =
        typeof keys[i] === 'string' ? descriptor_of(rows[r].value, keys[i]) : undefined;
      if (descriptor === undefined || !descriptor.enumerable || set_has(seen, keys[i])) continue;
      set_add(seen, keys[i]);
      if (wanted === undefined) push(columns, keys[i]);
    }
  }
  if (wanted !== undefined)
    for (let i = 0; i < wanted.length; i++) push(columns, String(wanted[i]));
  return columns;
};
const table_grid = (rows, columns) => {
  const has_values = rows.length > 0 && !every_row_is_object(rows);
  const head = list_of('(index)');
  append_all(head, columns);
  if (has_values) push(head, 'Values');
  const grid = list_of(head);
  for (let r = 0; r < rows.length; r++) {
    const { index, value } = rows[r];
    const cells = list_of(index);
    for (let c = 0; c < columns.length; c++) {
      push(cells, is_object(value) ? table_cell(descriptor_of(value, columns[c])) : '');
    }
    if (has_values) push(cells, is_object(value) ? '' : inspect(value, 0));
    push(grid, cells);
  }
  return grid;
};
const every_row_is_object = (rows) => {
  for (let r = 0; r < rows.length; r++) if (!is_object(rows[r].value)) return false;
  return true;
};
const draw_table = (grid) => {
  const widths = list();
  for (let c = 0; c < grid[0].length; c++) {
    let width = 0;
    for (let r = 0; r < grid.length; r++) width = max(width, grid[r][c].length);
    push(widths, width);
  }
  const rule = (left, middle, right) => {
    const parts = list();
    for (let c = 0; c < widths.length; c++) push(parts, string_repeat('─', widths[c] + 2));
    return left + join(parts, middle) + right;
  };
  const lines = list_of(rule('┌', '┬', '┐'));
  for (let r = 0; r < grid.length; r++) {
    const cells = list();
    for (let c = 0; c < widths.length; c++)
      push(cells, ' ' + string_pad_end(grid[r][c], widths[c]) + ' ');
    push(lines, '│' + join(cells, '│') + '│');
    if (r === 0) push(lines, rule('├', '┼', '┤'));
  }
  push(lines, rule('└', '┴', '┘'));
  return join(lines, '\n');
};
const table_text = (data, wanted) => {
  const rows = table_rows(data);
  return draw_table(table_grid(rows, table_columns(rows, wanted)));
};
