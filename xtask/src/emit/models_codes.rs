//! The error codes of an endpoint and of the gateway: an open type with constants, and the table
//! that says what can be done about each.

use proc_macro2::Literal;
use quote::quote;

use super::code::class;
use super::doc::{Doc, Docs, code as inline, escape};
use super::rust::{Code, Template, Uses, file, print};
use crate::api::{self, Api, CodeEntry, ErrorCode};

/// The module of the gateway's codes.
pub(super) fn gateway(api: &Api) -> String {
    let doc = Doc::default().markdown("The codes that any endpoint may answer.").markdown(
        "They match at every endpoint, unless its own page gives the number another meaning.",
    );
    let table = format!(
        "\n/// What is known of each code.\npub static CODES: &[CodeEntry] = {};\n",
        table(api.gateway.iter().map(|it| &it.entry), 0)
    );
    let code = vec![items(&api.gateway, None), Code::Printed(table)];
    file(&api.common.path, &doc.inner(), Uses::Named(Vec::new()), code, &Docs::default())
}

/// The module of the vendor's global table.
pub(super) fn global(api: &Api) -> String {
    let doc = Doc::default().markdown("The error codes that are of no single endpoint.").markdown(
        "They say what is known of a code that neither the endpoint's page nor the gateway has.",
    );
    let table = format!(
        "\n/// What is known of each code, by number.\npub static CODES: &[CodeEntry] = {};\n",
        table(api.global.iter(), 0)
    );
    let code = vec![Code::Printed(table)];
    file(api.global_source(), &doc.inner(), Uses::Named(Vec::new()), code, &Docs::default())
}

/// The most columns of a line that can be broken.
const WIDTH: usize = 100;

static ITEMS: Template = Template::new(|| {
    print(quote! {
        #[doc = " doc__"]
        #[derive(Debug)]
        pub struct ErrorCode;

        impl ErrorCode { fn constants__() {} }
    })
});

/// The constants, below one name.
pub(super) fn items(codes: &[ErrorCode], endpoint: Option<&str>) -> Code {
    let of = endpoint.map_or_else(|| "any endpoint".to_owned(), inline);
    let owner = if endpoint.is_some() { "Request" } else { "Gateway" };
    let doc = Doc::default()
        .markdown(&format!("The documented error codes of {of}."))
        .markdown("The set is open: a code that is not documented is an ordinary value.");
    let constant = |it: &ErrorCode| {
        let (doc, name, code) =
            (code_doc(&it.entry).above("    "), &it.name, value(&it.entry.code));
        let left = format!("    pub const {name}: EndpointCode<{owner}> =");
        let right = format!("EndpointCode::new({code});");
        let gap = if left.len() + right.len() < WIDTH { " " } else { "\n        " };
        format!("{doc}{left}{gap}{right}\n")
    };
    let constants: Vec<String> = codes.iter().map(constant).collect();
    ITEMS.fill(&[
        ("/// doc__\n", &doc.above("")),
        ("    fn constants__() {}\n", &constants.join("\n")),
    ])
}

/// The table of some codes.
pub(super) fn table<'a>(codes: impl Iterator<Item = &'a CodeEntry>, indent: usize) -> String {
    let pad = |more: usize| " ".repeat(indent + more);
    let entry = |it: &CodeEntry| {
        let class = it.class.map_or_else(|| "None".to_owned(), |it| format!("Some({})", class(it)));
        let values = [
            ("code", value(&it.code)),
            ("message", Literal::string(&it.message).to_string()),
            ("class", class),
            ("remedy", Literal::string(&it.remedy).to_string()),
        ];
        let lines = values.map(|(name, value)| format!("{}{name}: {value},\n", pad(8)));
        format!("{}CodeEntry {{\n{}{}}},\n", pad(4), lines.concat(), pad(4))
    };
    let entries: String = codes.map(entry).collect();
    if entries.is_empty() { "&[]".to_owned() } else { format!("&[\n{entries}{}]", pad(0)) }
}

fn value(code: &api::Code) -> String {
    match code {
        api::Code::Number(number) => format!("Code::Number({number})"),
        api::Code::Text(text) => format!("Code::Text(Cow::Borrowed({}))", Literal::string(text)),
    }
}

fn code_doc(code: &CodeEntry) -> Doc {
    let number = match &code.code {
        api::Code::Number(number) => number.to_string(),
        api::Code::Text(text) => inline(text),
    };
    let class = code.class.map_or_else(String::new, |class| format!(" ({})", class.as_str()));
    let other = code
        .message_zh
        .as_ref()
        .map_or_else(String::new, |it| format!(", in Chinese {}", inline(it)));
    let doc =
        Doc::default().markdown(&format!("{number}{class}: {}{other}.", inline(&code.message)));
    doc.text(&code.remedy)
}

/// A code with message and remedy, as one line of a list.
pub(super) fn line(code: &ErrorCode) -> String {
    let ErrorCode { name, entry } = code;
    let class = entry.class.map_or_else(String::new, |class| format!(" ({})", class.as_str()));
    let remedy =
        if entry.remedy.is_empty() { String::new() } else { format!(" {}", escape(&entry.remedy)) };
    format!("`{name}`{class}: {}.{remedy}", inline(&entry.message))
}
