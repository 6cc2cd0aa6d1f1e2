//! What the benchmarks share: whether to measure at all, rounds, samples, and a table to read.
//!
//! Times are only told, never asserted: a slow machine fails nothing.

use std::time::{Duration, Instant};

/// Whether to measure. `cargo bench` says `--bench`; `cargo test` says nothing or `--test`, and then
/// it is enough that the benchmark was built.
pub(crate) fn is_measuring() -> bool {
    let is_given = |flag: &str| std::env::args().any(|argument| argument == flag);
    is_given("--bench") && !is_given("--test")
}

/// Numbers rounds until the time is used up. Who takes one sample of everything in each round lets
/// all have their share of what disturbs the machine.
pub(crate) fn rounds(time: Duration, fewest: u32, most: u32) -> impl Iterator<Item = u32> {
    let start = Instant::now();
    (0..most).take_while(move |round| *round < fewest || start.elapsed() < time)
}

/// How long something takes, in seconds.
pub(crate) fn seconds<T>(what: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = what();
    (start.elapsed().as_secs_f64(), result)
}

/// Values of one thing, measured again and again.
#[derive(Clone, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Sample by sample, how many times the other is as large.
    pub(crate) fn times(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(own, other)| other / own).collect())
    }

    pub(crate) fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        match sorted.get(middle) {
            None => f64::NAN,
            Some(upper) if sorted.len() % 2 == 1 => *upper,
            Some(upper) => f64::midpoint(sorted[middle - 1], *upper),
        }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

/// A table of medians and their spread.
pub(crate) struct Table {
    rows: Vec<[String; 5]>,
}

impl Table {
    pub(crate) fn new(what: &str) -> Self {
        let head = [what, "median", "min", "max", "target"];
        Self { rows: vec![head.map(str::to_owned)] }
    }

    /// Values as `show` writes them, and what the median should be.
    pub(crate) fn row(
        &mut self,
        what: &str,
        samples: &Samples,
        show: impl Fn(f64) -> String,
        target: &str,
    ) {
        let sorted = samples.sorted();
        let cell = |value: Option<&f64>| value.map_or_else(String::new, |value| show(*value));
        self.rows.push([
            what.to_owned(),
            show(samples.median()),
            cell(sorted.first()),
            cell(sorted.last()),
            target.to_owned(),
        ]);
    }

    /// Prints it, with a line on how it was measured.
    pub(crate) fn print(&self, how: &str) {
        let width = |column: usize| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
        };
        println!();
        for [what, median, min, max, target] in &self.rows {
            println!(
                "{what:<a$}  {median:>b$}  {min:>c$}  {max:>d$}  {target}",
                a = width(0),
                b = width(1),
                c = width(2),
                d = width(3)
            );
        }
        println!("({how})");
    }
}

/// A time in the unit that suits it.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        it if it < 1e-3 => format!("{:.2} µs", it * 1e6),
        it if it < 1.0 => format!("{:.2} ms", it * 1e3),
        it => format!("{it:.2} s"),
    }
}

/// A ratio.
pub(crate) fn ratio(value: f64) -> String {
    format!("{value:.2} ×")
}
