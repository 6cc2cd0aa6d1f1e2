//! The CPU time of programs that this process ran.

use std::fs;
use std::io;

/// Linux tells it in hundredths of a second, whatever the kernel's own clock.
const TICKS: f64 = 100.0;

/// The CPU time, in seconds, of all children that ended and were waited for: `cutime` and `cstime`
/// of `/proc/self/stat`. The system call that is made for this needs `unsafe`.
///
/// # Errors
///
/// This is no Linux.
pub(crate) fn of_children() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The program's name comes second, in parentheses, and may hold anything.
    let after_name = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = after_name.split_whitespace().skip(13).take(2);
    Ok(ticks.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / TICKS)
}
