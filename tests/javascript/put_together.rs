//! Classes and objects that are put together while the program runs: prototypes, properties, what a framework injects.

use super::apart;
use super::program::concise;

#[test]
fn methods_on_a_prototype_are_methods_of_its_class() {
    let class = "function Queue(name) {
  if (!(this instanceof Queue)) return new Queue(name);
  this.name = name;
  this.client = new Redis.Cluster(nodes);
}
Queue.prototype.key = function (type) { return ['q', this.name, type].join(':'); };
";
    for (methods, row) in [
        ("Queue.prototype.take = function () {\n  return this.client.mget(this.key('a'), this.key('b'));\n};", 10),
        (
            "Queue.prototype.take = async function () {\n  await each((x) => this.client.mget(this.key(x), this.key('b')));\n};",
            10,
        ),
        ("Queue.prototype = { take() { return this.client.mget(this.key('a'), 'b'); } };", 9),
        ("Object.assign(Queue.prototype, { take() { return this.client.mget(this.key('a'), 'b'); } });", 9),
        ("new Queue('x').client.mget('a', 'b');", 9),
        ("Queue('x').client.mget('a', 'b');", 9),
    ] {
        let class = class.replace("(Redis.", "(");
        let found = apart(&[("queue.js", format!("const Redis = require('ioredis');\n\n{class}{methods}\n"))]);
        assert_eq!(found, [format!("queue.js:{row}")], "{methods}");
    }
    let expression = class.replace("function Queue(name) {", "const Queue = module.exports = function (name) {");
    let user = "const Queue = require('./queue');\nnew Queue('x').client.mget('a', 'b');\n";
    let files =
        [("queue.js", format!("const Redis = require('ioredis');\n{expression}")), ("user.js", user.to_owned())];
    assert_eq!(apart(&files), ["user.js:2"]);
}

#[test]
fn a_property_that_is_defined_with_a_getter_is_what_that_gives() {
    let program = |given: &str| {
        format!(
            "const Redis = require('ioredis');
const Queue = function Queue(name) {{
  const lazy = getter(this);
  Object.defineProperties(this, {{ client: {given} }});
}};
function getter(queue) {{
  const open = {{}};
  return (type) => function () {{
    const client = (open[type] = new Redis.Cluster(nodes));
    return queue.use(client), client;
  }};
}}
Queue.prototype.take = function () {{
  return this.client.mget('a', 'b');
}};
"
        )
    };
    assert_eq!(apart(&[("queue.js", program("{ get: lazy('client') }"))]), ["queue.js:14"]);
    assert_eq!(apart(&[("queue.js", program("{ value: new Redis.Cluster(nodes) }"))]), ["queue.js:14"]);
    assert!(apart(&[("queue.js", program("{ value: new Map() }"))]).is_empty());
}

#[test]
fn methods_that_another_file_puts_on_a_prototype_have_its_this() {
    let queue = "const Redis = require('ioredis');
function Queue() {
  this.client = new Redis.Cluster(nodes);
}
Queue.prototype.a = 1;
require('./getters')(Queue);
module.exports = Queue;
";
    let getters = "// What a queue has in redis.
const redis = require('./redis-names');
module.exports = function (Queue) {
  Queue.prototype.counts = function () {
    return this.client.mget('a', 'b');
  };
};
";
    assert_eq!(apart(&[("queue.js", queue.to_owned()), ("getters.js", getters.to_owned())]), ["getters.js:5"]);
}

#[test]
fn a_service_of_a_nest_module_gives_clients() {
    for (service, method, severity) in [
        ("RedisService", "getOrThrow()", "warning"),
        ("RedisService", "getClient('cache')", "warning"),
        ("ClusterService", "getOrThrow()", "error"),
    ] {
        let user = format!(
            "import {{ {service} }} from '@liaoliaots/nestjs-redis';
@Injectable()
export class Cache {{
  private readonly cache;
  constructor(private readonly service: {service}) {{
    this.cache = this.service.{method};
  }}
  all() {{ return this.cache.mget('a', 'b'); }}
  one() {{ return this.service.{method}.mget('a', 'b'); }}
}}
"
        );
        let out = concise(&[("cache.ts", &user)], Some("cross-slot-command"));
        assert_eq!(out.lines().filter(|line| line.contains(&format!(" {severity}["))).count(), 2, "{out}");
    }
}

