//! The emitters: one for each artefact, from the resolved model to text. None reads or writes a
//! file, none decides a name.

mod client_group;
mod client_lib;
mod code;
mod doc;
mod example;
mod file;
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
pub use schema::schema;

/// The crates to write and where they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The models crate.
    pub models: Package,
    /// The client crate.
    pub client: Package,
}

/// A generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder, relative to the workspace.
    pub folder: String,
}

impl Layout {
    /// The crates of a release.
    #[must_use]
    pub fn release() -> Self {
        let package =
            |name: &str| Package { name: name.to_owned(), folder: format!("crates/{name}") };
        Self { models: package("dingtalk-models"), client: package("dingtalk-client") }
    }

    /// Whether these crates are published.
    fn is_release(&self) -> bool {
        *self == Self::release()
    }
}

/// A file that the generator wrote, or would write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its path, relative to the workspace.
    pub path: String,
    /// The spec file or folder that it comes from.
    pub source: String,
    /// Its text.
    pub text: String,
    /// Why a part of the text is a `compile_error!`, if the generator made what is no Rust.
    pub fault: Option<String>,
}

/// Both crates, whole.
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
        file(client, "src/lib.rs", spec, client_lib::root(api, layout)),
    ];
    for module in models_lib::folders(api) {
        let path = format!("src/{}.rs", module.path);
        artefacts.push(file(models, &path, &format!("{spec}/{}", module.specs), module.text));
    }
    let endpoints: Vec<&Endpoint> = api.endpoints().collect();
    artefacts.extend(parallel::map(&endpoints, |endpoint| {
        let modules: Vec<&str> = endpoint.module.iter().map(|it| names::bare(it)).collect();
        let path = format!("src/{}.rs", modules.join("/"));
        file(models, &path, &endpoint.source.path, models_endpoint::module(endpoint))
    }));
    artefacts.extend(parallel::map(&api.groups, |group| {
        let path = format!("src/{}.rs", names::bare(&group.module));
        let source = format!("{spec}/{}", group.folder);
        file(client, &path, &source, client_group::module(api, group, &layout.client.name))
    }));
    artefacts
}
