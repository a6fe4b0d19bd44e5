//! Sorted tables joined into one at compile time, so that each can stand in a file of its own.

use crate::clients::api::Method;

/// Both tables in order of names; rows of one name keep their order, those of `a` first. `N` is the sum of the lengths.
pub(super) const fn merge<const A: usize, const B: usize, const N: usize>(
    a: [Method; A],
    b: [Method; B],
) -> [Method; N] {
    assert!(A + B == N && N > 0);
    let mut merged = [if A > 0 { a[0] } else { b[0] }; N];
    let (mut i, mut j) = (0, 0);
    while i + j < N {
        if j == B || (i < A && !comes_before(b[j].name, a[i].name)) {
            merged[i + j] = a[i];
            i += 1;
        } else {
            merged[i + j] = b[j];
            j += 1;
        }
    }
    merged
}

const fn comes_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}
