//! One request that arrived, as a test looks at it. Its `Debug` stands in `redact`, and what of it
//! had no effect in `ignored`.

use std::sync::Arc;

use dingtalk_protocol::Meta;

/// One request that arrived.
///
/// Its fields hold all that was sent. Its `Debug` holds what can do no harm in the message of a
/// failed assertion: values are shown only for those parameters in the endpoint's table that are
/// not secret, and for the headers that describe the message. Secrets and the access token are
/// `***`; of everything else, only the size is shown.
#[derive(Clone)]
#[non_exhaustive]
pub struct Call {
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The path of the URL, such as `/topapi/extcontact/get`.
    pub path: String,
    /// The name of the endpoint that has this path, such as `extcontact/get`.
    pub endpoint: Option<&'static str>,
    /// The headers; their names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The pairs of the query string, decoded.
    pub query: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
    /// The table of the endpoint.
    pub(crate) meta: Option<&'static Meta>,
    /// The tokens and keys that the mock knew when it arrived, which are not shown anywhere.
    pub(crate) secrets: Arc<Vec<String>>,
}

impl Call {
    /// A call of no endpoint.
    pub(crate) fn new(
        method: &str,
        path: &str,
        headers: Vec<(String, String)>,
        query: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Self {
        let (method, path, secrets) = (method.to_owned(), path.to_owned(), Arc::default());
        Self { method, path, endpoint: None, headers, query, body, meta: None, secrets }
    }

    /// Notes which endpoint this is a call of.
    pub(crate) fn is_of(&mut self, meta: &'static Meta) {
        self.endpoint = Some(meta.name);
        self.meta = Some(meta);
    }

    /// The value of a header, whose name is given in lower case; of a repeated one the first.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    /// About how many bytes of memory it takes. Many short pairs take more than their texts.
    pub(crate) fn size(&self) -> usize {
        let pair = |(name, value): &(String, String)| {
            size_of::<(String, String)>() + name.len() + value.len()
        };
        let pairs: usize = self.headers.iter().chain(&self.query).map(pair).sum();
        size_of::<Self>() + self.method.len() + self.path.len() + self.body.len() + pairs
    }
}
