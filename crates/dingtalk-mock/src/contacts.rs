//! The external contacts of the mock, in the order in which they were added.
//!
//! Each is kept as JSON too, since it is asked for far more often than it changes.

use std::collections::{BTreeMap, HashMap};

use dingtalk_models::extcontact::get::OpenExtContact;

/// A country calling code and a mobile number, by which the service tells contacts apart.
type Phone = (String, String);

/// The contacts, each with a `userid`.
#[derive(Clone, Default)]
pub(crate) struct Contacts {
    /// By the number of its turn, so that a list keeps its order while contacts come and go.
    by_turn: BTreeMap<u64, Entry>,
    /// The turns, by `userid`.
    turns: HashMap<String, u64>,
    /// How many contacts have a phone. A test may add two with the same one, a call cannot.
    phones: HashMap<Phone, usize>,
    /// How many turns were given.
    given: u64,
    /// How many contacts were given a `userid`.
    named: u64,
}

impl Contacts {
    /// The contact of this `userid` as JSON.
    pub(crate) fn json(&mut self, id: &str) -> Option<&str> {
        self.by_turn.get_mut(self.turns.get(id)?).map(Entry::json)
    }

    /// Whether a contact has this phone.
    pub(crate) fn has_phone(&self, state_code: &str, mobile: &str) -> bool {
        self.phones.contains_key(&(state_code.to_owned(), mobile.to_owned()))
    }

    /// Whether another contact has the phone of the contact of this `userid`.
    pub(crate) fn shares_phone(&self, id: &str) -> bool {
        let entry = self.turns.get(id).and_then(|turn| self.by_turn.get(turn));
        let phone = entry.and_then(|entry| phone(&entry.contact));
        phone.and_then(|phone| self.phones.get(&phone)).is_some_and(|count| *count > 1)
    }

    /// All contacts.
    pub(crate) fn all(&self) -> Vec<OpenExtContact> {
        self.by_turn.values().map(|entry| entry.contact.clone()).collect()
    }

    /// The contacts that stand behind `offset` others, at most `size` of them, as a JSON list.
    pub(crate) fn page_json(&mut self, offset: usize, size: usize) -> String {
        let page = self.by_turn.values_mut().skip(offset).take(size);
        let page: Vec<_> = page.map(Entry::json).collect();
        format!("[{}]", page.join(","))
    }

    /// Adds a contact under a `userid` of the mock's own, which it returns.
    pub(crate) fn create(&mut self, mut contact: OpenExtContact) -> String {
        let id = self.next_id();
        contact.userid = Some(id.clone());
        self.put(id.clone(), contact);
        id
    }

    /// Adds a contact, or puts it in the place of the one that has this `userid`.
    pub(crate) fn put(&mut self, id: String, contact: OpenExtContact) {
        let turn = self.turns.get(&id).copied().unwrap_or_else(|| {
            self.given += 1;
            self.turns.insert(id, self.given);
            self.given
        });
        if let Some(phone) = phone(&contact) {
            *self.phones.entry(phone).or_default() += 1;
        }
        if let Some(replaced) = self.by_turn.insert(turn, Entry { contact, json: String::new() }) {
            self.forget_phone(&replaced.contact);
        }
    }

    /// Changes the contact of this `userid`, if there is one. The change leaves the phone alone.
    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut OpenExtContact)) -> bool {
        let entry = self.turns.get(id).and_then(|turn| self.by_turn.get_mut(turn));
        let Some(entry) = entry else { return false };
        change(&mut entry.contact);
        entry.json.clear();
        true
    }

    /// Removes the contact of this `userid`, if there is one.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let removed = self.turns.remove(id).and_then(|turn| self.by_turn.remove(&turn));
        removed.inspect(|entry| self.forget_phone(&entry.contact)).is_some()
    }

    fn forget_phone(&mut self, contact: &OpenExtContact) {
        let Some(phone) = phone(contact) else { return };
        if let Some(count) = self.phones.get_mut(&phone) {
            *count -= 1;
            if *count == 0 {
                self.phones.remove(&phone);
            }
        }
    }

    /// An id of the service's shape that nobody has: the same ones in every run.
    fn next_id(&mut self) -> String {
        loop {
            self.named += 1;
            let id = format!("01125002{:010}", self.named);
            if !self.turns.contains_key(&id) {
                return id;
            }
        }
    }
}

/// A contact, and the same as JSON.
#[derive(Clone)]
struct Entry {
    contact: OpenExtContact,
    /// Empty until it is asked for after a change.
    json: String,
}

impl Entry {
    fn json(&mut self) -> &str {
        if self.json.is_empty() {
            // Texts and numbers can always be written.
            self.json = serde_json::to_string(&self.contact).unwrap_or_default();
        }
        &self.json
    }
}

/// The phone of a contact, if it has one. A seed may leave the number empty.
fn phone(contact: &OpenExtContact) -> Option<Phone> {
    let mobile = contact.mobile.clone().filter(|mobile| !mobile.is_empty())?;
    Some((contact.state_code.clone().unwrap_or_default(), mobile))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(mobile: &str) -> OpenExtContact {
        let mut contact = OpenExtContact::default();
        contact.state_code = Some("86".to_owned());
        contact.mobile = Some(mobile.to_owned());
        contact
    }

    fn ids(contacts: &[OpenExtContact]) -> Vec<&str> {
        contacts.iter().filter_map(|contact| contact.userid.as_deref()).collect()
    }

    #[track_caller]
    fn assert_page(contacts: &mut Contacts, offset: usize, expected: &[&str]) {
        let page: Vec<OpenExtContact> =
            serde_json::from_str(&contacts.page_json(offset, 2)).unwrap();
        assert_eq!(ids(&page), expected);
    }

    #[test]
    fn given_ids_have_the_shape_of_the_service_are_the_same_in_every_run_and_pass_over_taken_ones()
    {
        let mut contacts = Contacts::default();
        contacts.put("011250020000000001".to_owned(), contact("0"));
        assert_eq!(contacts.create(contact("1")), "011250020000000002");
        assert!(contacts.remove("011250020000000002"));
        assert_eq!(contacts.create(contact("1")), "011250020000000003");
    }

    #[test]
    fn pages_keep_the_order_of_creation_while_others_go() {
        let mut contacts = Contacts::default();
        let made: Vec<_> =
            (0..5).map(|number| contacts.create(contact(&number.to_string()))).collect();
        assert!(contacts.remove(&made[1]) && !contacts.remove(&made[1]));
        assert_page(&mut contacts, 1, &[&made[2], &made[3]]);
        assert_page(&mut contacts, 3, &[&made[4]]);
        assert_page(&mut contacts, 4, &[]);
        let mut replacing = contact("9");
        replacing.userid = Some(made[2].clone());
        contacts.put(made[2].clone(), replacing);
        assert_eq!(ids(&contacts.all()), [&*made[0], &*made[2], &*made[3], &*made[4]]);
    }

    #[test]
    fn a_phone_is_free_when_the_last_contact_that_has_it_is_gone() {
        let mut contacts = Contacts::default();
        contacts.put("a".to_owned(), contact("1"));
        contacts.put("b".to_owned(), contact("1"));
        contacts.put("b".to_owned(), contact("1"));
        contacts.remove("a");
        assert!(contacts.has_phone("86", "1") && !contacts.has_phone("1", "1"));
        contacts.put("b".to_owned(), contact("2"));
        assert!(!contacts.has_phone("86", "1") && contacts.has_phone("86", "2"));
        assert!(contacts.phones.len() == 1);
    }
}
