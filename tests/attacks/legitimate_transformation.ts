// Tries: to group and count typed data.
// Stopped by: nothing.
// Screened: success {"fruit":2,"vegetable":1}
// Unscreened: success {"fruit":2,"vegetable":1}
interface Item {
  name: string;
  kind: 'fruit' | 'vegetable';
}
const items: Item[] = [
  { name: 'apple', kind: 'fruit' },
  { name: 'leek', kind: 'vegetable' },
  { name: 'plum', kind: 'fruit' },
];
const counts: Record<string, number> = {};
for (const item of items) counts[item.kind] = (counts[item.kind] ?? 0) + 1;
return counts;
