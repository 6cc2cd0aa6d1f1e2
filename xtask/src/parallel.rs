//! The same work on many items, on all cores. The order of the results is that of the items, so that
//! nobody can tell how many cores there were.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Fewer items than this are not worth a thread.
const CHUNK: usize = 8;

/// What a function makes of each item.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let size = items.len().div_ceil(cores).max(CHUNK);
    if items.len() <= size {
        return items.iter().map(work).collect();
    }
    let work_off = |chunk: &[T]| chunk.iter().map(&work).collect::<Vec<R>>();
    let work_off = &work_off;
    thread::scope(|scope| {
        let chunks = items.chunks(size);
        let running: Vec<_> = chunks.map(|chunk| scope.spawn(move || work_off(chunk))).collect();
        let results =
            running.into_iter().map(|it| it.join().unwrap_or_else(|it| resume_unwind(it)));
        results.flatten().collect()
    })
}
