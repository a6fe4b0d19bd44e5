// The public methods of ioredis' clients and batches: `Cluster <tab> get`. The folder of the library is in NODE_PATH.
"use strict";
const Redis = require("ioredis");

function methods(object) {
  const found = new Set();
  for (let own = object; own && own !== Object.prototype; own = Object.getPrototypeOf(own)) {
    for (const name of Object.getOwnPropertyNames(own)) {
      const { value } = Object.getOwnPropertyDescriptor(own, name);
      if (typeof value === "function" && !name.startsWith("_") && name !== "constructor") found.add(name);
    }
  }
  return [...found].sort();
}

const cluster = new Redis.Cluster([{ port: 1 }], { lazyConnect: true });
const classes = {
  Cluster: Redis.Cluster.prototype,
  Pipeline: Object.getPrototypeOf(cluster.pipeline()),
  Redis: Redis.prototype,
};
for (const [name, prototype] of Object.entries(classes)) {
  for (const method of methods(prototype)) console.log(`${name}\t${method}`);
}
process.exit(0);
