//! Tokens become a formatted file: header, imports, items with a blank line between.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{File, Item};

use super::doc::{Doc, Docs};

/// What generated code imports, by where it is from. Only what a file names is imported.
const IMPORTS: [(&str, &[&str]); 5] = [
    (
        "dingtalk_protocol",
        &[
            "App",
            "Argb",
            "Class",
            "Code",
            "CodeEntry",
            "Credential",
            "Encoding",
            "Endpoint",
            "EndpointCode",
            "Field",
            "Gateway",
            "Keyed",
            "Kind",
            "Member",
            "Meta",
            "Method",
            "Nothing",
            "Paged",
            "Record",
            "Returns",
            "Secret",
            "Shape",
            "Slot",
            "Value",
            "View",
            "Whole",
            "debug",
            "equal",
            "read",
            "shape",
            "write",
        ],
    ),
    ("serde::de", &["Deserialize", "Deserializer", "MapAccess"]),
    ("serde::ser", &["Serialize", "Serializer"]),
    ("std::borrow", &["Cow"]),
    ("std::fmt", &["Debug", "Formatter"]),
];

/// All of these names, in order.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let names: BTreeSet<&str> =
        IMPORTS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    names.into_iter().collect()
});

/// What generated code names in one place only, as it stands there: the names of functions are also
/// those of members and endpoints, and that of `Debug` is also a derive's.
const PLACES: [(&str, &str); 6] = [
    ("Debug", "impl Debug for "),
    ("debug", " debug(self, f)\n"),
    ("equal", " equal(self, other)\n"),
    ("read", " read(deserializer)\n"),
    ("shape", "(shape::<"),
    ("write", " write(self, serializer)\n"),
];

/// The imports that some code needs.
fn imports(code: &str) -> String {
    let named = names(code);
    let is_used = |name: &&str| match PLACES.iter().find(|(named, _)| named == name) {
        Some((_, place)) => code.contains(place),
        None => named.contains(name),
    };
    let used = |(path, candidates): &(&str, &[&str])| {
        let used: Vec<&str> = candidates.iter().copied().filter(is_used).collect();
        import(path, &used)
    };
    IMPORTS.iter().map(used).collect()
}

/// One import, broken as the printer would.
fn import(path: &str, names: &[&str]) -> String {
    let line = match names {
        [] => return String::new(),
        [only] => return format!("use {path}::{only};\n"),
        names => format!("use {path}::{{{}}};\n", names.join(", ")),
    };
    if fits(&line) {
        return line;
    }
    let (mut text, mut width) = (format!("use {path}::{{"), MARGIN);
    for name in names {
        if width + name.len() + " ,".len() > MARGIN {
            text.push('\n');
            width = 0;
        }
        let gap = if width == 0 { "    " } else { " " };
        text.extend([gap, name, ","]);
        width += gap.len() + name.len() + 1;
    }
    text + "\n};\n"
}

/// The types in some code that could be imported, less those in its documentation and in its texts.
fn names(code: &str) -> Vec<&'static str> {
    let mut found = vec![false; KNOWN.len()];
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for word in words(line) {
            if let Ok(at) = KNOWN.binary_search(&word) {
                found[at] = true;
            }
        }
    }
    KNOWN.iter().zip(found).filter_map(|(name, found)| found.then_some(*name)).collect()
}

/// The words of a line that stand outside of its texts and begin with a capital. The printer puts
/// every text on one line.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            let start = at;
            at += 1;
            if *byte == b'"' {
                at = end_of_text(bytes, at);
            } else if is_word(*byte) {
                while bytes.get(at).is_some_and(|byte| is_word(*byte)) {
                    at += 1;
                }
                if byte.is_ascii_uppercase() {
                    return line.get(start..at);
                }
            }
        }
        None
    })
}

/// Beyond ASCII every byte is a part of some character, of which none ends a word here.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Behind the quotation mark that ends the text which begins here.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// An identifier; `r#type` is understood.
pub(super) fn ident(name: &str) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    match name.strip_prefix("r#") {
        Some(bare) => proc_macro2::Ident::new_raw(bare, span),
        None => proc_macro2::Ident::new(name, span),
    }
}

