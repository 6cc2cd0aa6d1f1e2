//! The contact of `extcontact/get`, for serde to derive.

use serde::Deserialize;

/// As whoever writes it down by hand has it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that it takes")]
pub(crate) struct Contact {
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) share_dept_ids: Vec<i64>,
    #[serde(default)]
    pub(crate) label_ids: Vec<i64>,
    pub(crate) remark: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) follower_user_id: Option<String>,
    pub(crate) state_code: Option<String>,
    pub(crate) company_name: Option<String>,
    #[serde(default)]
    pub(crate) share_user_ids: Vec<String>,
    pub(crate) mobile: Option<String>,
    pub(crate) userid: Option<String>,
    pub(crate) email: Option<String>,
}
