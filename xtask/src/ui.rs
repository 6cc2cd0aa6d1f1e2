//! What a program prints, and the code it ends with.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use similar::TextDiff;

use crate::checked::Checked;
use crate::outcome::{Failure, Outcome};
use crate::spec::{ColorChoice, render};

/// What a verb prints to, and what tells it the time.
// Outputs and clocks cannot be printed.
#[allow(missing_debug_implementations)]
pub struct Ui<'a> {
    out: &'a mut dyn Write,
    /// Whether the output has colours.
    pub color: ColorChoice,
    clock: &'a dyn Fn() -> Duration,
}

impl<'a> Ui<'a> {
    /// Prints without colours, and takes no time.
    pub fn plain(out: &'a mut dyn Write) -> Self {
        Self::with_clock(out, &|| Duration::ZERO)
    }

    /// Prints without colours. The clock returns the time since the start.
    pub fn with_clock(out: &'a mut dyn Write, clock: &'a dyn Fn() -> Duration) -> Self {
        Self { out, color: ColorChoice::Never, clock }
    }

    /// Prints a text.
    pub fn print(&mut self, text: &str) {
        write(self.out, text);
    }

    /// Prints the problems of specs, each with its place.
    pub fn print_problems(&mut self, checked: &Checked) {
        self.print(&render(&checked.problems, &checked.files, self.color));
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        (self.clock)()
    }
}

/// Writes a text to an output. One that is closed, such as a pipe to `head`, is no error: nobody reads
/// it any more.
pub fn write(out: &mut dyn Write, text: &str) {
    drop(out.write_all(text.as_bytes()));
}

/// Runs a verb on the standard output, with colours on a terminal; returns the program's exit code.
pub fn run(verb: impl FnOnce(&mut Ui<'_>) -> Result<Outcome, Failure>) -> ExitCode {
    let start = Instant::now();
    let clock = || start.elapsed();
    let mut out = io::stdout().lock();
    let color = if out.is_terminal() { ColorChoice::Always } else { ColorChoice::Never };
    match verb(&mut Ui { out: &mut out, color, clock: &clock }) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Ended(code)) => ExitCode::from(code),
        Err(failure) => {
            write(&mut io::stderr(), &format!("error: {failure}\n"));
            ExitCode::from(2)
        }
    }
}

/// The most lines that are shown of one file's difference.
const SHOWN: usize = 60;

/// What differs between two texts, indented, as far as a person reads on.
#[must_use]
pub fn shown_difference(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(old_name, new_name).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines.iter().take(SHOWN).map(|line| format!("    {line}\n"));
    let hidden = lines.len().saturating_sub(SHOWN);
    let rest = (hidden > 0).then(|| format!("    … and {}\n", count(hidden, "more line")));
    shown.chain(rest).collect()
}

/// `1 file`, `2 files`.
#[must_use]
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