/// Code as tokens; what is none becomes nothing, which the compiler of the output shows.
pub(super) fn tokens(code: &str) -> TokenStream {
    code.parse().unwrap_or_default()
}

/// The most columns that the printer fills before it breaks a line.
const MARGIN: usize = 89;

/// Whether the printer would leave all lines of code unbroken.
fn fits(code: &str) -> bool {
    code.lines().all(|line| line.len() <= MARGIN)
}

/// How a public method begins, in the printer's layout.
pub(super) fn signature(name: &str, parameters: &[String], returns: &str) -> String {
    let line = format!("    pub fn {name}({}) -> {returns} {{\n", parameters.join(", "));
    if fits(&line) {
        return line;
    }
    let lines = parameters.join(",\n        ");
    format!("    pub fn {name}(\n        {lines},\n    ) -> {returns} {{\n")
}

/// A method in the printer's layout, which breaks it where a line is too long. What it says of
/// itself is in its layout already.
pub(super) fn method(doc: &Doc, text: &str) -> String {
    let doc = doc.above("    ");
    if fits(text) {
        return doc + text;
    }
    let printed = print(tokens(&format!("impl Owner {{ {text} }}")));
    let inner = printed.split_once("{\n").and_then(|(_, rest)| rest.strip_suffix("}\n"));
    doc + inner.unwrap_or_default()
}

/// An item without members, printed, with other printed members put between its braces.
pub(super) fn holding(item: TokenStream, members: &[String]) -> Code {
    let text = print(item);
    let head = text.trim_end().strip_suffix('}').unwrap_or_default();
    Code::Printed(format!("{head}\n{}}}\n", members.join("\n")))
}

