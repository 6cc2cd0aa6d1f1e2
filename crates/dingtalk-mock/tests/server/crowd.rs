//! Many clients at once: nothing that one of them did is lost.

use std::collections::BTreeSet;
use std::thread;

use dingtalk_mock::{Mock, OpenExtContact};
use serde_json::{Value, json};

use crate::http::{JSON, post};

const CLIENTS: usize = 64;

/// How often each client adds, changes and removes contacts of its own.
const ROUNDS: usize = 4;

/// The contact that all change.
const SHARED: &str = "shared";

/// One client with a thread of its own.
struct Client {
    number: usize,
    url: String,
    runtime: tokio::runtime::Runtime,
}

impl Client {
    fn new(number: usize, url: String) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Self { number, url, runtime: runtime.unwrap() }
    }

    fn call(&self, endpoint: &str, body: &Value) -> Value {
        let target = format!("/topapi/extcontact/{endpoint}?access_token={}", Mock::TOKEN);
        self.runtime.block_on(post(&self.url, &target, JSON, &body.to_string())).json()
    }

    #[track_caller]
    fn succeed(&self, endpoint: &str, body: &Value) -> Value {
        let answer = self.call(endpoint, body);
        assert_eq!(answer["errcode"], 0, "{answer}");
        answer
    }

    fn create(&self, mobile: &str) -> Value {
        self.call(
            "create",
            &json!({"contact": {
                "label_ids": [1],
                "follower_user_id": "first",
                "name": "first",
                "state_code": "86",
                "mobile": mobile,
            }}),
        )
    }

    /// Changes several members at once, which belong together.
    fn update(&self, user_id: &str, text: &str) {
        self.succeed(
            "update",
            &json!({"contact": {
                "label_ids": [self.number],
                "follower_user_id": text,
                "name": text,
                "remark": text,
                "user_id": user_id,
            }}),
        );
    }

    /// Adds a contact, changes it and the shared one, and removes it in every other round. Returns
    /// what is to be there in the end: the user ID, and what was written last.
    fn round(&self, round: usize) -> Option<(String, String)> {
        let text = format!("{}/{round}", self.number);
        let created = self.create(&format!("1{:03}{round:03}", self.number));
        let user_id = created["userid"].as_str().unwrap_or_else(|| panic!("{created}"));
        self.update(user_id, "second");
        self.update(SHARED, &text);
        self.update(user_id, &text);
        let found = self.succeed("get", &json!({"user_id": user_id}));
        assert_eq!(found["result"]["name"], text);
        if round.is_multiple_of(2) {
            return Some((user_id.to_owned(), text));
        }
        self.succeed("delete", &json!({"user_id": user_id}));
        assert_eq!(self.call("delete", &json!({"user_id": user_id}))["errcode"], 33012);
        None
    }

    /// All rounds, and whether this client was the one that got the phone which all want.
    fn run(&self) -> (Vec<(String, String)>, bool) {
        let left = (0..ROUNDS).filter_map(|round| self.round(round)).collect();
        let contested = self.create("13000000000");
        let won = contested["errcode"] == 0;
        assert!(won || contested["errcode"] == 22005, "{contested}");
        (left, won)
    }
}

/// What was written into a contact, if all of it is of one call.
#[track_caller]
fn text(contact: &OpenExtContact) -> &str {
    let name = contact.name.as_deref().unwrap_or_default();
    assert_eq!(contact.follower_user_id.as_deref(), Some(name));
    assert!(contact.remark.as_deref().is_none_or(|remark| remark == name), "{contact:?}");
    name
}

/// What the last recorded change of the shared contact wrote.
fn last_shared(mock: &Mock) -> String {
    let bodies = mock.calls().into_iter().rev().map(|call| call.body);
    let contacts =
        bodies.map(|body| serde_json::from_slice::<Value>(&body).unwrap()["contact"].take());
    let last = contacts.into_iter().find(|contact| contact["user_id"] == SHARED).unwrap();
    last["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn of_64_clients_at_once_no_update_is_lost() {
    let mock = Mock::start().await.unwrap();
    mock.seed(&json!({"contacts": [{"userid": SHARED}]}).to_string()).unwrap();
    let start = std::sync::Barrier::new(CLIENTS);
    let ends: Vec<_> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let client = Client::new(number, mock.url());
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    client.run()
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });

    assert_eq!(ends.iter().filter(|(_, won)| *won).count(), 1);
    let mut due: BTreeSet<_> = ends.into_iter().flat_map(|(left, _)| left).collect();
    assert_eq!(due.len(), CLIENTS * ROUNDS / 2);
    due.insert((SHARED.to_owned(), last_shared(&mock)));
    let mut contacts = mock.contacts();
    let contested = contacts.iter().position(|it| it.mobile.as_deref() == Some("13000000000"));
    contacts.remove(contested.unwrap());
    let found: Vec<_> = contacts
        .iter()
        .map(|it| (it.userid.clone().unwrap_or_default(), text(it).to_owned()))
        .collect();
    assert_eq!(found.len(), due.len());
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), due);

    let all = CLIENTS * ROUNDS;
    assert_eq!(mock.count("extcontact/create"), all + CLIENTS);
    assert_eq!(mock.count("extcontact/update"), all * 3);
    assert_eq!(mock.count("extcontact/get"), all);
    assert_eq!(mock.count("extcontact/delete"), all);
    assert_eq!(mock.calls().len(), all * 6 + CLIENTS);
}
