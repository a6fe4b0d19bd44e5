//! Scripts that are called from several places: what is found in them is found once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{folder, slotlint};
use serde_json::Value;

const MADE: &str = "const { Cluster, Redis } = require('ioredis');\nconst cluster = new Cluster(nodes);\n";

/// The findings of a rule in the files of a program.
fn found(files: &[(&str, &str)], rule: &str) -> Vec<Value> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    let words = ["check", "--output-format", "json", "--isolated", "--select", rule];
    serde_json::from_slice(&slotlint(folder.path(), &words).output().unwrap().stdout).unwrap()
}

/// `file:row severity/confidence`.
fn told(findings: &[Value]) -> Vec<String> {
    let tell = |finding: &Value| {
        let word = |name: &str| finding[name].as_str().unwrap().to_owned();
        let row = &finding["location"]["row"];
        format!("{}:{row} {}/{}", word("filename"), word("severity"), word("confidence"))
    };
    findings.iter().map(tell).collect()
}

/// The related places that say something: `file:row message`.
fn related(finding: &Value, saying: &str) -> Vec<String> {
    let all = finding["related"].as_array().unwrap().iter();
    let tell = |place: &Value| {
        let message = place["message"].as_str().unwrap();
        format!("{}:{} {message}", place["filename"].as_str().unwrap(), place["location"]["row"])
    };
    all.map(tell).filter(|told| told.contains(saying)).collect()
}

#[test]
fn one_place_in_a_script_is_one_finding_with_its_callers() {
    let script =
        "exports.DROP = `\nlocal id = redis.call('LPOP', KEYS[1])\nreturn redis.call('DEL', KEYS[1] .. ':done')\n`;\n";
    let user = format!(
        "{MADE}const {{ DROP }} = require('./script');
const plain = new Redis();
plain.eval(DROP, 1, 'jobs:plain');
cluster.eval(DROP, 1, '{{jobs}}');
cluster.eval(DROP, 1, any);
cluster.eval(DROP, 1, 'jobs');
cluster.eval(DROP, 1, 'tasks');
cluster.eval(DROP, 1, 'mails');
cluster.eval(DROP, 1, 'calls');
"
    );
    let findings = found(&[("script.js", script), ("user.js", &user)], "undeclared-script-key");
    assert_eq!(told(&findings), ["script.js:3 error/certain"]);
    let callers = related(&findings[0], "called here");
    let places: Vec<&str> = callers.iter().map(|caller| caller.split(' ').next().unwrap()).collect();
    assert_eq!(places, ["user.js:11", "user.js:5", "user.js:7", "user.js:8"], "{callers:?}");
    assert!(callers[3].ends_with("by EVAL, and in 2 more places"), "{callers:?}");
}

