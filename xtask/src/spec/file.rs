//! A file of the spec folder.

/// A file of the spec folder.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path as people write it, such as `spec/extcontact/get.yaml`.
    pub path: String,
    /// Its path below the spec folder without its ending, such as `extcontact/get`.
    pub name: String,
    pub(super) text: Result<String, Broken>,
}

/// A text that is not UTF-8, with what can be shown of it.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    pub(super) shown: String,
    pub(super) at: usize,
}

impl File {
    /// A file below the folder `root`.
    #[must_use]
    pub fn new(root: &str, relative: &str, bytes: Vec<u8>) -> Self {
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            // What stands before the fault keeps its length, so that the place is right.
            Broken { shown: String::from_utf8_lossy(error.as_bytes()).into_owned(), at: valid }
        });
        let name = relative.strip_suffix(".yaml").unwrap_or(relative).to_owned();
        Self { path: format!("{root}/{relative}"), name, text }
    }

    /// The text, as far as it can be shown.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.text {
            Ok(text) => text,
            Err(broken) => &broken.shown,
        }
    }
}
