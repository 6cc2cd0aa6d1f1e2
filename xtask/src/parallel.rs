//! The same work on many items, on all cores. The order of the results is that of the items, so that
//! it does not depend on the number of cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A core takes so many items at a time: few enough that no core waits long for another's last ones.
const CHUNK: usize = 8;

/// What a function makes of each item.
pub fn map<'a, T: Sync, R: Send>(items: &'a [T], work: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(CHUNK).collect();
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(chunks.len());
    if cores < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let work_off = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(at) else { return done };
            done.push((at, chunk.iter().map(&work).collect::<Vec<R>>()));
        }
    };
    let mut results: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let running: Vec<_> = (0..cores).map(|_| scope.spawn(work_off)).collect();
        let joined = running.into_iter().map(|it| it.join().unwrap_or_else(|it| resume_unwind(it)));
        joined.flatten().collect()
    });
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().flat_map(|(_, results)| results).collect()
}
