//! A problem of a spec, and how it is shown.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::file::File;

/// Something in a spec that is wrong, with its place and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of problem: a stable word, such as `unknown-type`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The index of the file.
    pub file: usize,
    /// The bytes that are wrong.
    pub place: Range<usize>,
    /// What to say at that place.
    pub label: String,
    /// What would be right.
    pub help: String,
    /// Other places that have to do with it.
    pub also: Vec<Also>,
}

/// Another place that has to do with a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// The index of the file.
    pub file: usize,
    /// The bytes.
    pub place: Range<usize>,
    /// What to say there.
    pub label: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(
        code: &'static str,
        file: usize,
        place: &Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            file,
            place: place.clone(),
            label: String::new(),
            help: String::new(),
            also: Vec::new(),
        }
    }

    /// The same, with words at its place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same, with what would be right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same, with another place that has to do with it.
    #[must_use]
    pub fn also(mut self, file: usize, place: &Range<usize>, label: impl Into<String>) -> Self {
        self.also.push(Also { file, place: place.clone(), label: label.into() });
        self
    }

    /// The problem of a file that was read alone, as one of the file with this index.
    #[must_use]
    pub fn in_file(mut self, file: usize) -> Self {
        self.file = file;
        self.also.iter_mut().for_each(|it| it.file = file);
        self
    }
}

/// Whether a text has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorChoice {
    /// Plain text.
    Never,
    /// For a terminal.
    Always,
}

/// The problems as text: one report each, by file and place.
#[must_use]
pub fn render(problems: &[Problem], files: &[File], color: ColorChoice) -> String {
    let renderer = match color {
        ColorChoice::Never => Renderer::plain(),
        ColorChoice::Always => Renderer::styled(),
    };
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| (problem.file, problem.place.start));
    let reports = sorted.iter().map(|problem| renderer.render(&[group(problem, files)]));
    reports.map(|report| report + "\n").collect::<Vec<_>>().join("\n")
}

fn group<'a>(problem: &'a Problem, files: &'a [File]) -> Group<'a> {
    let primary = AnnotationKind::Primary.span(within(&problem.place, files, problem.file));
    let primary = if problem.label.is_empty() { primary } else { primary.label(&problem.label) };
    let mut main = snippet(files, problem.file).annotation(primary);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        problem.also.iter().partition(|also| also.file == problem.file);
    for also in here {
        main = main.annotation(
            AnnotationKind::Context.span(within(&also.place, files, also.file)).label(&also.label),
        );
    }
    let mut group = Level::ERROR.primary_title(&problem.message).id(problem.code).element(main);
    for also in elsewhere {
        let place = AnnotationKind::Context.span(within(&also.place, files, also.file));
        group = group.element(snippet(files, also.file).annotation(place.label(&also.label)));
    }
    if problem.help.is_empty() { group } else { group.element(Level::HELP.message(&problem.help)) }
}

fn snippet(files: &[File], file: usize) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let (path, text) = files.get(file).map_or(("", ""), |file| (file.path.as_str(), file.text()));
    Snippet::source(text).path(path)
}

/// A place as far as it lies within the text and between characters: a renderer must not stumble
/// over a reader's idea of a place.
fn within(place: &Range<usize>, files: &[File], file: usize) -> Range<usize> {
    let text = files.get(file).map_or("", File::text);
    let clamp = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (clamp(place.start), clamp(place.end.max(place.start)));
    // One line is enough: blocks are shown by their first.
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    start..end.min(line_end)
}
