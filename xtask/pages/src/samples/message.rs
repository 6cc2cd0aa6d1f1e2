//! HTTP messages as text: a start line, headers, a body.

use super::form;
use super::sample::Sample;
use crate::lenient_json;
use crate::vocabulary::Language;
use xtask::spec::Encoding;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// Whether a text begins with the start line of a request.
pub(super) fn is_message(text: &str) -> bool {
    start_line(text).is_some()
}

/// The method and the target of the first line.
fn start_line(text: &str) -> Option<(&str, &str)> {
    let mut words = text.trim_start().lines().next()?.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let target_like = target.starts_with('/') || target.contains("://");
    (METHODS.contains(&method) && target_like).then_some((method, target))
}

/// Reads a message.
pub(super) fn read(text: &str, language: Language) -> Sample {
    let mut sample = Sample::new(language);
    let text = text.trim_start();
    if let Some((method, target)) = start_line(text) {
        sample.method = Some(method.to_owned());
        sample.set_url(target);
    }
    let mut lines = text.split_inclusive('\n');
    let mut at = lines.next().map_or(0, str::len);
    for line in lines {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['{', '[']) {
            break;
        }
        sample.add_header(content);
        at += line.len();
    }
    name_host(&mut sample);
    read_body(&mut sample, &text[at..]);
    sample
}

/// Completes the target by the host.
fn name_host(sample: &mut Sample) {
    let host = sample.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    if let (Some((_, host)), Some(target)) = (host, &mut sample.url)
        && target.starts_with('/')
    {
        *target = format!("https://{host}{target}");
    }
}

fn read_body(sample: &mut Sample, body: &str) {
    let trimmed = body.trim();
    if trimmed.is_empty() {
        return;
    }
    if trimmed.starts_with(['{', '[', '"', '｛']) || sample.encoding == Some(Encoding::Json) {
        sample.body = lenient_json::read(body).value;
        sample.encoding.get_or_insert(Encoding::Json);
    } else {
        sample.encoding.get_or_insert(Encoding::Form);
        let lines = trimmed.lines().map(|line| line.trim().trim_end_matches('&'));
        for line in lines {
            sample.add_to_body(form::pairs(line, form::Escapes::Percent));
        }
    }
}
