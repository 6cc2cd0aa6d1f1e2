//! What the endpoints of external contacts do, and which of its page's codes each answers.

use dingtalk_models::extcontact::{create, delete, get, list, list_label_groups, update};

use crate::behaviour::Refused;
use crate::state::Store;
use crate::validate::Problem;
use crate::{OpenExtContact, OpenLabelGroup};

/// The most characters of a name. No page says how many there may be.
const NAME_LENGTH: usize = 64;

/// How many digits a mobile number has, all over the world.
const MOBILE_LENGTH: std::ops::RangeInclusive<usize> = 5..=15;

/// The page that is answered to a call that asks for none.
const USUAL_PAGE: (usize, usize) = (0, 20);

/// The contact as JSON.
pub(crate) fn get<'a>(
    store: &'a mut Store,
    request: &get::Request,
) -> Result<&'a str, Refused<get::Request>> {
    let found = store.contacts.json(&request.user_id);
    found.ok_or_else(|| get::ErrorCode::INVALID_USER_ID.into())
}

/// The code for a user ID that no contact can have.
pub(crate) fn get_code(problem: &Problem) -> Option<Refused<get::Request>> {
    problem.is_limit().then(|| get::ErrorCode::INVALID_USER_ID.into())
}

/// The page of contacts as JSON.
#[allow(clippy::unnecessary_wraps)] // As the table of behaviours wants it.
pub(crate) fn list<'a>(
    store: &'a mut Store,
    request: &list::Request,
) -> Result<&'a str, Refused<list::Request>> {
    let (offset, size) = page(request.offset, request.size);
    Ok(store.contacts.page_json(offset, size))
}

/// The code for a page that cannot be asked for.
pub(crate) fn list_code(problem: &Problem) -> Option<Refused<list::Request>> {
    match problem.path() {
        "size" => Some(list::ErrorCode::INVALID_SIZE.into()),
        "offset" => Some(list::ErrorCode::INVALID_OFFSET.into()),
        _ => None,
    }
}

#[allow(clippy::unnecessary_wraps)] // As the table of behaviours wants it.
pub(crate) fn list_label_groups(
    store: &mut Store,
    request: &list_label_groups::Request,
) -> Result<Vec<OpenLabelGroup>, Refused<list_label_groups::Request>> {
    let (offset, size) = page(request.offset, request.size);
    Ok(store.label_groups.iter().skip(offset).take(size).cloned().collect())
}

/// The code for a page that cannot be asked for; the one for a size is another than that of `list`.
pub(crate) fn list_label_groups_code(
    problem: &Problem,
) -> Option<Refused<list_label_groups::Request>> {
    match problem.path() {
        "size" => Some(list_label_groups::ErrorCode::INVALID_SIZE.into()),
        "offset" => Some(list_label_groups::ErrorCode::INVALID_OFFSET.into()),
        _ => None,
    }
}

/// How many items come before a page and how many are on it.
fn page(offset: Option<i64>, size: Option<i64>) -> (usize, usize) {
    let (Some(offset), Some(size)) = (offset, size) else { return USUAL_PAGE };
    // The table has no negative ones. One beyond the memory's size is behind the end of the list.
    (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(size).unwrap_or_default())
}

pub(crate) fn create(
    store: &mut Store,
    request: &create::Request,
) -> Result<String, Refused<create::Request>> {
    let given = &request.contact;
    check_new(given)?;
    if store.contacts.has_phone(&given.state_code, &given.mobile) {
        return Err(create::ErrorCode::CONTACT_EXISTS.into());
    }
    Ok(store.contacts.create(new(given)))
}

/// The code for a contact of which something is missing.
pub(crate) fn create_code(problem: &Problem) -> Option<Refused<create::Request>> {
    problem.is_missing().then(|| match problem.path() {
        "contact.label_ids" => create::ErrorCode::LABEL_REQUIRED.into(),
        _ => create::ErrorCode::PARAMETER_EMPTY.into(),
    })
}