/// A path of identifiers.
pub(super) fn path(names: &[String]) -> TokenStream {
    let names = names.iter().map(|name| ident(name));
    quote! { #(#names)::* }
}

/// Code of a file: items to be printed, or printed already.
pub(super) enum Code {
    /// Tokens.
    Tokens(TokenStream),
    /// Text.
    Printed(String),
}

impl From<TokenStream> for Code {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

/// Items that stand in many files and differ in few places: parsed and printed once, which is what
/// costs, and then only filled in.
pub(super) struct Template {
    items: fn() -> String,
    parts: OnceLock<Vec<Part>>,
}

/// A text of a template and the number of the marker behind it.
type Part = (String, Option<usize>);

impl Template {
    /// Items with markers: identifiers that nothing else contains.
    pub(super) const fn new(items: fn() -> String) -> Self {
        Self { items, parts: OnceLock::new() }
    }

    /// The items with a text in the place of each marker. What is put in is not looked at again.
    /// All calls for one template have the same markers in the same order.
    pub(super) fn fill(&self, markers: &[(&str, &str)]) -> Code {
        Code::Printed(self.text(markers))
    }

    /// The same, as text.
    pub(super) fn text(&self, markers: &[(&str, &str)]) -> String {
        let parts = self.parts.get_or_init(|| split(&(self.items)(), markers));
        let filled = markers.iter().map(|(_, with)| with.len()).sum::<usize>();
        let fixed = parts.iter().map(|(text, _)| text.len()).sum::<usize>();
        let mut out = String::with_capacity(fixed + filled);
        for (text, marker) in parts {
            out.push_str(text);
            out.push_str(marker.map_or("", |number| markers[number].1));
        }
        out
    }
}

fn split(items: &str, markers: &[(&str, &str)]) -> Vec<Part> {
    let (mut parts, mut rest) = (Vec::new(), items);
    let next = |rest: &str| {
        let found = markers.iter().enumerate();
        let found = found.filter_map(|(number, (marker, _))| Some((rest.find(marker)?, number)));
        found.min()
    };
    while let Some((at, number)) = next(rest) {
        parts.push((rest[..at].to_owned(), Some(number)));
        rest = &rest[at + markers[number].0.len()..];
    }
    parts.push((rest.to_owned(), None));
    parts
}

/// What a file imports.
pub(super) enum Uses {
    /// Just these.
    Stated(Vec<TokenStream>),
    /// These, and all that the code names.
    Named(Vec<TokenStream>),
}

/// Room for most files, in bytes.
const USUAL: usize = 16 * 1024;

/// A whole file. The head is text, since tokens cannot hold comments.
pub(super) fn file(source: &str, head: &str, uses: Uses, code: Vec<Code>, docs: &Docs) -> String {
    let mut body = String::with_capacity(USUAL);
    for code in code {
        match code {
            Code::Tokens(tokens) => body.push_str(&print_with(tokens, docs)),
            Code::Printed(text) => body.push_str(&text),
        }
    }
    let uses = match uses {
        Uses::Stated(uses) => pretty(uses.into_iter().collect()),
        Uses::Named(uses) => pretty(uses.into_iter().collect()) + &imports(&body),
    };
    let gap = if uses.is_empty() { "" } else { "\n" };
    let first =
        format!("// @generated by `cargo xtask generate`. Do not edit.\n// Source: {source}\n");
    format!("{first}\n{head}{gap}{uses}{body}")
}

/// Items with a blank line before each.
pub(super) fn print(tokens: TokenStream) -> String {
    print_with(tokens, &Docs::default())
}

fn print_with(tokens: TokenStream, docs: &Docs) -> String {
    let print = |item| format!("\n{}", unparse(vec![item], docs));
    parsed(tokens).into_iter().map(print).collect()
}

fn pretty(tokens: TokenStream) -> String {
    unparse(parsed(tokens), &Docs::default())
}

/// The items of some tokens. The emitters' templates are Rust, and every name in them was made one;
/// what still is none is a fault of the generator, which the compiler of the output shows at the
/// same place.
fn parsed(tokens: TokenStream) -> Vec<Item> {
    let parse = |input: ParseStream<'_>| {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(input.parse()?);
        }
        Ok(items)
    };
    parse.parse2(tokens).unwrap_or_else(|error| vec![Item::Verbatim(error.to_compile_error())])
}

fn unparse(items: Vec<Item>, docs: &Docs) -> String {
    let file = File { shebang: None, frontmatter: None, attrs: Vec::new(), items };
    spaced(&prettyplease::unparse(&file), docs)
}

/// How the items begin that stand apart from a line before them.
const ITEMS: [&str; 6] = ["#[", "///", "fn ", "impl", "pub fn ", "pub struct "];

/// A blank line between the items of a block, where the printer puts none, and documentation in the
/// place of its marks. Only types and constants of one line stand together.
fn spaced(text: &str, docs: &Docs) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let (mut ended, mut before) = (None, "");
    for line in text.lines() {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        let follows_item = ended == Some(indent.len()) && !bare.starts_with('}');
        let is_apart = before.ends_with(';') && ITEMS.iter().any(|start| bare.starts_with(start));
        if follows_item || is_apart {
            out.push('\n');
        }
        before = line;
        let ends_item = !indent.is_empty() && ["}", "};"].contains(&bare);
        ended = ends_item.then_some(indent.len());
        if let Some(lines) = docs.lines(indent, bare) {
            out.push_str(&lines);
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::names;

    #[test]
    fn no_type_of_a_page_takes_a_name_that_is_imported() {
        let imported = IMPORTS.iter().flat_map(|(_, names)| names.iter());
        for name in imported.filter(|name| name.starts_with(char::is_uppercase)) {
            assert!(names::is_taken_type(name), "{name} is imported and not taken");
        }
    }

    #[test]
    fn only_what_code_names_is_imported() {
        let code = "/// Value\npub fn read(&self) -> Argb { \"View \\\" Whole\"; Secret }\n";
        assert_eq!(imports(code), "use dingtalk_protocol::{Argb, Secret};\n");
    }
}
