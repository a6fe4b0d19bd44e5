use super::check;

#[test]
fn imports_bind_modules_and_members() {
    check(
        "\
import redis
import redis.asyncio
import redis.asyncio as aioredis
from redis.cluster import RedisCluster as RC, ClusterNode
from ..keys import user_key
from . import keys
from .. import other
from settings import *
from __future__ import annotations
",
        r#"
import redis
import redis.asyncio
import redis.asyncio
import redis.cluster
import ..keys
import .
import ..
import settings
def redis = (module "redis")
def redis = (module "redis")
def aioredis = (module "redis.asyncio")
def RC = (module "redis.cluster").RedisCluster
def ClusterNode = (module "redis.cluster").ClusterNode
def user_key = (module "..keys").user_key
def keys = (module ".").keys
def other = (module "..").other
export * settings
"#,
    );
}

#[test]
fn an_import_that_may_fail_has_both_definitions() {
    check(
        "\
try:
    import redis
except ImportError:
    redis = None
def f():
    from app import client
    return client(redis)
",
        r#"
import redis
import app
try
  def redis = (module "redis")
handler
  def redis = null
fn f()
  def client = (module "app").client
  return (call client redis)
def f = fn:f
"#,
    );
}

#[test]
fn assigned_names_are_local_unless_declared_otherwise() {
    check(
        "\
r = None
def local():
    r = 1
def outer():
    n = 0
    def inner():
        global r
        nonlocal n
        r = connect()
        n += 1
",
        r#"
def r = null
fn local()
  def r'2 = 1
def local = fn:local
fn outer()
  def n = 0
  fn inner()
    def r = (call connect?)
    def n += 1
  def inner = fn:inner
def outer = fn:outer
"#,
    );
}

#[test]
fn a_global_is_declared_by_the_function_that_sets_it() {
    check(
        "\
def setup():
    global client
    client = Redis()
def use():
    return client
",
        r#"
fn setup()
  def client = (call Redis?)
def setup = fn:setup
fn use()
  return client
def use = fn:use
"#,
    );
}

#[test]
fn methods_do_not_see_the_names_of_their_class_body() {
    check(
        "\
class A:
    key = 'a'
    full = key + ':b'
    def f(self):
        return key
",
        r#"
block
  def key = "a"
  def full = (+ key ":b")
  fn A.f()
    def self = (self A.f)
    return key?
def A = class:A
class A
  field key = "a"
  field full = (+ key ":b")
  method f
"#,
    );
}

#[test]
fn assignments_are_taken_apart() {
    check(
        "\
a = b = f()
c, d = a, b
d, c = f()
e, *g, h = c
(i, [j]) = h
self.x, m[0] = g
",
        r#"
def a = (call f?)
def b = (call f?)
def c = a
def d = b
def d = (part (call f?) 0)
def c = (part (call f?) 1)
def e = (part c 0)
def g = c[:]
def h = c[-1]
def i = (part h 0)
def j = (part (part h 1) 0)
set self?.x = (part g 0)
set m?[0] = (part g 1)
"#,
    );
}

#[test]
fn changes_in_place_keep_what_was_there() {
    check(
        "\
keys = []
keys += [a]
d['x'] = 1
d['x'] += 2
o.n *= 3
keys[1:] = rest()
del keys, d['x']
",
        r#"
def keys = []
def keys += [a?]
set d?["x"] = 1
set d?["x"] = (+ d?["x"] 2)
set o?.n = (* o?.n 3)
set keys[_] = (call rest?)
expr d?["x"]
def keys = _
"#,
    );
}

#[test]
fn a_walrus_belongs_to_the_function_around() {
    check(
        "\
def f(r, ks):
    if (v := r.get(k)) and v:
        return v
    return [last for k in ks if (last := r.get(k))]
",
        r#"
fn f(r, ks)
  def r = (param f 0)
  def ks = (param f 1)
  if (&& (= v (call r.get k?)) v)
    return v
  return (list-of last for L0 ks if (= last (call r.get k)))
def f = fn:f
"#,
    );
}
