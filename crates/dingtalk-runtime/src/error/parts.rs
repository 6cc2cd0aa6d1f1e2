//! What several kinds of errors share.

use std::borrow::Cow;
use std::fmt;

/// The name of an endpoint, as errors and events show it.
pub(crate) type EndpointName = Cow<'static, str>;

/// Appends DingTalk's id of the request, if there is one.
pub(super) fn write_request_id(f: &mut fmt::Formatter<'_>, id: Option<&str>) -> fmt::Result {
    id.map_or(Ok(()), |id| write!(f, " [request id {id}]"))
}
