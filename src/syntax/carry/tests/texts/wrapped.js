'use strict';
(function (root, factory) {
  if (typeof define === 'function' && define.amd) define(['redis'], factory);
  else module.exports = factory(require('ioredis'));
})(this, function (Redis) {
  var redis = new Redis.Cluster([{ host: 'localhost' }]);
  var cache = {}, count = 0;

  function remember(key, value) {
    var before = cache[key];
    cache[key] = value;
    return before;
  }

  function load(keys, done) {
    var missing = keys.filter(function (key) {
      return !(key in cache);
    });
    redis.mget(missing, function (error, values) {
      if (error) return done(error);
      for (var i = 0; i < values.length; i++) {
        remember(missing[i], values[i]);
        count++;
      }
      done(null, keys.map(function (key) { return cache[key]; }));
    });
  }

  function Store(prefix) {
    this.prefix = prefix;
    this.get = function (id) { return redis.get(this.prefix + ':' + id); };
  }

  Store.prototype.set = function (id, value) {
    var self = this;
    return redis.set(self.prefix + ':' + id, value).then(function () {
      lastSaved = id;
      return _.reduce(cache, function (all, each, key) { all.push(key); return all; }, []);
    });
  };

  return { load: load, Store: Store, remember: remember, count: () => count };
});
