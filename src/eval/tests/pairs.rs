//! Dicts made of pairs.

use super::seen;

#[test]
fn a_dict_of_pairs_has_their_first_parts_as_keys() {
    let from = "from collections import OrderedDict\n";
    assert_eq!(seen("a.py", "see(*dict([('a', 1), ('b', 2)]).keys())"), ["[\"a\", \"b\"]"]);
    assert_eq!(
        seen("a.py", &format!("{from}see(OrderedDict((f'p:{{n}}', n) for n in names).keys())")),
        ["[\"p:<n>\" each]"]
    );
    assert_eq!(seen("a.py", &format!("{from}see(OrderedDict(rows).keys())")), ["[...?OrderedDict(rows).keys()]"]);
}

#[test]
fn zip_pairs_what_stands_at_the_same_place() {
    assert_eq!(seen("a.py", "see(list(dict(zip(['a', 'b'], values))))"), ["[\"a\", \"b\"]"]);
    assert_eq!(seen("a.py", "see(list(dict(zip([f'p:{n}' for n in names], names)).keys()))"), ["[\"p:<n>\" each]"]);
    assert_eq!(seen("a.py", "see(zip())"), ["zip()"]);
}
