//! All real pages at once, where they are present: the marks that the importer is held to.

use xtask::tree;
use xtask_pages::Statistics;
use xtask_pages::survey::report::{PageResult, survey};

use crate::support::{files, real_pages};

/// Whether a part is at least so many hundredths of the whole.
fn is_share(part: usize, whole: usize, hundredths: usize) -> bool {
    part * 100 >= whole * hundredths
}

#[test]
fn the_pages_of_others_keep_to_the_marks() {
    let Some(folder) = real_pages("oapi") else { return };
    let common = files().into_iter().find(|it| it.name == "common").expect("there is one");
    let paths = tree::page_paths(&folder).expect("the folder can be listed");
    let results = survey(&paths, xtask_pages::Source::read, &common);
    let mut sum = Statistics::default();
    for page in results.iter().filter_map(|it| it.outcome.as_ref().ok()) {
        sum.add(&page.imported.statistics);
    }
    let fine = results.iter().filter(|it| PageResult::is_fine(it)).count();
    assert!(is_share(fine, results.len(), 95), "{fine} of {} pages are in order", results.len());
    assert!(is_share(sum.supported, sum.keys, 95), "{sum:?}");
    assert_eq!(sum.placed, sum.rows);
    assert!(!is_share(sum.opaque, sum.members, 2), "{sum:?}");
}

#[test]
fn nothing_is_passed_over_in_silence() {
    let common = files().into_iter().find(|it| it.name == "common").expect("there is one");
    let paths = ["a.md".into(), "b.md".into()];
    let source = |path: &std::path::Path| match path.to_str() {
        Some("a.md") => {
            Ok(xtask_pages::Source { path: "a.md".to_owned(), bytes: b"# Hi".to_vec() })
        }
        _ => Err("it is locked"),
    };
    let results = survey(&paths, source, &common);
    let why: Vec<&str> =
        results.iter().map(|it| it.outcome.as_ref().expect_err("it is no page").as_str()).collect();
    assert!(why[0].contains("no page of an endpoint"), "{}", why[0]);
    assert_eq!(why[1], "it is locked");
}
