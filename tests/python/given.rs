//! What code gets that nobody gives it in so many words: fixtures, dependencies, type arguments.

use super::{found, found_in};

const FIXTURE: &str = "import pytest
from redis.cluster import RedisCluster

@pytest.fixture(scope='session')
def store():
    client = RedisCluster(host='a', port=1, retry=1, socket_timeout=1, cluster_error_retry_attempts=9)
    yield client
    client.close()

@pytest.fixture
def again(store):
    return store
";

#[test]
fn a_test_gets_what_its_fixture_gives() {
    let test = "import redis\ndef test_it(store, again):\n    store.mget('a', 'b')\n    again.mget('a', 'b')\n    store.mget('a', '{a}')\n";
    let apart = |file: &str, first: usize| [first, first + 1].map(|row| format!("{file}:{row} cross-slot-command"));
    let only = |found: Vec<String>| -> Vec<String> {
        found.into_iter().filter(|finding| finding.ends_with("cross-slot-command")).collect()
    };
    let conftest = ("tests/conftest.py", FIXTURE);
    assert_eq!(only(found_in(&[conftest, ("tests/unit/test_a.py", test)])), apart("tests/unit/test_a.py", 3));
    assert_eq!(only(found_in(&[("test_a.py", &format!("{FIXTURE}{test}"))])), apart("test_a.py", 15));
    // Not a test, and a fixture of a folder that is not around it.
    assert!(only(found_in(&[conftest, ("tests/a.py", &test.replace("test_it", "run"))])).is_empty());
    assert!(only(found_in(&[("other/conftest.py", FIXTURE), ("tests/test_a.py", test)])).is_empty());
}

#[test]
fn a_parameter_is_what_it_depends_on() {
    let text = |parameter: &str| {
        format!(
            "from typing import Annotated
from fastapi import Depends, FastAPI
from redis.cluster import RedisCluster
app = FastAPI()
pool = RedisCluster(host='a', port=1, retry=1, socket_timeout=1, cluster_error_retry_attempts=9)
def get_conn():
    yield pool
@app.get('/')
def read(user: str, {parameter}):
    return conn.mget('a', 'b')
"
        )
    };
    for parameter in ["conn=Depends(get_conn)", "conn: Annotated[RedisCluster, Depends(get_conn)]"] {
        let found = found(&text(parameter));
        assert!(found.contains(&"10 cross-slot-command".to_owned()), "{parameter}: {found:?}");
    }
    assert!(!found(&text("conn=Depends(other)")).contains(&"10 cross-slot-command".to_owned()));
}

#[test]
fn a_type_variable_is_what_the_classes_give_that_extend_a_generic_one() {
    let base = "from typing import Any, Generic, TypeVar

Backend = TypeVar('Backend')

class Commands(Generic[Backend]):
    def _get_client(self, client=None):
        if client:
            return client
        return self.get_client()

    def get_client(self) -> Backend | Any:
        if self._clients[0] is None:
            self._clients[0] = self.connect(0)
        return self._clients[0]

    def move(self, client=None):
        client = self._get_client(client=client)
        client.rename('a', 'b')
        self.get_client().rename('a', 'b')  # redis
";
    let extending = |given: &str| {
        format!(
            "import redis
from redis.cluster import RedisCluster
from base import Commands

class Default(Commands[{given}]):
    pass
"
        )
    };
    let found = |given: &str| {
        let found = found_in(&[("base.py", base), ("default.py", &extending(given))]);
        found.into_iter().filter(|found| found.contains("cross-slot-command")).collect::<Vec<_>>()
    };
    for given in ["redis.Redis", "RedisCluster"] {
        assert_eq!(found(given).len(), 2, "{given} {:?}", found(given));
    }
    assert!(found("dict").is_empty());
}

#[test]
fn a_class_that_is_known_gives_its_own_type_arguments() {
    let program = "import redis
from typing import Generic, TypeVar
from redis.cluster import RedisCluster

B = TypeVar('B')

class Base(Generic[B]):
    def close(self):
        pass

class Commands(Generic[B]):
    def get_client(self) -> B:
        return self.clients[0]

class Plain(Base[redis.Redis], Commands[redis.Redis]):
    def clean(self):
        self.get_client().flushall()

class Sharded(Commands, Base[RedisCluster]):
    def clean(self):
        self.get_client().flushall()
";
    assert_eq!(found(program), ["17 single-node-command"]);
}

#[test]
fn options_that_a_map_got_from_elsewhere_may_be_any() {
    let made = |update: &str| {
        let text = format!(
            "from redis.cluster import RedisCluster
def make(text):
    options = {{'host': 'a', 'port': 1}}
    {update}
    return RedisCluster(**options)
"
        );
        found_in(&[("requirements.txt", "redis==5.0.0\n"), ("a.py", &text)])
    };
    assert_eq!(made("pass"), ["a.py:5 missing-retry-options"]);
    assert_eq!(made("options.update({'decode_responses': True})"), ["a.py:5 missing-retry-options"]);
    let all = "socket_timeout=1, cluster_error_retry_attempts=9";
    for update in
        [format!("options.update({all})"), format!("options.update(dict({all}))"), "options.update(parse(text))".into()]
    {
        assert_eq!(made(&update), [] as [&str; 0], "{update}");
    }
}

#[test]
fn what_a_map_got_before_its_name_was_given_another_is_not_in_that() {
    let found = |body: &str| {
        found(&format!("from redis.cluster import RedisCluster\nclient = RedisCluster('x')\ndef put(many):\n{body}"))
    };
    let (make, send) = ("    keys = {'{t}a': 1}\n", "    client.mset(keys)\n");
    for change in ["    keys.update(q=1)\n", "    keys.update({'q': 1})\n", "    keys['q'] = 1\n"] {
        assert_eq!(found(&format!("{make}{change}{send}")), ["6 cross-slot-command"], "{change}");
        assert_eq!(found(&format!("{make}{change}{make}{send}")), [] as [&str; 0], "{change}");
        assert_eq!(found(&format!("{make}{change}{make}{change}{send}")), ["8 cross-slot-command"], "{change}");
        assert_eq!(found(&format!("{make}{send}{change}")), [] as [&str; 0], "{change}");
    }
    // In a branch, either of two maps may have got it.
    let either = format!("{make}    keys.update(q=1)\n    if many:\n    {make}{send}");
    assert_eq!(found(&either), [] as [&str; 0]);
}
