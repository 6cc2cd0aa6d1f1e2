//! What the endpoints of external contacts do, and which of their pages' codes they answer.

use std::ops::RangeInclusive;

use dingtalk_models::extcontact::get::OpenExtContact;
use dingtalk_models::extcontact::{create, delete, get, list, list_label_groups, update};
use dingtalk_protocol::{Endpoint, EndpointCode};

use crate::answer::Refusal;
use crate::behaviour::Behaviour;
use crate::state::Store;
use crate::validate::{Problem, Wrong};

/// The most characters of a name. No page says how many there may be.
const NAME_LENGTH: usize = 64;

/// How many digits a mobile number has, all over the world.
const MOBILE_LENGTH: RangeInclusive<usize> = 5..=15;

/// The offset and the size of the page that a call without them gets.
const DEFAULT_PAGE: (usize, usize) = (0, 20);

impl Behaviour for create::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        let given = &self.contact;
        check_new(given)?;
        if store.contacts.has_phone(&given.state_code, &given.mobile) {
            return Err(create::ErrorCode::CONTACT_EXISTS.into());
        }
        Ok(serde_json::to_string(&store.contacts.create(new(given)))?)
    }

    /// The code for a contact of which something is missing.
    fn code_of(problem: &Problem) -> Option<EndpointCode<Self>> {
        (problem.wrong == Wrong::Missing).then(|| match &*problem.path {
            "contact.label_ids" => create::ErrorCode::LABEL_REQUIRED,
            _ => create::ErrorCode::PARAMETER_EMPTY,
        })
    }
}

impl Behaviour for delete::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        if store.contacts.remove(&self.user_id) {
            Ok(String::new())
        } else {
            Err(delete::ErrorCode::INVALID_USER_ID.into())
        }
    }
}

impl Behaviour for get::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        let found = store.contacts.json(&self.user_id).map(str::to_owned);
        found.ok_or_else(|| get::ErrorCode::INVALID_USER_ID.into())
    }

    /// The code for a user ID that no contact can have.
    fn code_of(problem: &Problem) -> Option<EndpointCode<Self>> {
        matches!(problem.wrong, Wrong::Limit(_)).then_some(get::ErrorCode::INVALID_USER_ID)
    }
}

impl Behaviour for list::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        let (offset, size) = page(self.offset, self.size);
        Ok(store.contacts.page_json(offset, size))
    }

    fn code_of(problem: &Problem) -> Option<EndpointCode<Self>> {
        match &*problem.path {
            "size" => Some(list::ErrorCode::INVALID_SIZE),
            "offset" => Some(list::ErrorCode::INVALID_OFFSET),
            _ => None,
        }
    }
}

impl Behaviour for list_label_groups::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        let (offset, size) = page(self.offset, self.size);
        let groups: Vec<_> = store.label_groups.iter().skip(offset).take(size).collect();
        Ok(serde_json::to_string(&groups)?)
    }

    /// The code for a size is another one than that of `list`.
    fn code_of(problem: &Problem) -> Option<EndpointCode<Self>> {
        match &*problem.path {
            "size" => Some(list_label_groups::ErrorCode::INVALID_SIZE),
            "offset" => Some(list_label_groups::ErrorCode::INVALID_OFFSET),
            _ => None,
        }
    }
}

impl Behaviour for update::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        let given = &self.contact;
        check_changed(given)?;
        if store.contacts.change(&given.user_id, |contact| apply(given, contact)) {
            Ok(String::new())
        } else {
            Err(update::ErrorCode::USER_NOT_FOUND.into())
        }
    }

    /// The code for a contact of which something is missing.
    fn code_of(problem: &Problem) -> Option<EndpointCode<Self>> {
        (problem.wrong == Wrong::Missing).then(|| match &*problem.path {
            "contact.label_ids" => update::ErrorCode::LABEL_REQUIRED,
            _ => update::ErrorCode::PARAMETER_EMPTY,
        })
    }
}

