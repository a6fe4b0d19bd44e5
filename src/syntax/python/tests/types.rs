use super::{check, check_type};

#[test]
fn optional_and_union_leave_none_out() {
    check_type("Optional[Redis]", "Redis?");
    check_type("typing.Union[Redis, redis.RedisCluster, None]", "(Redis? | redis?.RedisCluster)");
    check_type("Redis | RedisCluster | None", "(Redis? | RedisCluster?)");
    check_type("Union[A, Optional[Union[B, C]]]", "(A? | B? | C?)");
    check_type("None", "()");
}

#[test]
fn quoted_types_are_read() {
    check_type("'Redis'", "Redis?");
    check_type("\"redis.Redis | None\"", "redis?.Redis");
    check_type("'list[Optional[a.B]]'", "list(a?.B)");
    check_type("Optional['Redis']", "Redis?");
    check_type("'Redis[bytes]'", "Redis?<text>");
    check_type("'f(x)'", "_");
    check_type("'list['", "_");
}

#[test]
fn containers() {
    check_type("List[str]", "list(text)");
    check_type("t.Sequence[int]", "list(number)");
    check_type("dict[str, Redis]", "map(text, Redis?)");
    check_type("Dict", "map(_, _)");
    check_type("tuple[str, ...]", "list(text)");
    check_type("Tuple[str, int]", "tuple(text, number)");
    check_type("set[bytes]", "list(text)");
}

#[test]
fn the_rest_of_typing() {
    check_type("Annotated[Redis, 'doc']", "Redis?");
    check_type("ClassVar[bool]", "bool");
    check_type("Type[Redis]", "Type?<Redis?>");
    check_type("AsyncGenerator[Redis, None]", "AsyncGenerator?<Redis?, ()>");
    check_type("Callable[[str], Redis]", "fn(Redis?)");
    check_type("Literal['a', 'b']", "(\"a\" | \"b\")");
    check_type("Any", "_");
}

#[test]
fn a_call_in_an_annotation_is_seen() {
    check(
        "def f(r: Annotated[Redis, Depends(get)]): pass",
        "
expr (call Depends? get?)
fn f(r: Redis?)
  def r: Redis? = (param f 0)
def f = fn:f
",
    );
}

#[test]
fn assignments_that_name_types() {
    check(
        "\
Client = Union[Redis, RedisCluster]
Maybe = Redis | None
Many = List[Redis]
Typed: TypeAlias = 'Redis'
T = TypeVar('T', bound=Redis)
U = TypeVar('U', A, B)
type New[X] = list[X]
FLAGS = READ | WRITE
first = rows[0]
both = q1 | q2
",
        "
def Client = type (Redis? | RedisCluster?)
def Maybe = type Redis?
def Many = type list(Redis?)
def Typed = type Redis?
expr (call TypeVar? \"T\" bound=Redis?)
def T = type Redis?
expr (call TypeVar? \"U\" A? B?)
def U = type (A? | B?)
def New = type list(X?)
def FLAGS = (op READ? WRITE?)
def first = rows?[0]
def both = (op q1? q2?)
",
    );
}

#[test]
fn annotations_give_names_their_type() {
    check(
        "\
r: Redis
def f(*args: str, **kw: int) -> None:
    x: Redis = get()
",
        "
fn f(...args: list(text), **kw: map(text, number)) -> ()
  def args: list(text) = (param f 0)
  def kw: map(text, number) = (param f 1)
  def x: Redis? = (call get?)
def f = fn:f
",
    );
    let module = super::lower("r: Redis");
    assert!(module.binding(module.top["r"]).ty.is_some());
}

#[test]
fn type_parameters_are_types() {
    check(
        "\
def f[T: Redis](x: T) -> T: return x
class A[U: (B, C)](Base[U]):
    r: U
",
        "
def T = type Redis?
fn f(x: T) -> T
  def x: T = (param f 0)
  return x
def f = fn:f
def U = type (B? | C?)
def A = class:A
class A extends Base?
  field r: U
",
    );
}
