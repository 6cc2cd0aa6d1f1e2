//! The error codes of an endpoint, of the gateway and of the vendor's global table: an open type with
//! constants, and what is known of each code.

use proc_macro2::Literal;

use super::code::class;
use super::doc::{Doc, code as inline, prose};
use super::file::{File, Printed, Rows};
use super::models_lib::PRELUDE;
use crate::api::{self, Api, CodeEntry, ErrorCode};

/// The module of the gateway's codes.
pub(super) fn gateway(api: &Api) -> Printed {
    let doc = Doc::default().markdown("The codes that any endpoint may answer.").markdown(
        "They match at every endpoint, unless its own page gives the number another meaning.",
    );
    let mut file = File::new(&api.common.path, &(doc.inner() + PRELUDE));
    table(&mut file, &api.gateway, None);
    file.finish()
}

/// The module of the vendor's global table.
pub(super) fn global(api: &Api) -> Printed {
    let doc = Doc::default().markdown("The error codes that are of no single endpoint.").markdown(
        "They say what is known of a code that neither the endpoint's page nor the gateway has.",
    );
    let mut file = File::new(api.global_source(), &(doc.inner() + PRELUDE));
    let mut rows = Rows::default();
    rows.row("pub static CODES;");
    api.global.iter().for_each(|it| rows.row(&format!("{};", entry(it, ""))));
    file.table("codes", &rows);
    file.finish()
}

/// Adds the codes of an endpoint, or those of the gateway.
pub(super) fn table(file: &mut File, codes: &[ErrorCode], endpoint: Option<&str>) {
    let of = endpoint.map_or_else(|| "any endpoint".to_owned(), inline);
    let doc = Doc::default()
        .markdown(&format!("The documented error codes of {of}."))
        .markdown("The set is open: a code that is not documented is an ordinary value.");
    let mut rows = Rows::default();
    rows.doc(&doc);
    if endpoint.is_some() {
        rows.row("pub struct ErrorCode of Request;");
        rows.gap();
        rows.row("static CODES;");
    } else {
        rows.row("pub struct ErrorCode of Gateway;");
        rows.gap();
        rows.row("pub static CODES;");
    }
    for code in codes {
        rows.doc(&code_doc(&code.entry));
        rows.row(&format!("{} = {};", code.name, entry(&code.entry, &markdown(&code.entry))));
    }
    file.table("codes", &rows);
}

/// What is known of a code, as the table says it. `markdown` follows what the caller should do.
fn entry(entry: &CodeEntry, markdown: &str) -> String {
    let code = match &entry.code {
        api::Code::Number(number) => format!("code({number}"),
        api::Code::Text(text) => format!("named({}", Literal::string(text)),
    };
    let class = entry.class.map_or_else(String::new, |it| format!(", {}", class(it)));
    let (message, remedy) = (Literal::string(&entry.message), Literal::string(&entry.remedy));
    format!("{code}, {message}{class}, {remedy}{markdown})")
}

/// The Markdown of what the caller should do, where the text alone would mean something else.
fn markdown(entry: &CodeEntry) -> String {
    let markdown = prose(&entry.remedy);
    if markdown == entry.remedy {
        return String::new();
    }
    format!(" as {}", Literal::string(&markdown))
}

/// Documents a code. What the caller should do is added by the macro.
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
    Doc::default().markdown(&format!("{number}{class}: {}{other}.", inline(&code.message)))
}
