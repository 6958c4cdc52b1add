// Text for a terminal: colours where they are welcome, tables that fit the width.

const colours_welcome = process.stdout.isTTY && !process.env.NO_COLOR;
export const width_max = Math.min(100, process.stdout.columns || 100);

const paint = (code) => (text) => (colours_welcome ? `\x1b[${code}m${text}\x1b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);

// What others wrote may hold anything; a terminal must not take it for commands.
export const one_line = (text) => String(text).replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
export const harmless = (text) => text.replaceAll(/[^\P{Cc}\n]/gu, '');

// Cut after a whole word where one ends near the edge.
export function shortened(text, width) {
  const letters = [...text];
  if (letters.length <= width) return text;
  const kept = letters.slice(0, width - 1).join('');
  const cut_word = letters[width - 1] === ' ' ? '' : /[\s\p{P}]+\S{0,11}$/u;
  return kept.replace(cut_word, '').trimEnd() + '…';
}

// Lines drawn elsewhere: indented like ours if there is room, and never wider than the terminal.
export function block(text) {
  const lines = text.split('\n');
  const has_room = lines.every((line) => [...line].length + 2 <= width_max);
  const indent = has_room ? '  ' : '';
  return lines.map((line) => shortened((indent + line).trimEnd(), width_max)).join('\n');
}

// A sentence on as many lines as it needs, with room for the indent of a block.
export function wrapped(text) {
  return text.split('\n').map((line) => line.split(' ').reduce((done, word) => {
    const last = done.slice(done.lastIndexOf('\n') + 1);
    const fits = [...last].length + 1 + [...word].length <= width_max - 2;
    return `${done}${fits ? ' ' : '\n'}${word}`;
  })).join('\n');
}

// "Episodes ─────────── oldest first", as wide as everything else.
export function heading(title, remark) {
  const rule = '─'.repeat(Math.max(width_max - [...title].length - [...remark].length - 2, 3));
  return `${bold(title)} ${dim(`${rule} ${remark}`)}`;
}

// columns: [{title, align?: 'right', fill?: true}]; a cell is text or {text, paint}. The one
// column that fills takes what the others leave, and its texts are shortened to fit. Without any
// title there is no head line.
export function table(columns, rows) {
  const cells = rows.map((row) => row.map((cell) => (cell?.paint ? cell : { text: `${cell}` })));
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...cells.map((row) => [...row[i].text].length)));
  const fill = columns.findIndex((column) => column.fill);
  const others = widths.reduce((sum, width, i) => sum + (i === fill ? 0 : width), 0);
  const room = width_max - 2 - others - 2 * (columns.length - 1);
  if (fill >= 0) widths[fill] = Math.min(widths[fill], Math.max(room, 10));

  const line = (row) => '  ' + row.map(({ text, paint = (t) => t }, i) => {
    const short = shortened(text, widths[i]);
    const gap = ' '.repeat(widths[i] - [...short].length);
    const is_last = i === row.length - 1;
    return columns[i].align === 'right' ? gap + paint(short) : paint(short) + (is_last ? '' : gap);
  }).join('  ');
  const heads = columns.map(({ title }) => ({ text: title, paint: dim }));
  const has_heads = columns.some(({ title }) => title);
  return [...(has_heads ? [heads] : []), ...cells].map(line).join('\n');
}

// "Recording episode 3 of 40", in place, only where a person watches.
export function progress_line(what) {
  if (!process.stdout.isTTY) return { show() {}, clear() {} };
  return {
    show: (done, all) => process.stdout.write(`\r${what} ${done} of ${all}`),
    clear: () => process.stdout.write('\r\x1b[K'),
  };
}
