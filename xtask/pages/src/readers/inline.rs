//! The text of a piece of Markdown, such as a cell, without its mark-up.

use pulldown_cmark::{Event, Options, Parser, TagEnd};

use crate::document::whitespace::{Normalizer, normalize_whitespace};

/// Tags that only dress text; any other is part of it, such as a placeholder or an HTML example.
const DRESS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "code",
    "del",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
    "accordion",
    "accordiongroup",
    "callout",
    "card",
    "cardgroup",
    "caution",
    "check",
    "codegroup",
    "columns",
    "danger",
    "expandable",
    "frame",
    "icon",
    "important",
    "info",
    "note",
    "step",
    "steps",
    "tab",
    "tabitem",
    "tabs",
    "tip",
    "tooltip",
    "update",
    "warning",
];
/// Tags after which a new line starts.
const BREAKS: &[&str] = &["br", "p", "li", "ul", "ol", "note", "tip", "warning", "info"];

/// The text of a piece of one line.
pub(crate) fn plain(markdown: &str) -> String {
    if !markdown.contains(['*', '`', '[', ']', '<', '&', '\\', '_', '!']) {
        return normalize_whitespace(markdown);
    }
    // The bracket in front keeps `- ` and `1.` from starting a block.
    let guarded = format!("({}", without_bold(&markdown.replace('\n', " ")));
    let mut out = Normalizer::default();
    let mut is_first = true;
    for event in Parser::new_ext(&guarded, Options::empty()) {
        match event {
            Event::Text(text) if is_first => {
                is_first = false;
                out.push(text.strip_prefix('(').unwrap_or(&text));
            }
            Event::Text(text) => out.push(&text),
            Event::Code(text) => out.push_exactly(&text),
            Event::InlineHtml(tag) | Event::Html(tag) => push_tag(&mut out, &tag),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => out.line_break(),
            _ => {}
        }
    }
    out.finish()
}

fn push_tag(out: &mut Normalizer, tag: &str) {
    let name = tag_name(tag).to_ascii_lowercase();
    if BREAKS.contains(&name.as_str()) {
        out.line_break();
    } else if !DRESS.contains(&name.as_str()) {
        out.push_exactly(tag);
    }
}

/// The name in a tag, with or without its `/`.
pub(crate) fn tag_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    &inner[..end]
}

/// Whether a tag only dresses what is in it.
pub(crate) fn is_dress(name: &str) -> bool {
    DRESS.contains(&name.to_ascii_lowercase().as_str())
}

/// Bold marks taken out, and masked digits kept: `CommonMark` sees no bold beside Chinese punctuation,
/// and makes bold text of `136****1234,137****1234`.
fn without_bold(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut from = 0;
    while let Some(offset) = bytes[from..].iter().position(|byte| b"*`\\".contains(byte)) {
        let at = from + offset;
        out.push_str(&text[from..at]);
        match bytes[at] {
            b'\\' => {
                // Either the escaped character, or the end.
                let end = (at + 2..=text.len()).find(|end| text.is_char_boundary(*end));
                from = end.unwrap_or(text.len());
                out.push_str(&text[at..from]);
            }
            b'`' => {
                in_code = !in_code;
                out.push('`');
                from = at + 1;
            }
            _ => {
                let run = bytes[at..].iter().take_while(|byte| **byte == b'*').count();
                from = at + run;
                push_stars(&mut out, run, in_code, bytes.get(from));
            }
        }
    }
    out.push_str(&text[from..]);
    out
}

fn push_stars(out: &mut String, run: usize, in_code: bool, next: Option<&u8>) {
    let after_word = out.ends_with(|c: char| c.is_ascii_alphanumeric());
    let before_digit = next.is_some_and(u8::is_ascii_digit);
    match run {
        _ if in_code => out.extend(std::iter::repeat_n('*', run)),
        _ if after_word && (run > 2 || before_digit) => out.extend(std::iter::repeat_n("\\*", run)),
        2 => {}
        _ => out.extend(std::iter::repeat_n('*', run)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dress_goes_and_text_stays() {
        assert_eq!(plain(r"lamp\_id"), "lamp_id");
        assert_eq!(plain("**[!NOTE]**  See [the *list*](a.md)"), "[!NOTE]\nSee the list");
        assert_eq!(plain("- **true**：on - **false：**off"), "- true：on - false：off");
        assert_eq!(plain("one<br/>two<Note>three</Note>"), "one\ntwo\nthree");
        assert_eq!(plain("![a lamp](x.png) &lt;b&gt; `a  b`"), "a lamp <b> a  b");
    }

    #[test]
    fn what_only_looks_like_dress_stays() {
        assert_eq!(plain("136****1234,137****1234"), "136****1234,137****1234");
        assert_eq!(plain(r#""072\*\*\*,x""#), r#""072***,x""#);
        assert_eq!(plain("<div>123</div>"), "<div>123</div>");
        assert_eq!(plain("List<LampVo>"), "List<LampVo>");
        assert_eq!(plain("1. [x"), "1. [x");
        assert_eq!(plain("-"), "-");
    }
}
