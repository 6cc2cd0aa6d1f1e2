//! What each endpoint does, as a small function from its typed request to its typed result. An
//! endpoint that is not listed here answers only what a test injects.

use dingtalk_models::extcontact::get;
use dingtalk_models::gateway;
use dingtalk_protocol::{ApiCode, Endpoint, EndpointCode, Member, Meta, View, read};

use crate::OpenExtContact;
use crate::answer::Refusal;
use crate::state::Store;
use crate::validate::Parameters;

/// Does what an endpoint does and gives its payload as JSON.
pub(crate) type Behaviour = fn(&mut Store, &Parameters) -> Result<String, Refusal>;

static BEHAVIOURS: &[(&Meta, Behaviour)] =
    &[(get::Request::META, |store, parameters| typed(store, parameters, extcontact_get))];

/// What the endpoint of this name does.
pub(crate) fn find(endpoint: &str) -> Option<Behaviour> {
    BEHAVIOURS.iter().find(|(meta, _)| meta.name == endpoint).map(|(_, behaviour)| *behaviour)
}

/// Runs a behaviour on the typed request. Its codes get their messages from the endpoint's table.
fn typed<E: Endpoint<Output: Member>, C: ApiCode>(
    store: &mut Store,
    parameters: &Parameters,
    act: fn(&mut Store, &E) -> Result<E::Output, C>,
) -> Result<String, Refusal> {
    let request = serde_json::to_value(View::Object(parameters)).and_then(|it| read::<E, _>(&it));
    let request = request.map_err(inconsistent)?;
    let output = act(store, &request).map_err(|code| Refusal::documented(E::META, &code))?;
    serde_json::to_string(&output.view()).map_err(inconsistent)
}

/// The generated tables and types come from one source and cannot disagree; if they did, the answer
/// would say so.
#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it over.
fn inconsistent(error: serde_json::Error) -> Refusal {
    Refusal::new(&gateway::ErrorCode::SYSTEM_ERROR, error.to_string())
}

fn extcontact_get(
    store: &mut Store,
    request: &get::Request,
) -> Result<OpenExtContact, EndpointCode<get::Request>> {
    store.contact(&request.user_id).cloned().ok_or(get::ErrorCode::INVALID_USER_ID)
}
