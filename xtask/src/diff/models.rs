//! Two models, with what is looked up in them and what became of each endpoint.

use std::collections::HashMap;

use super::pair::{Key, Paired, pair};
use crate::api::{Api, Code, CodeEntry, Endpoint};

/// Both models.
pub(super) struct Models<'a> {
    pub(super) old: Index<'a>,
    pub(super) new: Index<'a>,
    pub(super) endpoints: Paired<'a, Endpoint>,
    /// The new names of endpoints, by their old ones.
    pub(super) renames: HashMap<&'a str, &'a str>,
}

impl<'a> Models<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let name = |it: &Endpoint| Some(it.name.clone());
        let url = |it: &Endpoint| Some(format!("{} {}", it.http_method.as_str(), it.path));
        let keys: [Key<'_, Endpoint>; 3] = [&name, &url, &shape];
        let endpoints = pair(old.endpoints().collect(), new.endpoints().collect(), &keys);
        let renames = endpoints.both.iter().map(|(old, new)| (&*old.name, &*new.name)).collect();
        Self { old: Index::new(old), new: Index::new(new), endpoints, renames }
    }
}

/// All that an endpoint takes and answers, but not what it is called; `None` if that is too little to
/// know it by.
fn shape(endpoint: &Endpoint) -> Option<String> {
    let records = [&endpoint.request, &endpoint.response].into_iter().chain(&endpoint.types);
    let fields: Vec<String> = records
        .flat_map(|it| &it.fields)
        .map(|it| format!("{}: {} {}", it.wire, it.rust(), it.doc))
        .collect();
    (fields.len() > 2).then(|| format!("{fields:?} {:?}", endpoint.returns))
}

/// A model, with what is looked up in it.
pub(super) struct Index<'a> {
    pub(super) api: &'a Api,
    pub(super) modules: HashMap<&'a [String], &'a Endpoint>,
    /// The codes that any endpoint may answer.
    pub(super) gateway: HashMap<&'a Code, &'a CodeEntry>,
    /// The codes of the global table.
    pub(super) global: HashMap<&'a Code, &'a CodeEntry>,
}

impl<'a> Index<'a> {
    fn new(api: &'a Api) -> Self {
        Self {
            api,
            modules: api.endpoints().map(|it| (it.module.as_slice(), it)).collect(),
            gateway: api.gateway.iter().map(|it| (&it.entry.code, &it.entry)).collect(),
            global: api.global.iter().map(|it| (&it.code, it)).collect(),
        }
    }

    /// What is known of a code that no endpoint explains.
    pub(super) fn explain(&self, code: &Code) -> Option<&'a CodeEntry> {
        self.gateway.get(code).or_else(|| self.global.get(code)).copied()
    }
}
