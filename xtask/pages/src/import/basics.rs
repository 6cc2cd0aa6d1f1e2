//! What the basic information says, and where parameters belong.

use super::{Importer, Refusal};
use crate::document::Code;
use crate::document::finding::Ambiguity;
use crate::facts::{Member, Said};
use crate::url::split_query;
use crate::vocabulary::{Basic, vocabulary};
use std::collections::HashSet;
use xtask::spec::{App, CredentialUse, Method};

/// What the basic information says.
pub(super) struct Basics {
    pub(super) path: String,
    pub(super) method: Method,
    pub(super) apps: Vec<App>,
    pub(super) permissions: Vec<String>,
}

impl Importer<'_> {
    pub(super) fn basics(&mut self) -> Result<Basics, Refusal> {
        let url = self.facts.basic(Basic::Url).cloned().ok_or(Refusal::NoEndpoint)?;
        let (host, path) = address(&url)?;
        if host == "api.dingtalk.com" || host == "api.dingtalk.io" {
            return Err(Refusal::OtherDialect(format!("its host is {host}")));
        }
        let method = self.method()?;
        let apps = self.apps();
        let permissions = self.permissions();
        Ok(Basics { path, method, apps, permissions })
    }

    pub(super) fn method(&mut self) -> Result<Method, Refusal> {
        let said = self.facts.basic(Basic::Method).cloned();
        let Some(said) = said else {
            let sampled = self.samples.iter().find_map(|it| it.method.clone());
            let method = sampled.as_deref().and_then(method).unwrap_or(Method::Post);
            self.report(
                Ambiguity::Missing,
                0,
                "method",
                "the basic information has no HTTP method",
                format!("it is {}", method.as_str()),
            );
            return Ok(method);
        };
        method(&said.text).ok_or_else(|| Refusal::BadBasics {
            line: said.line,
            what: format!("`{}` is no HTTP method; GET or POST would be", said.text),
        })
    }

    pub(super) fn apps(&mut self) -> Vec<App> {
        let Some(said) = self.facts.basic(Basic::Apps).cloned() else {
            self.report(
                Ambiguity::Missing,
                0,
                "apps",
                "the page names no app types",
                "there are none",
            );
            return Vec::new();
        };
        let (apps, left) = vocabulary().apps_in(&said.text);
        if !left.is_empty() {
            self.report(
                Ambiguity::UnknownWord,
                said.line,
                "apps",
                format!("`{left}` is no app type"),
                "it is left out",
            );
        }
        apps
    }

    /// The permissions: `permission-qyapi_ext_read-What it is for`.
    pub(super) fn permissions(&mut self) -> Vec<String> {
        let Some(said) = self.facts.basic(Basic::Permissions).cloned() else { return Vec::new() };
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_.:".contains(c);
        let parts: Vec<&str> = said.text.split("permission-").collect();
        let named = parts[1..].iter().filter_map(|it| {
            let end = it.find(|c: char| !is_part(c));
            let name = &it[..end.unwrap_or(it.len())];
            (!name.is_empty()).then(|| name.to_owned())
        });
        let mut permissions: Vec<String> = named.collect();
        if permissions.is_empty() {
            // Without the word in front: names of scopes have an underscore or a dot inside.
            let words = said.text.split(|c: char| !is_part(c));
            let words = words.map(|it| it.trim_matches(['_', '.', ':']));
            let is_scope = |it: &&str| {
                it.contains(['_', '.']) && it.starts_with(|c: char| c.is_ascii_alphabetic())
            };
            permissions.extend(words.filter(is_scope).map(str::to_owned));
        }
        let mut seen = HashSet::new();
        permissions.retain(|it| seen.insert(it.clone()));
        let is_odd = permissions.is_empty() && !vocabulary().is_nothing(&said.text);
        if is_odd {
            let evidence = format!("`{}` names no permission", said.text);
            self.report(
                Ambiguity::UnknownWord,
                said.line,
                "permissions",
                evidence,
                "there is none",
            );
        }
        permissions
    }

    /// Parameters in headers belong to the other dialect.
    pub(super) fn check_dialect(&mut self) -> Result<(), Refusal> {
        let is_token = |it: &&Member| it.name.to_ascii_lowercase().contains("access-token");
        if let Some(token) = self.facts.elsewhere.iter().find(is_token) {
            return Err(Refusal::OtherDialect(format!(
                "its token is in the header {}",
                token.name
            )));
        }
        for row in std::mem::take(&mut self.facts.elsewhere) {
            let is_type = row.name.eq_ignore_ascii_case("content-type");
            if !is_type {
                let evidence = "specs have no place for parameters in headers or in the path";
                self.report(Ambiguity::NoPlace, row.line, row.name, evidence, "it is left out");
            }
        }
        Ok(())
    }

    /// Whether the endpoint wants no access token: its tables have none, or it gives one. A page may
    /// forget the row; then its samples send a token all the same.
    pub(super) fn credential(&mut self) -> Option<CredentialUse> {
        let credential = self.context.common.credential.name.value.clone();
        let mut rows = self.facts.query.iter().chain(&self.facts.body);
        if rows.any(|row| row.name == credential) {
            return None;
        }
        let is_given = self.facts.response.iter().any(|row| row.name == credential);
        let sends = |code: &Code| code.text.contains(&format!("{credential}="));
        let sample = self.facts.samples.iter().find(|(_, code)| sends(code));
        let Some(line) = sample.map(|(_, code)| code.line).filter(|_| !is_given) else {
            return Some(CredentialUse::None);
        };
        let evidence = "the tables have no row for it, but a sample sends it";
        self.report(Ambiguity::Missing, line, credential, evidence, "it is sent as usual");
        None
    }

    /// The rows of the query and of the body, less the credential. A GET has its parameters in the
    /// query, whichever table they stand in, and so have those that a sample writes into its URL.
    pub(super) fn parameters(&self, method: Method) -> (Vec<Member>, Vec<Member>) {
        let credential = &self.context.common.credential.name.value;
        let own = |row: &&Member| row.name != *credential;
        let mut query: Vec<Member> = self.facts.query.iter().filter(own).cloned().collect();
        let body: Vec<Member> = self.facts.body.iter().filter(own).cloned().collect();
        let in_url = |row: &Member| {
            let mut samples = self.samples.iter();
            samples.any(|it| it.query.iter().any(|(name, _)| *name == row.name))
        };
        let is_query = |row: &Member| method == Method::Get || in_url(row);
        let (moved, body): (Vec<Member>, Vec<Member>) = body.into_iter().partition(is_query);
        query.extend(moved);
        (query, body)
    }
}

/// Host and path of a URL.
fn address(url: &Said) -> Result<(String, String), Refusal> {
    let bad = |what: String| Refusal::BadBasics { line: url.line, what };
    let text = url.text.split_whitespace().next().unwrap_or_default();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let rest =
        rest.ok_or_else(|| bad(format!("`{}` is no URL; one begins with https://", url.text)))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = split_query(path).0.trim_end_matches('/');
    let is_legal = |c: char| c.is_ascii_alphanumeric() || "-._~/{}".contains(c);
    if path.is_empty() || !path.chars().all(is_legal) {
        return Err(bad(format!("the path of `{text}` is none of an endpoint")));
    }
    if path.contains('{') {
        return Err(Refusal::OtherDialect("its path has parameters".to_owned()));
    }
    Ok((host.to_owned(), format!("/{path}")))
}

fn method(text: &str) -> Option<Method> {
    let word: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    Some(match word.to_ascii_uppercase().as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "PATCH" => Method::Patch,
        _ => return None,
    })
}
