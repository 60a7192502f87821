//! Order without a sort for every type of item.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Collecting by inserting. `collect` sorts first, and a sort is compiled anew for every type of entry: for maps of a
/// few hundred entries that makes the page larger and nothing quicker.
pub(crate) trait Ordered: Iterator + Sized {
    /// A map of the pairs; of two with one key the later stays.
    fn ordered_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        self.for_each(|(key, value)| {
            map.insert(key, value);
        });
        map
    }

    /// A set of the items.
    fn ordered_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        self.for_each(|item| {
            set.insert(item);
        });
        set
    }
}

impl<I: Iterator> Ordered for I {}

/// Sorting that is compiled once: places are sorted, and what stands at them is moved there afterwards. The order of
/// equal items stays.
pub(crate) trait Sorting<T> {
    /// Sorts by a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by a key.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Sorts in the items' own order.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(Ord::cmp);
    }
}

impl<T> Sorting<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut places = places(self.len(), &mut |a, b| compare(&self[a], &self[b]));
        for at in 0..places.len() {
            // Whatever was to stand here may have been moved already, to where a place before it took its item from.
            let mut from = places[at];
            while from < at {
                from = places[from];
            }
            places[at] = from;
            self.swap(at, from);
        }
    }
}

fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_sort_of_the_standard_library(items: Vec<(u8, u16)>) {
            let (mut mine, mut theirs) = (items.clone(), items.clone());
            mine.order_by_key(|item| item.0);
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(&mine, &theirs);
            mine.order();
            theirs.sort();
            prop_assert_eq!(mine, theirs);
        }

        #[test]
        fn collecting_is_that_of_the_standard_library(items: Vec<(u8, u16)>) {
            let map: BTreeMap<u8, u16> = items.iter().copied().collect();
            prop_assert_eq!(items.iter().copied().ordered_map(), map);
            let set: BTreeSet<(u8, u16)> = items.iter().copied().collect();
            prop_assert_eq!(items.into_iter().ordered_set(), set);
        }
    }
}
