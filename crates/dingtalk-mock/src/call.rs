//! One request that arrived, as a test looks at it.

use std::fmt;
use std::sync::Arc;

use dingtalk_protocol::Meta;

use crate::ignored::ignored;
use crate::shown::Rule;

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
    meta: Option<&'static Meta>,
    /// The tokens and keys that the mock knew when it arrived, which are not shown anywhere.
    secrets: Arc<Vec<String>>,
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

    /// Notes what must not be shown, wherever it stands.
    pub(crate) fn hide(&mut self, secrets: Arc<Vec<String>>) {
        self.secrets = secrets;
    }

    /// The value of a header, whose name is given in lower case; of a repeated one the first.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    /// The parameters that were sent and have no effect, such as `contact.phone`: those that the
    /// endpoint's table does not know, and those that take effect only together with one that is
    /// missing. The service says nothing of them; a misspelt name is found here.
    ///
    /// `Debug` shows them only as far as it shows what was sent: anything can stand in a name.
    #[must_use]
    pub fn ignored(&self) -> Vec<String> {
        self.meta.map(|meta| ignored(meta, self)).unwrap_or_default()
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

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = Rule::new(self.meta, &self.secrets);
        f.debug_struct("Call")
            .field("method", &rule.name(&self.method))
            .field("path", &rule.path(&self.path))
            .field("endpoint", &self.endpoint)
            .field("headers", &rule.headers(&self.headers))
            .field("query", &rule.pairs(&self.query))
            .field("body", &rule.body(self))
            .finish_non_exhaustive()
    }
}
