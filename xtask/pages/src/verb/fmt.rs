//! `cargo xtask fmt`: specs in the canonical style.

use std::path::Path;

use clap::Args;

use xtask::outcome::{Failure, Outcome};
use xtask::spec::{self, File, render};
use xtask::tree;
use xtask::ui::{Ui, count, shown_difference};

/// Brings specs to the style of those by hand
///
/// The style is the order of keys, quotes, blank lines, lists. Comments stay, and what a spec says does
/// not change.
#[derive(Args, Clone, Debug)]
#[command(verbatim_doc_comment)]
pub struct Options {
    /// Specs or folders of specs, relative to the workspace
    #[arg(value_name = "PATH", default_value = "spec")]
    pub paths: Vec<String>,
    /// Change nothing; fail and show the difference if a file is not in the style
    #[arg(long)]
    pub check: bool,
}

/// Lays specs out: files, or all files of folders. With `check`, writes nothing and shows what it
/// would change.
///
/// # Errors
///
/// A file cannot be read or written, or was changed since it was read.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let Options { paths, check } = options;
    let check = *check;
    let mut files = Vec::new();
    for path in paths {
        let path = path.trim_end_matches('/');
        if root.join(path).is_dir() {
            files.extend(tree::read_specs(root, path)?);
        } else {
            files.push(tree::read_spec(root, path)?);
        }
    }
    let mut problems = Vec::new();
    let mut changed = 0;
    for (index, file) in files.iter().enumerate() {
        match spec::format(file) {
            Ok(text) if text == file.text() => {}
            Ok(text) => {
                changed += 1;
                show_or_write(root, file, &text, check, ui)?;
            }
            Err(problem) => problems.push(problem.in_file(index)),
        }
    }
    ui.print(&render(&problems, &files, ui.color));
    ui.print(&summary(files.len(), changed, problems.len(), check));
    let is_fine = problems.is_empty() && !(check && changed > 0);
    Ok(if is_fine { Outcome::Fine } else { Outcome::Findings })
}

fn show_or_write(
    root: &Path,
    file: &File,
    text: &str,
    check: bool,
    ui: &mut Ui<'_>,
) -> Result<(), Failure> {
    let path = &file.path;
    if check {
        let difference = shown_difference(file.text(), text, "committed", "formatted");
        ui.print(&format!("changed: {path}\n{difference}"));
    } else {
        tree::write_spec(root, path, Some(file.text()), text)?;
        ui.print(&format!("formatted {path}\n"));
    }
    Ok(())
}

fn summary(files: usize, changed: usize, problems: usize, check: bool) -> String {
    let unread = match problems {
        0 => String::new(),
        _ => format!(", {} left as it is", count(problems, "file")),
    };
    let files = count(files, "spec file");
    match (check, changed) {
        (true, 0) => format!("{files}: none to format{unread}\n"),
        (true, _) => format!("{files}: {changed} to format{unread}\nrun `cargo xtask fmt`\n"),
        (false, _) => format!("{files}: {changed} formatted{unread}\n"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    const UNTIDY: &str = "method: GET\nsummary: 'a'\ndocs: {}\npath: /a\nreturns: nothing\n";
    const TIDY: &str = "docs: {}\nsummary: a\nmethod: GET\npath: /a\n\nreturns: nothing\n";

    /// A folder with one untidy spec; it is removed in the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("fmt-{name}-{}", std::process::id()));
            fs::create_dir_all(root.join("spec/group")).unwrap();
            fs::write(root.join("spec/group/untidy.yaml"), UNTIDY).unwrap();
            Self(root)
        }

        fn run(&self, path: &str, check: bool) -> (Outcome, String) {
            let mut out = Vec::new();
            let options = Options { paths: vec![path.to_owned()], check };
            let outcome = run(&self.0, &options, &mut Ui::plain(&mut out)).unwrap();
            (outcome, String::from_utf8(out).unwrap())
        }

        fn text(&self) -> String {
            fs::read_to_string(self.0.join("spec/group/untidy.yaml")).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn a_check_shows_the_difference_and_writes_nothing() {
        let folder = Folder::new("check");
        let (outcome, out) = folder.run("spec", true);
        assert_eq!(outcome, Outcome::Findings);
        assert!(
            out.contains("changed: spec/group/untidy.yaml\n") && out.contains("+summary: a\n"),
            "{out}"
        );
        assert!(out.ends_with("1 spec file: 1 to format\nrun `cargo xtask fmt`\n"), "{out}");
        assert_eq!(folder.text(), UNTIDY);
    }

    #[test]
    fn a_file_is_written_once() {
        let folder = Folder::new("write");
        let path = "spec/group/untidy.yaml";
        let wrote = format!("formatted {path}\n1 spec file: 1 formatted\n");
        assert_eq!(folder.run(path, false), (Outcome::Fine, wrote));
        assert_eq!(folder.text(), TIDY);
        assert_eq!(folder.run("spec/", true).0, Outcome::Fine);
    }

    #[test]
    fn a_file_that_is_no_spec_is_reported_and_the_others_are_written() {
        let folder = Folder::new("broken");
        fs::write(folder.0.join("spec/broken.yaml"), "docs: [\n").unwrap();
        let (outcome, out) = folder.run("spec", false);
        assert_eq!(outcome, Outcome::Findings);
        assert!(
            out.contains("spec/broken.yaml:") && out.contains("1 formatted, 1 file left as it is"),
            "{out}"
        );
        assert_eq!(folder.text(), TIDY);
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_not_written_over() {
        let folder = Folder::new("changed");
        let path = "spec/group/untidy.yaml";
        let error = tree::write_spec(&folder.0, path, Some(TIDY), "").unwrap_err();
        assert!(error.to_string().contains("changed since it was read"), "{error}");
        assert!(tree::write_spec(&folder.0, path, None, "").is_err());
        assert_eq!(folder.text(), UNTIDY);
        tree::write_spec(&folder.0, "spec/new/one.yaml", None, TIDY).unwrap();
    }
}
