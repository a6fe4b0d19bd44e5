//! Work on files, spread over the workers.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What `work` makes of each thing, in the order of the things.
///
/// What one file costs may be a hundred times that of another, so that halves of a list are no fair shares, and who begins
/// with a dear file last lets all others wait. The dearest come first, and each worker takes the next when it is done.
pub(super) fn spread<T: Sync, R: Send>(
    things: &[T],
    cost: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let mut order: Vec<usize> = (0..things.len()).collect();
    order.sort_by_cached_key(|&index| std::cmp::Reverse(cost(&things[index])));
    let next = AtomicUsize::new(0);
    let done = rayon::broadcast(|_| {
        let taken = std::iter::from_fn(|| order.get(next.fetch_add(1, Ordering::Relaxed)));
        taken.map(|&index| (index, work(&things[index]))).collect::<Vec<_>>()
    });
    let mut done: Vec<(usize, R)> = done.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_in_the_order_of_the_things() {
        let things: Vec<usize> = (0..1000).map(|index| index * 7919 % 1000).collect();
        let made = spread(&things, |&thing| thing, |&thing| thing + 1);
        assert!(made.iter().zip(&things).all(|(made, thing)| *made == thing + 1));
        assert_eq!(made.len(), things.len());
        assert!(spread(&[], |&thing: &usize| thing, |&thing| thing).is_empty());
    }
}
