//! Maps and sets for ids and names: quicker than the standard ones, which guard against texts chosen to collide, and
//! in the same order in every run.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A hash map.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;
/// A hash set.
pub(crate) type Set<T> = HashSet<T, BuildHasherDefault<Quick>>;

/// A multiplicative hash over words of eight bytes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Quick(u64);

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(byte.into());
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        // A product's high bits are its best mixed ones, and the maps look at the low ones first.
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn names_alike_are_spread() {
        let hasher = BuildHasherDefault::<Quick>::default();
        let low_bits: HashSet<u64> = (0..1_000).map(|n| hasher.hash_one(format!("e{n}/c1")) & 0xfff).collect();
        assert!(low_bits.len() > 800, "{}", low_bits.len());
    }
}
