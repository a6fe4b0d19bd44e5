use super::*;

const JS: Language = Language::JavaScript;
const PY: Language = Language::Python;
const GO: Language = Language::Go;

fn of(language: Language, text: &str) -> Verdict {
    judge(language, text.as_bytes())
}

#[track_caller]
fn all(verdict: Verdict, language: Language, texts: &[&str]) {
    for text in texts {
        assert_eq!(of(language, text), verdict, "{text}");
    }
}

#[test]
fn every_way_to_import_a_client_passes() {
    let javascript = [
        "import Redis from 'ioredis'",
        "import 'ioredis'",
        "import { createClient } from \"@redis/client\"",
        "} from 'ioredis';",
        "export * from './lib/redis.js'",
        "const bull = require('bull')",
        "const Redis = require ( `ioredis` )",
        "await import('ioredis')",
        "await import(\n  /* chunk */\n  'ioredis'\n)",
        "import Redis = require('ioredis')",
        "vi.mock('ioredis', async () => await vi.importActual<typeof x>('ioredis'))",
        "import { InjectQueue } from '@nestjs/bull';",
        "import { Queue } from 'bullmq'",
        "import Valkey from 'iovalkey'",
        "Redistribution and use in source; import x from 'redis'",
    ];
    all(Verdict::Passes, JS, &javascript);
    let python = [
        "import redis",
        "import os, redis as r",
        "  import valkey",
        "from redis.asyncio import RedisCluster",
        "from rediscluster import (\n  Client,\n)",
        "from . import redis_client as store",
        "try: import redis",
        "importlib.import_module('redis')",
    ];
    all(Verdict::Passes, PY, &python);
    let go = [
        "import \"github.com/redis/go-redis/v9\"",
        "import (\n\t\"context\"\n\n\trdb \"github.com/redis/go-redis/v9\" // why\n)",
        "import (\n\t. \"example.com/internal/redis\"\r\n)",
        "import _ \"example.com/redis\"; x",
    ];
    all(Verdict::Passes, GO, &go);
}

#[test]
fn what_is_a_client_by_its_name_passes() {
    let javascript = [
        "redis.get(k)",
        "this.redisClient?.get(k)",
        "redis!.get(k)",
        "redis\n  .multi()\n  // both\n  .get(k)",
        "redis // the client\n  .get(k)",
        "redis /* the client */ .get(k)",
        "(redis as Redis).get(k)",
        "(await redis).get(k)",
        "(redis satisfies Redis)",
        "app['redis'].get(k)",
        "app['redis']!.get(k)",
        "redis['get'](k)",
        "getRedis().get(k)",
        "useRedis<Client>().get(k)",
        "new RedisStore",
        "new Redis<X>()",
        "REDIS.get(k)",
        "@InjectRedis() private readonly store",
        "@RedisClient store",
        "constructor(@Inject('REDIS_CLIENT') private client) {}",
        "helper(redis)",
        "helper(a, this.redis, b)",
        "helper(await redis)",
        "`return redis.call('GET', KEYS[1])`",
    ];
    all(Verdict::Passes, JS, &javascript);
    let python = [
        "redis.get(k)",
        "self._redis.get(k)",
        "with redis as r:",
        "async with get_redis() as r:",
        "(redis\n  .pipeline())",
        "app['redis'].get(k)",
        "helper(redis)",
    ];
    all(Verdict::Passes, PY, &python);
    let go = ["redis.\n\t\tGet(ctx, k)", "s.redis.Get(ctx, k)", "helper(ctx, redis)", "GetRedis().Get(ctx, k)"];
    all(Verdict::Passes, GO, &go);
}

