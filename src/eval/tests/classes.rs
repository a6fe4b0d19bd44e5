//! Members reached through a class.

use super::seen;

#[test]
fn a_static_getter_gives_what_it_returns() {
    let text = "import Redis from 'ioredis';
class Adapter extends Redis {
  static client;
  static get shared() { return this.client || (this.client = new this()); }
  static get key() { return 'k:' + process.pid; }
}
see(Adapter.shared);
see(Adapter.key);
";
    let got = seen("a.js", text);
    assert!(got[0].contains("a Adapter"), "{got:?}");
    assert_eq!(got[1], "\"k:<process.pid>\"");
}

#[test]
fn what_a_base_class_does_uses_what_the_subclass_overrides() {
    let text = "class Registry:
    template = 'registry:{0}'
    def __init__(self, name):
        self.name = name
        self.key = self.template.format(name)
    @property
    def lock(self):
        return self.template.format('lock')

class Finished(Registry):
    template = '{{done}}:{0}'

class Started(Registry):
    template = 'wip:{0}'
    def __init__(self, queue, name):
        super().__init__(name)

class Last(Finished):
    pass

class Deep(Last):
    @property
    def lock(self):
        return super().lock + ':deep'

class Deeper(Deep):
    pass

see(Deeper('a').lock)
see(Last('a').key)
see(Finished('a').key)
see(Finished('a').lock)
see(Started(1, 'a').lock)
see(Started(1, 'a').key)
see(Registry('b').key)
";
    assert_eq!(
        seen("a.py", text),
        [
            "\"{done}:lock:deep\"",
            "\"{done}:a\"",
            "\"{done}:a\"",
            "\"{done}:lock\"",
            "\"wip:lock\"",
            "\"wip:<name>\"",
            "\"registry:b\""
        ]
    );
    let text = "class Base {
  prefix = 'base';
  key(id) { return this.prefix + ':' + id; }
}
class Cart extends Base { prefix = '{cart}'; }
class Plain extends Base {}
see(new Cart().key(1));
see(new Plain().key(2));
";
    assert_eq!(seen("a.js", text), ["\"{cart}:1\"", "\"base:2\""]);
}

#[test]
fn a_field_of_a_data_class_is_what_its_constructor_was_given() {
    let text = "from dataclasses import dataclass
from pydantic import BaseModel

@dataclass(frozen=True)
class Header:
    kind: str
    group: str = ''
    VERSION: str = 'v2'
    def key(self):
        return f'{self.VERSION}:{self.kind}:{self.group}'

class Plain:
    group: str = 'plain'

class Model(BaseModel):
    prefix: str = 'app'

def of(header: Header, plain: Plain):
    see(header.group, plain.group, header.VERSION)

see(Header('a').key(), Header(kind='b', group='c').key(), Header('d', 'e').group, Header(**data).group)
see(Model().prefix, Model(prefix='x').prefix)
";
    assert_eq!(
        seen("a.py", text),
        ["?header.group, \"plain\", \"v2\"", "\"v2:a:\", \"v2:b:c\", \"e\", ?Header(**data).group", "\"app\", \"x\""]
    );
}
