//! Running text of HTML: any run of blanks is one, and lines break only where a tag says so.

use crate::document::whitespace::is_invisible;

/// Text that is being collected.
#[derive(Default)]
pub(crate) struct Flow {
    text: String,
    is_blank: bool,
    is_broken: bool,
}

impl Flow {
    /// Adds text.
    pub(crate) fn push(&mut self, text: &str) {
        for c in text.chars().filter(|c| !is_invisible(*c)) {
            if c.is_whitespace() {
                self.is_blank = true;
                continue;
            }
            if !self.text.is_empty() && self.is_broken {
                self.text.push('\n');
            } else if !self.text.is_empty() && self.is_blank {
                self.text.push(' ');
            }
            self.is_blank = false;
            self.is_broken = false;
            self.text.push(c);
        }
    }

    /// Starts a new line.
    pub(crate) fn line_break(&mut self) {
        self.is_broken = true;
    }

    /// Whether nothing was collected yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text so far; the next one starts.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(self).text
    }
}