#[test]
fn texts_constants_fields_and_declarations_are_only_mentions() {
    let javascript = [
        "const url = 'redis://localhost:6379'",
        "REDIS_URL",
        "f(REDIS_URL, process.env.REDIS_HOST)",
        "{ redis: true }",
        "`Connected to Redis and more`",
        "<b>Redis</b>",
        "config.redisEnabled = true",
        "type RedisOptions = {}",
        "function useRedis() {}",
        "mock('ioredis')",
        "externals: ['ioredis', 'pg']",
        "x() // redis",
        "redis",
    ];
    all(Verdict::Mentions, JS, &javascript);
    all(
        Verdict::Mentions,
        PY,
        &["image = 'redis'", "class RedisStore(Base):", "def test_redis(a):", "x[\"redisnosql\"]"],
    );
    let go = [
        "func TestRedis(t *testing.T) {}",
        "images := []string{\n\t\"redis\",\n}",
        "func (m *HealthCheck_RedisHealthCheck) Size() {}",
        "package redis",
        "if config.RedisEnabled {",
    ];
    all(Verdict::Mentions, GO, &go);
}

#[test]
fn words_that_only_look_like_a_client_are_nothing() {
    let texts = [
        "",
        "edis",
        "// Redistribution and use in source and binary forms",
        "REDISTRIBUTE",
        "the bulletin of the bulldozer",
        "const bull = 1",
        "globalkey intervalKey optionalkey",
        "rediscover, redispatch, redisplay, predisposed",
        "'bull",
    ];
    all(Verdict::Nothing, JS, &texts);
}

#[test]
fn a_mention_in_a_comment_of_its_own_line_is_nothing() {
    let comments = [
        "// redis.get()",
        "x()\n  // uses redis.get()",
        "/* redis.get() */",
        "/**\n * The redis.get()\n */",
        "// @see redis.get()\nx()",
    ];
    all(Verdict::Nothing, JS, &comments);
    let code = ["/* a */ redis()", "/** x */ import Redis from 'ioredis'", "*redisKeys() {", "// a\nredis()"];
    all(Verdict::Passes, JS, &code);
    all(Verdict::Nothing, PY, &["  # redis.get()"]);
    all(Verdict::Passes, PY, &["// redis.get()", "* redis.get()"]);
    all(Verdict::Nothing, GO, &["package p\n\n// A redis.Client."]);
}

#[test]
fn a_suppression_comment_passes_where_a_client_is_mentioned() {
    let silenced = "// slotlint: ignore[cross-slot-command] one node\n";
    assert_eq!(of(JS, silenced), Verdict::Nothing);
    assert_eq!(of(JS, &format!("{silenced}f(REDIS_URL)")), Verdict::Passes);
}

#[test]
fn the_short_name_passes_where_a_client_is_mentioned() {
    assert_eq!(of(GO, "rdb.Get(ctx, k)"), Verdict::Nothing);
    assert_eq!(of(GO, "rdb.Get(ctx, k)\nerrors.New(\"no redis\")"), Verdict::Passes);
}

#[test]
fn a_long_line_and_many_mentions_are_looked_at_in_part() {
    let long = format!("// {} redis.get()", "x".repeat(LONGEST_LINE));
    assert_eq!(of(JS, &long), Verdict::Passes);
    assert_eq!(of(JS, &"REDIS_URL ".repeat(MOST_MENTIONS)), Verdict::Mentions);
    assert_eq!(of(JS, &"REDIS_URL ".repeat(MOST_MENTIONS + 1)), Verdict::Passes);
}

#[test]
fn every_utf_16_file_passes() {
    let little: Vec<u8> = [0xfeff].into_iter().chain("x".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(judge(PY, &little), Verdict::Passes);
    assert!(mentions(PY, &little));
}

#[test]
fn lua_passes_by_what_scripts_do() {
    all(
        Verdict::Passes,
        Language::Lua,
        &["return redis.call('GET', KEYS[1])", "local a = KEYS[1]", "server.pcall('GET', k)"],
    );
    all(Verdict::Nothing, Language::Lua, &["-- a client for redis in nginx\nlocal redis = require 'resty.redis'"]);
}
