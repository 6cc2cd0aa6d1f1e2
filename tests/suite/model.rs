//! Random sequences of operations on contacts, through the client against the mock, agree with a plain
//! map in memory.

use std::collections::BTreeMap;

use dingtalk_client::models::extcontact::{create, delete, get, update};
use dingtalk_client::{Client, Error};
use dingtalk_mock::Mock;
use proptest::prelude::*;
use tokio::runtime::Runtime;

/// What is done. Contacts are told apart by small numbers.
#[derive(Clone, Debug)]
enum Operation {
    Create(u8, String),
    Update(u8, String, Option<Vec<i64>>),
    Get(u8),
    Delete(u8),
    List(i64),
}

fn operation() -> impl Strategy<Value = Operation> {
    let name = "[a-z]{1,8}";
    prop_oneof![
        (0..6_u8, name).prop_map(|(who, name)| Operation::Create(who, name)),
        (0..6_u8, name, proptest::option::of(proptest::collection::vec(1..9_i64, 0..3)))
            .prop_map(|(who, name, departments)| Operation::Update(who, name, departments)),
        (0..6_u8).prop_map(Operation::Get),
        (0..6_u8).prop_map(Operation::Delete),
        (1..5_i64).prop_map(Operation::List),
    ]
}

/// A contact as it should be: its name and its departments.
type Contact = (String, Vec<i64>);

/// The contacts as they should be.
#[derive(Default)]
struct Model {
    /// By user ID, which grows with each contact that is added.
    contacts: BTreeMap<usize, (u8, Contact)>,
    /// The user IDs that the mock gave, in the order of adding.
    ids: Vec<String>,
}

impl Model {
    fn number(&self, who: u8) -> Option<usize> {
        self.contacts.iter().find(|(_, (of, _))| *of == who).map(|(number, _)| *number)
    }

    /// The user ID of a contact that is there, or one that nobody has.
    fn id(&self, who: u8) -> String {
        self.number(who).map_or_else(|| "nobody".to_owned(), |number| self.ids[number].clone())
    }
}

async fn apply(client: &Client, model: &mut Model, operation: Operation) -> Result<(), Error> {
    let contacts = client.extcontact();
    match operation {
        Operation::Create(who, name) => {
            let contact = create::OpenExtContactInit {
                label_ids: vec![1],
                follower_user_id: "manager".to_owned(),
                name: name.clone(),
                state_code: "86".to_owned(),
                mobile: format!("1308888888{who}"),
            };
            match (contacts.create(contact).await, model.number(who)) {
                (Ok(id), None) => {
                    model.contacts.insert(model.ids.len(), (who, (name, Vec::new())));
                    model.ids.push(id.into_inner());
                }
                (Err(error), Some(_)) => {
                    assert!(error.is(create::ErrorCode::CONTACT_EXISTS), "{error}");
                }
                (result, number) => panic!("{result:?} where {number:?} is there"),
            }
        }
        Operation::Update(who, name, departments) => {
            let init = update::OpenExtContactInit {
                label_ids: vec![2],
                follower_user_id: "manager".to_owned(),
                name: name.clone(),
                user_id: model.id(who),
            };
            let mut contact = update::OpenExtContact::from(init);
            contact.share_dept_ids.clone_from(&departments);
            let result = contacts.update(contact).await;
            match (result, model.number(who)) {
                (Ok(_), Some(number)) => {
                    if let Some((_, known)) = model.contacts.get_mut(&number) {
                        known.0 = name;
                        known.1 = departments.unwrap_or_else(|| std::mem::take(&mut known.1));
                    }
                }
                (Err(error), None) => {
                    assert!(error.is(update::ErrorCode::USER_NOT_FOUND), "{error}");
                }
                (result, number) => panic!("{result:?} where {number:?} is there"),
            }
        }
        Operation::Get(who) => {
            let result = contacts.get(model.id(who)).await;
            match (result, model.number(who)) {
                (Ok(contact), Some(number)) => {
                    assert_eq!(seen(&contact), model.contacts[&number].1);
                }
                (Err(error), None) => assert!(error.is(get::ErrorCode::INVALID_USER_ID), "{error}"),
                (result, number) => panic!("{result:?} where {number:?} is there"),
            }
        }
        Operation::Delete(who) => {
            let result = contacts.delete(model.id(who)).await;
            match (result, model.number(who)) {
                (Ok(_), Some(number)) => drop(model.contacts.remove(&number)),
                (Err(error), None) => {
                    assert!(error.is(delete::ErrorCode::INVALID_USER_ID), "{error}");
                }
                (result, number) => panic!("{result:?} where {number:?} is there"),
            }
        }
        Operation::List(size) => {
            let mut items = contacts.list().size(size).offset(0).items();
            let mut listed = Vec::new();
            while let Some(contact) = items.next().await {
                listed.push(seen(&contact?));
            }
            let due: Vec<Contact> = model.contacts.values().map(|(_, it)| it.clone()).collect();
            assert_eq!(listed, due);
        }
    }
    Ok(())
}

fn seen(contact: &get::OpenExtContact) -> Contact {
    (contact.name.clone().unwrap_or_default(), contact.share_dept_ids.clone())
}

#[test]
fn the_mock_remembers_as_a_map_does() {
    let runtime = Runtime::new().expect("it can be started");
    let mock = runtime.block_on(Mock::start()).expect("a port is free");
    let client = Client::builder().base_url(mock.url()).access_token(Mock::TOKEN).build();
    let client = client.expect("it can be built");
    proptest!(ProptestConfig::with_cases(48), |(operations in proptest::collection::vec(operation(), 0..24))| {
        mock.reset();
        let mut model = Model::default();
        for operation in operations {
            runtime.block_on(apply(&client, &mut model, operation)).expect("no call fails otherwise");
        }
    });
}