/// How many items come before a page and how many are on it.
fn page(offset: Option<i64>, size: Option<i64>) -> (usize, usize) {
    let (Some(offset), Some(size)) = (offset, size) else { return DEFAULT_PAGE };
    // The table has no negative ones. One beyond the memory's size is behind the end of the list.
    (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(size).unwrap_or_default())
}

fn check_new(given: &create::OpenExtContact) -> Result<(), Refusal> {
    use create::ErrorCode as Code;

    ensure(!given.label_ids.is_empty(), Code::LABEL_REQUIRED, "`contact.label_ids` is empty")?;
    check_not_blank("follower_user_id", &given.follower_user_id, Code::PARAMETER_EMPTY)?;
    check_not_blank("state_code", &given.state_code, Code::PARAMETER_EMPTY)?;
    check_not_blank("mobile", &given.mobile, Code::PARAMETER_EMPTY)?;
    check_name(&given.name, Code::INVALID_NAME)?;

    let what = "`contact.state_code` is not made of digits";
    ensure(is_digits(&given.state_code), Code::INVALID_MOBILE, what)?;
    let is_mobile = is_digits(&given.mobile) && MOBILE_LENGTH.contains(&given.mobile.len());
    ensure(is_mobile, Code::INVALID_MOBILE, "`contact.mobile` is not made of 5 to 15 digits")
}

fn check_changed(given: &update::OpenExtContact) -> Result<(), Refusal> {
    use update::ErrorCode as Code;

    ensure(!given.label_ids.is_empty(), Code::LABEL_REQUIRED, "`contact.label_ids` is empty")?;
    check_not_blank("follower_user_id", &given.follower_user_id, Code::PARAMETER_EMPTY)?;
    check_name(&given.name, Code::INVALID_NAME)?;
    check_not_blank("user_id", &given.user_id, Code::INVALID_USER_ID)
}

fn check_name<E: Endpoint>(name: &str, code: EndpointCode<E>) -> Result<(), Refusal> {
    check_not_blank("name", name, code.clone())?;
    let what = format!("`contact.name` has more than {NAME_LENGTH} characters");
    ensure(name.chars().count() <= NAME_LENGTH, code, &what)
}

fn check_not_blank<E: Endpoint>(
    member: &str,
    text: &str,
    code: EndpointCode<E>,
) -> Result<(), Refusal> {
    ensure(!text.trim().is_empty(), code, &format!("`contact.{member}` is empty"))
}

/// Refuses a contact with this code unless a condition holds.
fn ensure<E: Endpoint>(holds: bool, code: EndpointCode<E>, what: &str) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::from(code).because(what)) }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn new(given: &create::OpenExtContact) -> OpenExtContact {
    let given = given.clone();
    let mut contact = OpenExtContact::default();
    contact.title = given.title;
    contact.share_dept_ids = given.share_dept_ids.unwrap_or_default();
    contact.label_ids = given.label_ids;
    contact.remark = given.remark;
    contact.address = given.address;
    contact.name = Some(given.name);
    contact.follower_user_id = Some(given.follower_user_id);
    contact.state_code = Some(given.state_code);
    contact.company_name = given.company_name;
    contact.share_user_ids = given.share_user_ids.unwrap_or_default();
    contact.mobile = Some(given.mobile);
    contact
}

/// Replaces the members that are given. An empty list is given; a member that is left out is not.
fn apply(given: &update::OpenExtContact, contact: &mut OpenExtContact) {
    let given = given.clone();
    contact.name = Some(given.name);
    contact.follower_user_id = Some(given.follower_user_id);
    contact.title = given.title.or(contact.title.take());
    contact.remark = given.remark.or(contact.remark.take());
    contact.address = given.address.or(contact.address.take());
    contact.company_name = given.company_name.or(contact.company_name.take());
    contact.label_ids = given.label_ids;
    if let Some(share_dept_ids) = given.share_dept_ids {
        contact.share_dept_ids = share_dept_ids;
    }
    if let Some(share_user_ids) = given.share_user_ids {
        contact.share_user_ids = share_user_ids;
    }
}
