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
