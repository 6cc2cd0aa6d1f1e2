//! From the bytes of a page to its structure: finds out the encoding and the form.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{html, markdown, pipes, text};
use crate::document::Document;

/// The largest page that is read, in bytes.
pub const LARGEST: usize = 64 << 20;
/// Where a page says its encoding, it does so this early.
const HEAD: usize = 4096;

/// Why a page cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing but blanks.
    Empty,
    /// More than [`LARGEST`] bytes; these many.
    TooLarge(usize),
    /// Not text at all.
    Binary,
    /// Text in an encoding that is not among those that pages have.
    Encoding,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const FORMS: &str = "a page is Markdown, HTML or plain text";
        match self {
            Self::Empty => write!(f, "the page is empty; {FORMS}"),
            Self::TooLarge(bytes) => {
                let (bytes, largest) = (bytes >> 20, LARGEST >> 20);
                write!(f, "the page has {bytes} MiB; at most {largest} MiB are read")
            }
            Self::Binary => write!(f, "the page is a binary file, not text; {FORMS}"),
            Self::Encoding => f.write_str(
                "the page's encoding is unknown; UTF-8, UTF-16 with a byte order mark, GBK, GB18030 \
                 and what an HTML page declares are read",
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

/// The form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Html,
    Markdown,
    Text,
}

/// Reads a page in any form and encoding.
///
/// # Errors
///
/// If it is empty, too large, or not text.
pub fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge(bytes.len()));
    }
    let page = decode(bytes)?;
    if page.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(match form(&page) {
        Form::Html => html::read(&page),
        Form::Markdown => markdown::read(&page),
        Form::Text => text::read(&page),
    })
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return without_errors(encoding, &bytes[mark..]);
    }
    let cut = match std::str::from_utf8(bytes) {
        Ok(text) => return as_text(text.into()),
        // A page that is cut inside its last character.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => 0,
    };
    if cut > 0 {
        return without_errors(UTF_8, &bytes[..cut]);
    }
    if bytes.contains(&0) {
        return Err(Unreadable::Binary);
    }
    without_errors(declared(bytes).filter(|own| *own != UTF_8).unwrap_or(GB18030), bytes)
}

fn without_errors<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
) -> Result<Cow<'a, str>, Unreadable> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    as_text(text.ok_or(Unreadable::Encoding)?)
}

/// Refuses what has more control characters than any text.
fn as_text(text: Cow<'_, str>) -> Result<Cow<'_, str>, Unreadable> {
    const ONE_IN: usize = 10;
    let controls = text.bytes().filter(|byte| *byte < 0x20 && !b"\t\n\r\x0c".contains(byte));
    if controls.count() > text.len() / ONE_IN { Err(Unreadable::Binary) } else { Ok(text) }
}

/// The encoding that an HTML page says it has.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))?;
    Encoding::for_label(&label.as_bytes()[..end])
}

fn form(text: &str) -> Form {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if is_html(text) {
        Form::Html
    } else if is_markdown(text) {
        Form::Markdown
    } else {
        Form::Text
    }
}

fn is_html(text: &str) -> bool {
    const DOCUMENT: &[&str] = &["<!doctype", "<html", "<head", "<body", "<meta", "<title", "<?xml"];
    const PART: &[&str] = &["<table", "<h1", "<h2", "<h3"];
    let end = text.char_indices().nth(HEAD).map_or(text.len(), |(end, _)| end);
    let head = text[..end].to_ascii_lowercase();
    let is_fragment = head.starts_with('<')
        && text.as_bytes().get(1).is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'!')
        && PART.iter().any(|tag| head.contains(tag))
        && !is_markdown(text);
    DOCUMENT.iter().any(|tag| head.starts_with(tag)) || is_fragment || head.contains("<html")
}

/// Whether a page has marks that plain text never has. A single `#` is a comment in code.
fn is_markdown(text: &str) -> bool {
    let is_mark = |line: &str| {
        let line = line.trim_start_matches(['>', ' ']);
        line.starts_with("```")
            || line.starts_with("## ")
            || line.starts_with("### ")
            || pipes::rules(line).is_some()
    };
    text.starts_with("---\n")
        || text.starts_with("---\r")
        || text.starts_with("# ")
        || text.lines().any(is_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# 灯\n\n## **请求**\n\n| 名称 | 类型 |\n| --- | --- |\n| lamp | String |\n";

    #[test]
    fn every_encoding_of_a_page_reads_the_same() {
        let expected = read(PAGE.as_bytes()).unwrap();
        assert_eq!(expected.sections.len(), 2);
        let (gbk, ..) = encoding_rs::GBK.encode(PAGE);
        let with_mark = format!("\u{feff}{PAGE}");
        let mut wide = vec![0xff, 0xfe];
        wide.extend(PAGE.encode_utf16().flat_map(u16::to_le_bytes));
        let mut wide_other = vec![0xfe, 0xff];
        wide_other.extend(PAGE.encode_utf16().flat_map(u16::to_be_bytes));
        let lines = PAGE.replace('\n', "\r\n");
        for bytes in [&gbk, with_mark.as_bytes(), &wide, &wide_other, lines.as_bytes()] {
            assert_eq!(read(bytes), Ok(expected.clone()));
        }
    }

    #[test]
    fn what_is_no_page_is_refused_with_what_would_be_one() {
        assert_eq!(read(b" \n"), Err(Unreadable::Empty));
        assert_eq!(read(b"\x89PNG\r\n\0\0\xff"), Err(Unreadable::Binary));
        assert_eq!(read(&[1; 100]), Err(Unreadable::Binary));
        assert_eq!(read(b"lamp \xff\xff\xff"), Err(Unreadable::Encoding));
        let large = vec![b' '; LARGEST + 1];
        assert_eq!(read(&large), Err(Unreadable::TooLarge(LARGEST + 1)));
        for error in [
            Unreadable::Empty,
            Unreadable::Binary,
            Unreadable::Encoding,
            Unreadable::TooLarge(LARGEST * 2),
        ] {
            assert!(error.to_string().contains("read") || error.to_string().contains("Markdown"));
        }
    }

    #[test]
    fn a_comment_in_code_does_not_make_text_markdown() {
        assert_eq!(form("Request\nPython\n# -*- coding: utf-8 -*-\nimport x"), Form::Text);
        assert_eq!(form("Lamps\n\n| a | b |\n| - | - |"), Form::Markdown);
        assert_eq!(form("<!-- saved -->\n<html><body>"), Form::Html);
        assert_eq!(form("<Note>Lamps</Note>\n\n## Request"), Form::Markdown);
    }
}
