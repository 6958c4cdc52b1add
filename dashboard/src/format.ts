// Numbers, times and names as people read them.

const whole = new Intl.NumberFormat('en');
const short_date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const full_date = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

export const none = '–';

export const count = (number: number): string => whole.format(number);

/** Three digits that count. */
export function digits(number: number): string {
  if (number === 0) return '0';
  const size = Math.abs(number);
  if (size >= 100) return whole.format(Math.round(number));
  return number.toFixed(size >= 10 ? 1 : size >= 0.01 ? 2 : 3);
}

export const percent = (share: number | undefined, places = 0): string =>
  share === undefined ? none : `${(100 * share).toFixed(places)} %`;

export const score = (number: number | undefined): string =>
  number === undefined ? none : number.toFixed(2);

export function duration(ms: number | undefined): string {
  if (ms === undefined) return none;
  if (ms < 1) return `${digits(ms)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${parts(ms / 60_000, 60, 'min', 's')}`;
  if (ms < 86_400_000) return `${parts(ms / 3_600_000, 60, 'h', 'min')}`;
  return parts(ms / 86_400_000, 24, 'd', 'h');
}

function parts(amount: number, per: number, large: string, small: string): string {
  const rounded = Math.round(amount * per);
  const rest = rounded % per;
  const main = `${Math.floor(rounded / per)} ${large}`;
  return rest === 0 ? main : `${main} ${rest} ${small}`;
}

export function bytes(amount: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    ++unit;
  }
  return `${unit === 0 ? amount : digits(amount)} ${units[unit]}`;
}

export const date = (text: string): string => short_date.format(new Date(text));
export const date_time = (text: string): string => full_date.format(new Date(text));
export const time = (text: string | number): string => clock.format(new Date(text));

export function ago(text: string): string {
  const ms = Date.now() - Date.parse(text);
  if (ms < 60_000) return 'just now';
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  const days = Math.floor(ms / 86_400_000);
  return days < 14 ? `${days} d ago` : date(text);
}

/** tool_sequence → tool sequence. */
export const words = (name: string): string => name.replaceAll('_', ' ');

export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
