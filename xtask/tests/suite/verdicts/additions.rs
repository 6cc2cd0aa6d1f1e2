//! What is new in the specs, taken over into the old ones.

use xtask::diff::{Finding, Rule};

use super::case::Specs;

/// The rules of what can be taken over without touching what is there.
const ADDITIONS: [Rule; 6] = [
    Rule::EndpointAdded,
    Rule::TypeAdded,
    Rule::RequestFieldAdded,
    Rule::AnswerFieldAdded,
    Rule::CodeAdded,
    Rule::GlobalCodeAdded,
];

/// Those of some findings that are additions.
pub(crate) fn additions(found: &[Finding]) -> Vec<&Finding> {
    found.iter().filter(|it| ADDITIONS.contains(&it.rule)).collect()
}

/// Specs with the additions of others.
pub(crate) fn with(old: &Specs, new: &Specs, additions: &[&Finding]) -> Specs {
    let mut specs = old.clone();
    for it in additions {
        if it.rule == Rule::EndpointAdded {
            let file = format!("{}.yaml", it.subject);
            specs.insert(file.clone(), new[&file].clone());
        }
    }
    for it in additions {
        take(&mut specs, new, it);
    }
    specs
}

/// Takes over one block of a spec.
fn take(specs: &mut Specs, new: &Specs, addition: &Finding) {
    let source = &addition.new.as_ref().expect("it is new").source;
    let there = source.path.trim_start_matches("spec/");
    let own = format!("{}.yaml", addition.subject);
    let own = if new.contains_key(&own) { &own } else { there };
    // What is described in the spec of another endpoint is one's own only by its name.
    let from = if addition.rule == Rule::TypeAdded { own } else { there };
    let lines: Vec<&str> = new[from].lines().collect();
    let line = match addition.rule {
        Rule::TypeAdded => find(&lines, &addition.member.split('.').collect::<Vec<_>>()),
        Rule::EndpointAdded => None,
        _ => Some(source.line - 1),
    };
    let Some(line) = line else { return };
    let text = specs.entry(own.to_owned()).or_default();
    let mut old: Vec<String> = text.lines().map(str::to_owned).collect();
    put(&mut old, &keys(&lines, line), &lines[line..end(&lines, line)]);
    *text = old.into_iter().map(|line| line + "\n").collect();
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn key(line: &str) -> &str {
    line.trim().split(':').next().unwrap_or_default()
}

/// Where the block of a line ends.
fn end<L: AsRef<str>>(lines: &[L], at: usize) -> usize {
    let own = indent(lines[at].as_ref());
    let is_outside = |it: &L| !it.as_ref().trim().is_empty() && indent(it.as_ref()) <= own;
    let next = lines[at + 1..].iter().position(is_outside);
    next.map_or(lines.len(), |it| at + 1 + it)
}

/// The keys that lead to a line, with its own.
fn keys<'a>(lines: &[&'a str], at: usize) -> Vec<&'a str> {
    let mut keys = vec![key(lines[at])];
    let mut own = indent(lines[at]);
    for line in lines[..at].iter().rev().filter(|it| !it.trim().is_empty()) {
        if indent(line) < own {
            own = indent(line);
            keys.insert(0, key(line));
        }
    }
    keys
}

/// The line to which some keys lead.
fn find<L: AsRef<str>>(lines: &[L], keys: &[&str]) -> Option<usize> {
    let (mut from, mut to, mut found) = (0, lines.len(), None);
    for (depth, wanted) in keys.iter().enumerate() {
        let is_it = |it: &L| indent(it.as_ref()) == 2 * depth && key(it.as_ref()) == *wanted;
        let at = from + lines[from..to].iter().position(is_it)?;
        (from, to, found) = (at + 1, end(lines, at), Some(at));
    }
    found
}

/// Puts a block where its keys lead to, with all of these that are missing.
fn put(lines: &mut Vec<String>, keys: &[&str], block: &[&str]) {
    if find(lines, keys).is_some() {
        return;
    }
    let mut at = lines.len();
    for depth in 1..keys.len() {
        if let Some(parent) = find(lines, &keys[..depth]) {
            at = end(lines, parent);
        } else {
            lines.insert(at, format!("{}{}:", "  ".repeat(depth - 1), keys[depth - 1]));
            at += 1;
        }
    }
    lines.splice(at..at, block.iter().map(|it| (*it).to_owned()));
}