fn check_new(given: &create::OpenExtContact) -> Result<(), Refused<create::Request>> {
    use create::ErrorCode as Code;

    if given.label_ids.is_empty() {
        return Err(Refused::of(Code::LABEL_REQUIRED, "`contact.label_ids` is empty"));
    }
    for (name, text) in [
        ("follower_user_id", &given.follower_user_id),
        ("state_code", &given.state_code),
        ("mobile", &given.mobile),
    ] {
        if is_blank(text) {
            return Err(Refused::of(Code::PARAMETER_EMPTY, format!("`contact.{name}` is empty")));
        }
    }
    check_name(&given.name).map_err(|what| Refused::of(Code::INVALID_NAME, what))?;
    check_phone(given).map_err(|what| Refused::of(Code::INVALID_MOBILE, what))
}

fn check_name(name: &str) -> Result<(), String> {
    if is_blank(name) {
        return Err("`contact.name` is empty".to_owned());
    }
    if name.chars().count() > NAME_LENGTH {
        return Err(format!("`contact.name` has more than {NAME_LENGTH} characters"));
    }
    Ok(())
}

fn check_phone(given: &create::OpenExtContact) -> Result<(), &'static str> {
    if !is_digits(&given.state_code) {
        return Err("`contact.state_code` is not made of digits");
    }
    if !is_digits(&given.mobile) || !MOBILE_LENGTH.contains(&given.mobile.len()) {
        return Err("`contact.mobile` is not made of 5 to 15 digits");
    }
    Ok(())
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
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

pub(crate) fn update(
    store: &mut Store,
    request: &update::Request,
) -> Result<(), Refused<update::Request>> {
    let given = &request.contact;
    check_changed(given)?;
    if store.contacts.change(&given.user_id, |contact| apply(given, contact)) {
        Ok(())
    } else {
        Err(update::ErrorCode::USER_NOT_FOUND.into())
    }
}

/// The code for a contact of which something is missing.
pub(crate) fn update_code(problem: &Problem) -> Option<Refused<update::Request>> {
    problem.is_missing().then(|| match problem.path() {
        "contact.label_ids" => update::ErrorCode::LABEL_REQUIRED.into(),
        _ => update::ErrorCode::PARAMETER_EMPTY.into(),
    })
}

fn check_changed(given: &update::OpenExtContact) -> Result<(), Refused<update::Request>> {
    use update::ErrorCode as Code;

    if given.label_ids.is_empty() {
        return Err(Refused::of(Code::LABEL_REQUIRED, "`contact.label_ids` is empty"));
    }
    if is_blank(&given.follower_user_id) {
        return Err(Refused::of(Code::PARAMETER_EMPTY, "`contact.follower_user_id` is empty"));
    }
    check_name(&given.name).map_err(|what| Refused::of(Code::INVALID_NAME, what))?;
    if is_blank(&given.user_id) {
        return Err(Refused::of(Code::INVALID_USER_ID, "`contact.user_id` is empty"));
    }
    Ok(())
}

/// Replaces the members that are given. An empty list is given; a member that is left out is not.
fn apply(given: &update::OpenExtContact, contact: &mut OpenExtContact) {
    set(&mut contact.name, Some(&given.name));
    set(&mut contact.follower_user_id, Some(&given.follower_user_id));
    set(&mut contact.title, given.title.as_ref());
    set(&mut contact.remark, given.remark.as_ref());
    set(&mut contact.address, given.address.as_ref());
    set(&mut contact.company_name, given.company_name.as_ref());
    contact.label_ids.clone_from(&given.label_ids);
    if let Some(share_dept_ids) = &given.share_dept_ids {
        contact.share_dept_ids.clone_from(share_dept_ids);
    }
    if let Some(share_user_ids) = &given.share_user_ids {
        contact.share_user_ids.clone_from(share_user_ids);
    }
}

/// Replaces a text, if one is given, in the memory that it has.
fn set(member: &mut Option<String>, given: Option<&String>) {
    if let Some(given) = given {
        member.get_or_insert_default().clone_from(given);
    }
}

pub(crate) fn delete(
    store: &mut Store,
    request: &delete::Request,
) -> Result<(), Refused<delete::Request>> {
    if store.contacts.remove(&request.user_id) {
        Ok(())
    } else {
        Err(delete::ErrorCode::INVALID_USER_ID.into())
    }
}
