//! The names of an endpoint's types.

use crate::document::finding::{Ambiguity, Finding};
use crate::nesting::tree::{Node, Ty};
use crate::vocabulary::naming::pascal;
use std::collections::HashMap;
use xtask::api::names;
use xtask::spec::{Field, Map, Type};

/// The types of an endpoint in the order in which they are first met.
#[derive(Default)]
pub(super) struct Types {
    pub(super) names: Vec<String>,
    pub(super) fields: HashMap<String, Map<Field>>,
    /// By name: whether it is sent, and what it looks like.
    pub(super) known: HashMap<String, (bool, String)>,
    pub(super) findings: Vec<Finding>,
}

impl Types {
    /// The name of an object's type, and whether it is yet to be described.
    pub(super) fn name(
        &mut self,
        said: &str,
        node: &Node,
        is_request: bool,
        path: &str,
    ) -> (String, bool) {
        let print = signature(node);
        let mut candidates = vec![said.to_owned()];
        candidates.push(if is_request { format!("{said}Input") } else { format!("{said}Output") });
        let field = pascal(&node.member.name);
        candidates.push(format!("{field}{said}"));
        candidates.extend((2..100).map(|number| format!("{said}{number}")));
        let mut clash = false;
        for (at, candidate) in candidates.into_iter().enumerate() {
            if !is_type_name(&candidate) || self.collides(&candidate) {
                continue;
            }
            match self.known.get(&candidate) {
                None => {
                    // What goes both ways is two types by the format's rules; only others are odd.
                    if clash && at > 0 {
                        self.findings.push(Finding::new(
                            Ambiguity::TypeReused,
                            node.member.line,
                            path,
                            format!("`{said}` has other members here than before"),
                            format!("it is called `{candidate}` here"),
                        ));
                    }
                    self.known.insert(candidate.clone(), (is_request, print));
                    self.names.push(candidate.clone());
                    return (candidate, !node.members.is_empty());
                }
                // What is described elsewhere has no members of its own.
                Some((sent, own))
                    if *sent == is_request && (*own == print || node.members.is_empty()) =>
                {
                    return (candidate, false);
                }
                Some((sent, own)) if *sent == is_request && *own == NOTHING => {
                    self.known.insert(candidate.clone(), (is_request, print));
                    return (candidate, true);
                }
                Some((sent, _)) => clash |= *sent == is_request,
            }
        }
        // A page with a hundred types of one name is none that anybody wrote.
        let last = format!("{said}{}", self.names.len() + 100);
        self.known.insert(last.clone(), (is_request, print));
        self.names.push(last.clone());
        (last, true)
    }

    /// Whether another type has the same name in Rust.
    fn collides(&self, name: &str) -> bool {
        let rust = |name: &str| names::camel(&apart(name.to_owned()));
        self.names.iter().any(|it| it != name && rust(it) == rust(name))
    }

    pub(super) fn describe(&mut self, name: &str, fields: Map<Field>) {
        self.fields.insert(name.to_owned(), fields);
    }

    pub(super) fn finish(mut self) -> Map<Type> {
        let mut types = Vec::new();
        for name in &self.names {
            let fields = self.fields.remove(name).unwrap_or_default();
            // What Rust would have to escape gets a name that reads well.
            let rust = names::is_taken_type(name).then(|| apart(name.clone()).into());
            types.push((name.clone().into(), Type { name: rust, fields, ..Type::default() }));
        }
        types.into_iter().collect()
    }
}

/// What an object without members looks like.
const NOTHING: &str = "{}";

/// What an object looks like: two with the same one are one type.
fn signature(node: &Node) -> String {
    let members = node.members.iter().map(|it| {
        let inner = match &it.ty {
            Ty::Plain(word) => word.clone(),
            Ty::Object(Some(class)) if it.members.is_empty() => class.clone(),
            Ty::Object(_) => signature(it),
        };
        let required = if it.member.required == Some(true) { "!" } else { "" };
        format!("{}:{inner}{}{required}", it.member.name, "[]".repeat(it.lists))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A name for a type that means nothing else where generated types live.
pub(super) fn apart(name: String) -> String {
    if names::is_taken_type(&name) { name + "Data" } else { name }
}

/// Whether a type may have this name.
fn is_type_name(name: &str) -> bool {
    let is_word = xtask::spec::PageType::words().any(|word| word == name);
    let named = matches!(xtask::spec::PageType::parse(name), Some(xtask::spec::PageType::Named(_)));
    named && !is_word
}