#[test]
fn what_is_injected_is_what_a_module_provides() {
    let service = "import { Inject } from '@nestjs/common';
import { InjectRedis } from '@nestjs-modules/ioredis';
import { STORE } from './tokens';
export class Shop {
  constructor(
    @InjectRedis() private readonly cache,
    @Inject(STORE) private readonly store,
    @Inject('NAMES') private readonly names: any,
    @Inject('OTHER') private readonly redis: any,
  ) {}
  all() {
    this.cache.mget('a', 'b');
    this.store.mget('a', 'b');
    this.names.mget('a', 'b');
  }
}
";
    let module = |store: &str| {
        format!(
            "import {{ Cluster }} from 'ioredis';
import {{ STORE }} from './tokens';
const names = {{ provide: 'NAMES', useValue: new Map() }};
@Module({{ providers: [Shop, names, {{ provide: STORE, {store} }}] }})
export class ShopModule {{}}
"
        )
    };
    let program = |store: &str| {
        let tokens = "export const STORE = Symbol('redis-store');\n".to_owned();
        apart(&[("shop.ts", service.to_owned()), ("tokens.ts", tokens), ("shop.module.ts", module(store))])
    };
    assert_eq!(program("useFactory: () => new Cluster(nodes)"), ["shop.ts:12", "shop.ts:13"]);
    assert_eq!(program("useValue: new Cluster(nodes)"), ["shop.ts:12", "shop.ts:13"]);
    assert_eq!(
        program("useFactory: async () => {\n  const made = new Cluster(nodes);\n  return made;\n}"),
        ["shop.ts:12", "shop.ts:13"]
    );
    assert_eq!(program("useValue: new Map()"), ["shop.ts:12"]);
}

#[test]
fn nest_fills_fields_and_modules_may_be_made_by_a_call() {
    let service = "import { Inject } from '@nestjs/common';
import { InjectRedis } from '@nestjs-modules/ioredis';
import { Redis } from 'ioredis';
import { Clock } from './clock';
export class Store {
  @InjectRedis() private readonly one: any;
  @Inject('CACHE') private readonly two;
  @Inject('DYNAMIC') private two_and_a_half;
  @Inject(Clock) private readonly clock: Clock;
  @Inject('NOWHERE') private readonly redis: Redis;
  async drop() {
    await this.one.del('a', 'b');
    await this.two.del('a', 'b');
    await this.two_and_a_half.del('a', 'b');
    await this.clock.del('a', 'b');
    await this.clock.client.del('a', 'b');
    await this.redis.del('a', 'b');
  }
}
";
    let modules = "import { Module } from '@nestjs/common';
import { Cluster } from 'ioredis';
@Module({ providers: [{ provide: 'CACHE', useFactory: () => new Cluster(nodes) }] })
export class Plain {}
@Module({})
export class Dynamic {
  static forRoot(options) {
    const provider = { provide: 'DYNAMIC', useFactory: async () => new Cluster(options.nodes) };
    return { module: Dynamic, providers: [provider], exports: [provider] };
  }
}
";
    let clock = "import { Redis } from 'ioredis';\nexport class Clock { client = new Redis(); del(...names) {} }\n";
    let files = [("service.ts", service), ("modules.ts", modules), ("clock.ts", clock)];
    let found = apart(&files.map(|(name, text)| (name, text.to_owned())));
    assert_eq!(found, ["service.ts:12", "service.ts:13", "service.ts:14", "service.ts:16", "service.ts:17"]);
}
