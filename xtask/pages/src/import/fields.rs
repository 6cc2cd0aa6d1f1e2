//! From a tree of members to the fields of a spec.

use super::example;
use super::types::{Types, apart};
use super::{Importer, prose};
use crate::document::finding::Ambiguity;
use crate::facts::Member;
use crate::import::limits::{Limits, Of, absent_for, together};
use crate::nesting::tree::{Node, Ty};
use crate::vocabulary::naming::{pascal, singular};
use crate::vocabulary::vocabulary;
use std::collections::HashSet;
use xtask::api::names;
use xtask::spec::{At, Field, Map};

impl Importer<'_> {
    pub(super) fn fields(
        &mut self,
        nodes: &[Node],
        is_request: bool,
        path: &str,
        types: &mut Types,
    ) -> Map<Field> {
        let names: Vec<&str> = nodes.iter().map(|it| it.member.name.as_str()).collect();
        let mut taken: HashSet<String> = HashSet::new();
        let mut fields = Vec::new();
        for node in nodes {
            let below = format!("{path}.{}", node.member.name);
            let mut field = self.field(node, is_request, &below, types);
            if is_request {
                let others = names.iter().copied().filter(|it| *it != node.member.name);
                let company = together(&node.member.description, others);
                field.together_with = company.into_iter().map(|it| it.to_owned().into()).collect();
            }
            field.name = rust_name(&node.member.name, &field, is_request, &mut taken).map(At::from);
            fields.push((node.member.name.clone().into(), field));
        }
        fields.into_iter().collect()
    }

    pub(super) fn field(
        &mut self,
        node: &Node,
        is_request: bool,
        path: &str,
        types: &mut Types,
    ) -> Field {
        let member = &node.member;
        let word = match &node.ty {
            Ty::Plain(word) => word.clone(),
            Ty::Object(_) => self.object(node, is_request, path, types),
        };
        let page_type = word + &"[]".repeat(node.lists);
        let mut field = Field {
            page_type: page_type.into(),
            required: (is_request && member.required == Some(true)).then(|| true.into()),
            secret: (is_text(node) && vocabulary().is_secret(&member.name)).then(|| true.into()),
            ..Field::default()
        };
        if self.context.prose {
            let doc = prose(&member.description);
            field.doc = (!doc.is_empty()).then(|| doc.into());
        }
        if is_request {
            self.limit(&mut field, node, path);
        } else {
            field.absent_for = absent_for(&member.description).map(At::from);
        }
        match example::cell(&member.example, node) {
            Ok(value) => field.example = value.map(At::from),
            Err(found) => {
                let evidence = format!("the example value is {found}, but the type is another");
                let line = member.line;
                self.report(Ambiguity::ExampleValue, line, path, evidence, "it is left out");
            }
        }
        self.check_limits(&mut field, member, path);
        field
    }

    /// An object type, and its name.
    pub(super) fn object(
        &mut self,
        node: &Node,
        is_request: bool,
        path: &str,
        types: &mut Types,
    ) -> String {
        let said = match &node.ty {
            Ty::Object(Some(class)) => class.clone(),
            _ if node.lists > 0 => apart(pascal(singular(&node.member.name))),
            _ => apart(pascal(&node.member.name)),
        };
        let (name, is_new) = types.name(&said, node, is_request, path);
        if is_new {
            let below = format!("types.{name}.fields");
            let fields = self.fields(&node.members, is_request, &below, types);
            types.describe(&name, fields);
        }
        name
    }

    pub(super) fn limit(&mut self, field: &mut Field, node: &Node, path: &str) {
        let member = &node.member;
        let of = match (&node.ty, node.lists) {
            (_, 1..) => Of::List,
            (Ty::Plain(word), 0) if word == "String" => Of::Text,
            (Ty::Plain(word), 0) if word == "Number" => Of::Number,
            _ => Of::Other,
        };
        let limits = Limits::of(&member.description, of);
        field.min_length = limits.min_length.map(At::from);
        field.max_length = limits.max_length.map(At::from);
        field.min = limits.min.map(At::from);
        field.max = limits.max.map(At::from);
        field.max_items = limits.max_items.map(At::from);
        for words in limits.without_place {
            let evidence = format!("`{words}` limits what no key of the format is for");
            self.report(
                Ambiguity::LimitWithoutPlace,
                member.line,
                path,
                evidence,
                "it is left out",
            );
        }
        for words in limits.denied {
            let evidence = format!("`{words}` is not the limit that the same text gave before");
            self.report(
                Ambiguity::LimitDenied,
                member.line,
                path,
                evidence,
                "the first one stands",
            );
        }
    }

    /// The page's own example keeps to its limits, or they are none.
    pub(super) fn check_limits(&mut self, field: &mut Field, member: &Member, path: &str) {
        let is_broken = field.example.as_ref().is_some_and(|it| example::breaks(it, field));
        if is_broken {
            let evidence = "the page's own example value does not keep to the limit".to_owned();
            self.report(
                Ambiguity::LimitDenied,
                member.line,
                path,
                evidence,
                "the limit is left out",
            );
            field.min_length = None;
            field.max_length = None;
            field.min = None;
            field.max = None;
            field.max_items = None;
        }
    }
}

fn is_text(node: &Node) -> bool {
    node.lists == 0 && node.ty == Ty::Plain("String".to_owned())
}

/// A Rust name where the one that follows from the wire name will not do.
fn rust_name(
    wire: &str,
    field: &Field,
    is_request: bool,
    taken: &mut HashSet<String>,
) -> Option<String> {
    let follows = names::bare(&names::snake(wire)).to_owned();
    let is_setter = is_request && !field.is_required() && names::is_taken_method(&follows);
    let mut name = if is_setter { format!("{follows}_value") } else { follows.clone() };
    let mut number = 2;
    while !taken.insert(name.clone()) {
        // What ends with an underscore would have two in the middle.
        name = format!("{}_{number}", follows.trim_end_matches('_'));
        number += 1;
    }
    (name != follows).then_some(name)
}
