//! A small answer that unpacks to a huge one.

/// Bits in the order of a deflate stream.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    /// The lowest bit first.
    fn push(&mut self, bits: &str) {
        for bit in bits.bytes() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= u8::from(bit == b'1') << (self.used % 8);
            self.used += 1;
        }
    }
}

/// JSON with a string of so many letters, as gzip. The string does not end.
pub(super) fn bomb(letters: usize) -> Vec<u8> {
    /// The longest match, and the shortest distance, in deflate's fixed codes.
    const LONGEST: (usize, &str) = (258, "1100010100000");
    let start = br#"{"errcode":0,"more":"a"#;
    let length = u16::try_from(start.len()).expect("it is short");
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    // What starts it is stored as it is.
    stream.push(0);
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(start);
    let mut bits = Bits::default();
    // The last block, of fixed codes.
    bits.push("110");
    (0..letters / LONGEST.0).for_each(|_| bits.push(LONGEST.1));
    stream.extend(bits.bytes);
    stream
}
