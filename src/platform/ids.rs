//! New ids: the only randomness there is.

use crate::catalog::Id;

/// No letters that are mistaken for digits, and no vowels that make words of them.
const ALPHABET: &[u8] = b"23456789bcdfghjkmnpqrstvwxz";
const LENGTH: usize = 10;

/// A new id: ten characters, of which 27^10 exist.
pub fn fresh() -> Id {
    let mut bytes = [0_u8; LENGTH];
    fill(&mut bytes);
    Id::new(bytes.iter().map(|b| char::from(ALPHABET[usize::from(*b) % ALPHABET.len()])).collect::<String>())
}

/// Several new ids.
pub fn fresh_many(count: usize) -> Vec<Id> {
    (0..count).map(|_| fresh()).collect()
}

fn fill(bytes: &mut [u8]) {
    let filled = super::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok());
    if !filled {
        // A page without the crypto interface still gets ids that differ within its session.
        for byte in bytes {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
}
