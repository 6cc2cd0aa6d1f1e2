//! The emitters: one for each artefact, from the resolved model to text. None reads or writes a
//! file, none decides a name.

mod client_group;
mod client_groups;
mod code;
mod doc;
mod example;
mod file;
mod layout;
mod manifest;
mod models_codes;
mod models_endpoint;
mod models_lib;
mod models_record;
mod schema;

use crate::api::{Api, Endpoint, names};
use crate::parallel;

use file::Printed;

pub(crate) use code::limits;
pub use layout::{Artefact, Layout, MARK, Package};
pub use schema::schema;

/// The generated files of both crates: all of the models crate; of the client crate the manifest,
/// which is short and has a feature for each group, and the modules of the groups.
#[must_use]
pub fn emit(api: &Api, layout: &Layout) -> Vec<Artefact> {
    let (models, client) = (&layout.models.folder, &layout.client.folder);
    let spec = api.spec_folder();
    let file = |folder: &str, path: &str, source: &str, Printed { text, fault }| Artefact {
        path: format!("{folder}/{path}"),
        source: source.to_owned(),
        text,
        fault,
    };
    let mut artefacts = vec![
        file(models, "Cargo.toml", spec, manifest::models(api, layout).into()),
        file(models, "src/lib.rs", spec, models_lib::root(api)),
        file(models, "src/gateway.rs", &api.common.path, models_codes::gateway(api)),
        file(models, "src/global.rs", api.global_source(), models_codes::global(api)),
        file(client, "Cargo.toml", spec, manifest::client(api, layout).into()),
        file(client, "src/groups.rs", spec, client_groups::list(api)),
    ];
    if !api.ungrouped.is_empty() {
        let text = client_groups::ungrouped(api, &layout.client.name);
        artefacts.push(file(client, "src/groups/ungrouped.rs", spec, text));
    }
    for folder in &api.folders {
        let (path, source) = (source_path(&folder.module), format!("{spec}/{}", folder.specs));
        artefacts.push(file(models, &path, &source, models_lib::folder(api, folder)));
    }
    let endpoints: Vec<&Endpoint> = api.endpoints().collect();
    artefacts.extend(parallel::map(&endpoints, |endpoint| {
        let path = source_path(&endpoint.module);
        file(models, &path, &endpoint.source.path, models_endpoint::module(endpoint))
    }));
    artefacts.extend(parallel::map(&api.groups, |group| {
        let path = format!("src/groups/{}.rs", names::bare(&group.module));
        let source = format!("{spec}/{}", group.folder);
        file(client, &path, &source, client_group::module(api, group, &layout.client.name))
    }));
    artefacts
}

/// The file of a module.
fn source_path(module: &[String]) -> String {
    let names: Vec<&str> = module.iter().map(|it| names::bare(it)).collect();
    format!("src/{}.rs", names.join("/"))
}