#[test]
fn one_key_of_a_script_is_one_finding_however_often_it_is_reached() {
    let script = format!(
        "{MADE}cluster.eval(`
local log = 'log:all'
redis.call('LPUSH', log, ARGV[1])
if redis.call('LLEN', log) > 100 then
  redis.call('LTRIM', log, 0, 99)
end
redis.call('EXPIRE', log, 60)
redis.call('RENAME', log, log)
redis.call('INCR', 'log:count')
return redis.call('GET', KEYS[1])
`, 1, 'a', 'b');
"
    );
    let findings = found(&[("a.js", &script)], "undeclared-script-key");
    assert_eq!(told(&findings), ["a.js:5 error/certain", "a.js:11 error/certain"]);
    let again = related(&findings[0], "the same key");
    assert_eq!(
        again,
        [
            "a.js:6 the same key, by LLEN",
            "a.js:7 the same key, by LTRIM",
            "a.js:9 the same key, by EXPIRE, and in 1 more place",
        ]
    );
}

#[test]
fn two_keys_of_one_command_are_told_at_two_commands_where_there_are_two() {
    let script = format!(
        "{MADE}cluster.eval(`
redis.call('SMOVE', 'from', 'to', ARGV[1])
redis.call('EXPIRE', 'to', 60)
return redis.call('GET', KEYS[1])
`, 1, 'a', 'b');
"
    );
    let findings = found(&[("a.js", &script)], "undeclared-script-key");
    assert_eq!(told(&findings), ["a.js:4 error/certain", "a.js:5 error/certain"]);
}

#[test]
fn replies_of_one_command_are_not_one_key() {
    let script = format!(
        "{MADE}cluster.eval(`
local parent = redis.call('HGET', KEYS[1], 'parent')
local lock = redis.call('HGET', KEYS[1], 'lock')
redis.call('DEL', parent)
redis.call('DEL', lock)
`, 1, 'a');
"
    );
    let findings = found(&[("a.js", &script)], "undeclared-script-key");
    assert_eq!(told(&findings), ["a.js:6 error/likely", "a.js:7 error/likely"]);
}

#[test]
fn a_comment_above_the_text_or_in_the_file_silences_it_for_all_callers() {
    let users = format!(
        "{MADE}const {{ readFileSync }} = require('fs');
const {{ DROP }} = require('./script');
cluster.eval(DROP, 1, 'jobs');
cluster.eval(DROP, 1, 'tasks');
cluster.eval(readFileSync('./drop.lua', 'utf8'), 1, 'jobs');
cluster.eval(readFileSync('./drop.lua', 'utf8'), 1, 'tasks');
"
    );
    let comment = "slotlint: ignore[undeclared-script-key] one node";
    let lua = "return redis.call('DEL', 'done')\n";
    let program = |in_text: &str, in_file: &str| {
        let script = format!("{in_text}exports.DROP = `\n{lua}`;\n");
        let file = format!("{in_file}{lua}");
        told(&found(&[("script.js", &script), ("drop.lua", &file), ("user.js", &users)], "undeclared-script-key"))
    };
    assert_eq!(program("", ""), ["drop.lua:1 error/certain", "script.js:2 error/certain"]);
    assert!(program(&format!("// {comment}\n"), &format!("-- {comment}\n")).is_empty());
}

#[test]
fn sort_in_a_script_has_the_patterns_that_its_callers_give() {
    let program = |key: &str, pattern: &str| {
        let script = format!(
            "{MADE}cluster.eval(`
redis.call('SORT', KEYS[1], 'BY', 'nosort', 'LIMIT', 0, 10)
redis.call('SORT', KEYS[1], 'BY', ARGV[1], 'GET', '#')
`, 1, '{key}', '{pattern}');
"
        );
        told(&found(&[("a.js", &script)], "sort-pattern"))
    };
    assert_eq!(program("a", "w:*"), ["a.js:5 error/certain"]);
    assert_eq!(program("{a}", "{b}:*"), ["a.js:5 error/certain"]);
    assert!(program("{a}", "{a}:*").is_empty());
}

#[test]
fn what_tests_pass_to_a_script_counts_only_where_nobody_else_calls_it() {
    let script =
        "exports.DROP = `\nlocal id = redis.call('LPOP', KEYS[1])\nreturn redis.call('DEL', KEYS[1] .. ':done')\n`;\n";
    let user = |keys: &str| format!("{MADE}const {{ DROP }} = require('./script');\ncluster.eval(DROP, 1, {keys});\n");
    let (test, program) = (user("'jobs'"), user("any"));
    let tested = [("script.js", script), ("user.test.js", &test)];
    let called = [("script.js", script), ("user.js", &program), ("user.test.js", &test)];
    assert_eq!(told(&found(&tested, "undeclared-script-key")), ["script.js:3 error/certain"]);
    let findings = found(&called, "undeclared-script-key");
    assert_eq!(told(&findings), ["script.js:3 warning/possible"]);
    assert_eq!(related(&findings[0], "called here"), ["user.js:4 the script is called here, by EVAL"]);
}

#[test]
fn python_scripts_of_a_module_are_made_by_one_function_and_called_by_another() {
    let lua = "local time = redis.call('TIME')\nreturn redis.call('GET', ARGV[1])\n";
    let source = "from importlib import resources
redis = None
take = None
def configure(redis_instance, testing=False):
    global redis, take
    redis = redis_instance
    text = resources.files(__package__).joinpath('take.lua').read_text()
    if testing:
        text = text.replace('local time', 'local clock')
    take = redis.register_script(text)
def use(name):
    take(keys=[], args=[f'take:{name}'])
";
    let findings = found(&[("take.lua", lua), ("take.py", source)], "undeclared-script-key");
    assert_eq!(told(&findings), ["take.lua:2 warning/certain"]);
}

#[test]
fn an_argument_that_is_one_of_a_few_texts_is_what_the_keys_are_made_of() {
    let source = "from redis.cluster import RedisCluster
client = RedisCluster(host='x')
due = client.register_script('''
return redis.call('DEL', ARGV[1] .. ':' .. redis.call('LPOP', KEYS[1]))
''')
class Jobs:
    def __init__(self, name, FLAG):
        self.name = name
        self.FLAG = FLAG
    def prefix(self):
        return f'{{{self.name}}}' if self.FLAG else self.name
    def run(self):
        due(keys=[f'{self.prefix()}:queue'], args=[self.prefix()])
";
    let told_with = |flag| told(&found(&[("jobs.py", &source.replace("FLAG", flag))], "undeclared-script-key"));
    assert_eq!(told_with("is_cluster"), [] as [&str; 0]);
    assert_eq!(told_with("short"), ["jobs.py:4 warning/possible"]);
}

#[test]
fn a_script_that_is_a_parameter_is_judged_as_each_caller_gives_it() {
    let python = "try:
    from redis.client import Script
except ImportError:
    from redis.commands.core import Script
from redis.cluster import RedisCluster
class Broker:
    def __init__(self, client: RedisCluster):
        self.get = client.register_script('return redis.call(\"GET\", ARGV[1])')
        self.drop = client.register_script('return redis.call(\"DEL\", ARGV[1])')
        self.right = client.register_script('return redis.call(\"DEL\", KEYS[1])')
    def typed(self, script: Script, *args):
        return script(args=args)
    def untyped(self, script, key):
        return script(keys=[], args=[key])
    def keyed(self, script, key):
        return script(keys=[key])
    def use(self):
        self.typed(self.get, 'a')
        self.untyped(self.drop, 'a')
        self.untyped(self.get, 'a')
        self.keyed(self.right, 'a')
";
    let go = "package jobs
import \"github.com/redis/go-redis/v9\"
var get = redis.NewScript(`return redis.call(\"GET\", ARGV[1])`)
var right = redis.NewScript(`return redis.call(\"GET\", KEYS[1])`)
func run(ctx context.Context, rdb *redis.ClusterClient, script *redis.Script, id string) {
\tscript.Run(ctx, rdb, []string{\"job:{1}\"}, \"other:\" + id)
}
func use(ctx context.Context, rdb *redis.ClusterClient) {
\trun(ctx, rdb, get, \"1\")
\trun(ctx, rdb, right, \"1\")
}
";
    let script = "const { Cluster } = require('ioredis');\nconst cluster = new Cluster(nodes);
const GET = `return redis.call('GET', ARGV[1])`;
const run = (script) => cluster.eval(script, 1, 'job:{1}', 'other:1');
run(GET);
";
    let places = |name, text| -> Vec<String> {
        let told = told(&found(&[(name, text)], "undeclared-script-key"));
        told.iter().map(|told| told.split(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!(places("jobs.py", python), ["jobs.py:8", "jobs.py:9"]);
    assert_eq!(places("jobs.go", go), ["jobs.go:3"]);
    assert_eq!(places("jobs.js", script), ["jobs.js:3"]);
}
