use super::check;

#[test]
fn methods_of_all_kinds() {
    check(
        "\
class Store(base.Base[Redis], Mixin, metaclass=Meta):
    def __init__(self, r: Redis, *, prefix='p'):
        self.r: Redis = r
        self.prefix = prefix
    @property
    def conn(self): return self.r
    @functools.cached_property
    def other(self): return 1
    @conn.setter
    def conn(self, value): pass
    @staticmethod
    def key(id): return id
    @classmethod
    async def make(cls) -> Self: return cls()
",
        r#"
block
  fn Store.__init__(r: Redis?, prefix = "p") constructor
    def self = (self Store.__init__)
    def r: Redis? = (param Store.__init__ 0)
    def prefix = (param Store.__init__ 1)
    set self.r = r
    set self.prefix = prefix
  @property?
  fn Store.conn() getter
    def self'2 = (self Store.conn)
    return self'2.r
  @functools?.cached_property
  fn Store.other() getter
    def self'3 = (self Store.other)
    return 1
  @conn?.setter
  fn Store.conn(value)
    def self'4 = (self Store.conn)
    def value = (param Store.conn 0)
  @staticmethod?
  fn Store.key(id) static
    def id = (param Store.key 0)
    return id
  @classmethod?
  fn Store.make() -> Store async classmethod
    def cls = (self Store.make)
    return (call cls)
def Store = class:Store
class Store extends base?.Base, Mixin?
  field r: Redis?
  method __init__
  method conn
  method other
  method key
  method make
"#,
    );
}

#[test]
fn fields_have_types_and_defaults() {
    check(
        "\
@dataclass(frozen=True)
class Config(BaseModel):
    url: str
    client: Optional[Redis] = None
    keys: list[str] = field(default_factory=list)
    PREFIX = 'a'
    class Inner: pass
",
        r#"
expr (call dataclass? frozen=true)
block
  def client: Redis? = null
  def keys: list(text) = (call field? default_factory=list?)
  def PREFIX = "a"
  def Inner = class:Inner
def Config = class:Config
data class Config extends BaseModel?
  field url: text
  field client: Redis? = null
  field keys: list(text) = (call field? default_factory=list?)
  field PREFIX = "a"
  field Inner = class:Inner
class Inner
"#,
    );
}

#[test]
fn enumerations_and_protocols() {
    check(
        "\
class Key(str, Enum):
    USER = 'user'
class Client(Protocol):
    def get(self, k: str) -> bytes: ...
",
        r#"
block
  def USER = "user"
def Key = class:Key
block
  fn Client.get(k: text) -> text
    def self = (self Client.get)
    def k: text = (param Client.get 0)
def Client = class:Client
enum Key extends str?, Enum?
  field USER = "user"
interface Client extends Protocol?
  method get
"#,
    );
}

#[test]
fn a_nested_function_knows_self() {
    check(
        "\
class A:
    def f(self):
        def g():
            self.r: Redis = 1
",
        "
block
  fn A.f()
    def self = (self A.f)
    fn g()
      set self.r = 1
    def g = fn:g
def A = class:A
class A
  field r: Redis?
  method f
",
    );
}

#[test]
fn decorators_and_defaults_are_seen_outside_the_function() {
    check(
        "\
@app.get('/x', deps=[d()])
async def view(r: Redis = Depends(get_redis)):
    await r.get('k')
",
        r#"
@(call app?.get "/x" deps=[(call d?)])
fn view(r: Redis? = (call Depends? get_redis?)) async
  def r: Redis? = (param view 0)
  expr (await (call r.get "k"))
def view = fn:view
"#,
    );
}

#[test]
fn overloads_do_not_replace_the_function() {
    check(
        "\
@overload
def f(a: int) -> int: ...
def f(a): return g(a)
",
        "
@overload?
fn f(a: number) -> number
  def a: number = (param f 0)
fn f(a)
  def a'2 = (param f 0)
  return (call g? a'2)
def f = fn:f
",
    );
}
