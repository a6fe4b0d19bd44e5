import { Cluster } from 'ioredis';
import type * as other from './other';

let client: Cluster | undefined;
let counter = 0;
const names = ['a', 'b'];

export function connect(host: string, port = 6379): Cluster {
  const options = { redisOptions: { password: `p:${host}` }, slotsRefreshTimeout: 1000 };
  client = new Cluster([{ host, port }], options);
  counter += 1;
  return client;
}

export const total = (xs: number[]) =>
  xs.filter((x) => x > 1).reduce((sum, x, index) => {
    const twice = x * 2;
    return sum + twice + index + counter;
  }, 0);

export const totals = (xs: number[][]) => {
  const added = xs.map((inner) => inner.reduce((sum, x) => { counter = sum; return sum + x; }));
  return added.forEach((each, index) => {
    console.log(`each of them: ${each}`, index);
  });
};

function outer<T extends string>(a: T, { b, c = 2, ...rest }: { b: string; c?: number }, [d, , e]: string[]) {
  var hoisted = inner(a);
  function inner(value: T): T {
    if (value === 'x') {
      later = value;
      return value;
    }
    switch (b) {
      case 'one':
      case 'two':
        undeclared = rest;
        break;
      default:
        throw new Error(`no ${b} of ${c}`);
    }
    return value;
  }
  let later = hoisted;
  const self = function named(this: Cluster, depth: number): unknown {
    return depth > 0 ? named.call(this, depth - 1) : { later, d, e, [b]: () => require('lazy-module').value };
  };
  for (const key of Object.keys(rest)) {
    const loaded = async () => {
      const { value } = await import('./dynamic-module');
      return value as unknown as other.Value<T>;
    };
    void loaded().then((value) => names.push(key, String(value)));
  }
  return self;
}

export default class Store<T> extends Base<T> {
  static instances = new Map<string, Store<unknown>>();
  #hidden = (key: string) => this.redis.get(`hidden:${key}`);
  handler = async (key: string, ...values: string[]) => {
    await this.redis.mset(...values.flatMap((value) => [key, value]));
  };
  static {
    Store.instances.set('first', new Store('first', undefined as never));
  }
  constructor(private readonly name: string, public redis: Cluster, count?: number) {
    super(name);
    this.count = count ?? counter++;
  }
  @logged({ level: 'info' }) get size(): number {
    return this.redis.nodes('master').length;
  }
  set size(value: number) {
    this.redis.options.maxRedirections = value;
  }
  async *scan(@inject('match') match: string): AsyncGenerator<string[]> {
    for (let i = 0; i < names.length; i++) {
      yield await this.redis.keys(`${match}:${names[i]}`);
    }
    for await (const keys of this.redis.scanStream({ match })) yield keys;
  }
  overloaded(a: string): string;
  overloaded(a: number): number;
  overloaded(a: any): any {
    class Local { constructor(public inner: string) {} method() { return this.inner + a + Local.name; } }
    return new Local(a).method();
  }
}

namespace Keys {
  export const user = (id: string) => `user:{${id}}:${counter}`;
  export function order(id: string): string {
    return ['order', id, user(id)].join(':');
  }
}

module.exports.late = function () {
  exports.inner = connect('localhost', 7000);
  module.exports.more = { names, total };
};

(function immediately() {
  function helper() { return client?.pipeline().set('a', '1').set('b', '2').exec(); }
  helper() || names.sort((a, b) => a.localeCompare(b) || b.length - a.length);
})();
