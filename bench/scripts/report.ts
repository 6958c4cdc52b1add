// About a hundred lines of what agents write: typed records, a few generic functions, a report.
interface Customer {
  readonly id: number;
  name: string;
  region: Region;
  email?: string;
}

type Region = 'north' | 'south' | 'east' | 'west';

type Money = { amount: number; currency: 'EUR' | 'USD' };

interface Line {
  product: string;
  quantity: number;
  price: Money;
}

interface Order {
  id: number;
  customer: Customer['id'];
  placed: string;
  lines: readonly Line[];
  status: 'open' | 'paid' | 'returned';
}

type Grouped<K extends PropertyKey, V> = Partial<Record<K, V[]>>;

interface Summary {
  region: Region;
  orders: number;
  revenue: number;
  best: string | null;
}

const regions: readonly Region[] = ['north', 'south', 'east', 'west'] as const;
const rates: Record<Money['currency'], number> = {EUR: 1, USD: 0.92};

function group_by<T, K extends PropertyKey>(items: readonly T[], key: (item: T) => K): Grouped<K, T> {
  const groups: Grouped<K, T> = {};
  for (const item of items) {
    const name: K = key(item);
    (groups[name] ??= [] as T[])!.push(item);
  }
  return groups;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total: number, item: T): number => total + value(item), 0);
}

class Ledger {
  private readonly customers: Map<number, Customer>;
  private readonly orders: Order[] = [];
  protected returned: number = 0;

  constructor(customers: Iterable<Customer>) {
    this.customers = new Map([...customers].map((one): [number, Customer] => [one.id, one]));
  }

  public add(order: Order): this {
    if (order.status === 'returned') this.returned += 1;
    else this.orders.push(order);
    return this;
  }

  public in_euro({amount, currency}: Money): number {
    return amount * rates[currency];
  }

  public revenue(order: Order): number {
    return sum(order.lines, (line: Line) => line.quantity * this.in_euro(line.price));
  }

  public summary(region: Region): Summary {
    const here = this.orders.filter((order) => this.customers.get(order.customer)?.region === region);
    const by_customer = group_by(here, (order: Order): number => order.customer);
    const ranked = Object.entries(by_customer as Record<string, Order[]>)
      .map(([id, orders]) => ({id: Number(id), total: sum(orders, (order) => this.revenue(order))}))
      .sort((a, b) => b.total - a.total || a.id - b.id);
    const best = ranked.length > 0 ? this.customers.get(ranked[0]!.id)! : undefined;
    return {
      region,
      orders: here.length,
      revenue: Math.round(sum(here, (order) => this.revenue(order)) * 100) / 100,
      best: best?.name ?? null,
    } satisfies Summary;
  }
}

const count = (input as { a: number }).a * 8;
const customers = Array.from({length: count}, (_: unknown, id: number): Customer => ({
  id, name: `customer ${id}`, region: regions[id % regions.length] as Region,
}));
const ledger = new Ledger(customers);
for (let id = 0; id < 4 * count; ++id) {
  const price: Money = {amount: 5 + id, currency: id % 3 ? 'EUR' : 'USD'};
  const lines: Line[] = [{product: 'tea', quantity: 1 + (id % 4), price}];
  const status: Order['status'] = id % 9 === 0 ? 'returned' : 'paid';
  ledger.add({id, customer: id % count, placed: '2026-01-01', lines, status});
}
return regions.map((region: Region) => ledger.summary(region));
