//! Random numbers from a seed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The golden ratio in 64 bits, by which each state differs from the next.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// `SplitMix64`: random numbers for all tasks from one sequence. The seed decides the sequence; the
/// scheduler decides which task draws which number.
pub(crate) struct Chance(AtomicU64);

impl Chance {
    /// The sequence of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn draw(&self) -> u64 {
        let state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including a bound above zero.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        self.draw() % bound
    }

    /// True once in so many times.
    pub(crate) fn once_in(&self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A time between two bounds.
    pub(crate) fn milliseconds(&self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from))
    }
}
