//! How long decoding takes, beside serde's derive on the same structs: the answer of a page, and a
//! list of a hundred contacts.

#[path = "support/contact.rs"]
mod contact;
mod support;

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use contact::Contact;
use dingtalk_client::models::extcontact::get::{self, OpenExtContact};
use dingtalk_protocol::{
    Encoding, Endpoint, Keyed, Meta, Method, Record, Returns, decode, record, shape,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use support::{Samples, Table, ratio, rounds, seconds, time};
use xtask::spec::{File, load};

/// What stands twice on the page, and what derive refuses.
const DUPLICATE: &str = "\"share_dept_ids\": [],";

/// How many contacts the list has.
const CONTACTS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    if !support::is_measuring() {
        return Ok(());
    }
    let page = page_answer()?;
    let clean = page.replace(DUPLICATE, "");
    let list = list_answer(&clean)?;
    let mut table = Table::new("decode");
    compare::<get::Request, DerivedOne>(&mut table, "the page's answer", &page, &clean, 5000)?;
    compare::<get::Request, DerivedOne>(&mut table, "without duplicate", &clean, &clean, 5000)?;
    compare::<ListContacts, DerivedList>(&mut table, "100 contacts", &list, &list, 50)?;
    table.print(
        "batches in turns; derive: `serde_json::from_slice` to structs with an envelope, which \
         refuses the page's duplicated key and so reads it without; speed: of each pair of batches",
    );
    Ok(())
}

/// The answer on the page of `extcontact/get`, its masked digits replaced.
fn page_answer() -> Result<String, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/extcontact/get.yaml");
    let file = File::new("spec", "extcontact/get.yaml", fs::read(path)?);
    let loaded = load(&[file]);
    let mut examples = loaded.specs.endpoints.iter().flat_map(|located| &located.spec.examples);
    let answer = examples.find_map(|example| example.response.as_ref());
    Ok(answer.ok_or("the spec has no example of an answer")?.value.clone())
}

/// A list of that contact, each with a name of its own.
fn list_answer(answer: &str) -> Result<String, Box<dyn Error>> {
    let mut answer: serde_json::Value = serde_json::from_str(answer)?;
    let contact = answer["result"].take();
    let named = |number| {
        let mut contact = contact.clone();
        contact["name"] = format!("Manager Wang {number}").into();
        contact
    };
    let contacts: Vec<_> = (0..CONTACTS).map(named).collect();
    let list = serde_json::json!({"errcode": 0, "results": contacts, "request_id": "xrudojam4g8f"});
    Ok(list.to_string())
}

/// Measures our decoding of one text and derive's of another in turns.
fn compare<E: Endpoint, D: DeserializeOwned>(
    table: &mut Table,
    what: &str,
    ours: &str,
    derived: &str,
    batch: u32,
) -> Result<(), Box<dyn Error>> {
    decode::<E>(ours.as_bytes()).map_err(|failure| format!("{what}: {failure:?}"))?;
    serde_json::from_slice::<D>(derived.as_bytes())?;
    let our_batch = || repeat(batch, || decode::<E>(black_box(ours.as_bytes())));
    let derived_batch =
        || repeat(batch, || serde_json::from_slice::<D>(black_box(derived.as_bytes())));
    let (mut our_times, mut derived_times) = (Samples::default(), Samples::default());
    for round in rounds(Duration::from_secs(12), 100, 1000) {
        // Who comes second may find a warmer or a busier machine.
        if round % 2 == 0 {
            our_times.push(our_batch());
            derived_times.push(derived_batch());
        } else {
            derived_times.push(derived_batch());
            our_times.push(our_batch());
        }
    }
    table.row(&format!("{what}: ours"), &our_times, time, "");
    table.row(&format!("{what}: derive"), &derived_times, time, "");
    let speed = our_times.times(&derived_times);
    table.row(&format!("{what}: speed"), &speed, ratio, "at least 1.1 ×");
    Ok(())
}

/// The seconds that one of many takes.
fn repeat<T>(times: u32, one: impl Fn() -> T) -> f64 {
    let (total, ()) = seconds(|| (0..times).for_each(|_| drop(black_box(one()))));
    total / f64::from(times)
}

/// An endpoint that returns contacts under `results`.
struct ListContacts {}

record! {
    ListContacts;
}

shape! {
    static RESPONSE = "Response";
    "results": list(object(OpenExtContact));
}

impl Endpoint for ListContacts {
    type Output = Vec<OpenExtContact>;
    type Payload = Keyed<Vec<OpenExtContact>>;

    const META: &'static Meta = &Meta {
        name: "extcontact/list",
        method: Method::Post,
        path: "/topapi/extcontact/list",
        encoding: Encoding::Json,
        access_token: true,
        idempotent: true,
        request: Self::SHAPE,
        response: RESPONSE,
        returns: Returns::Key("results"),
        codes: &[],
        apps: &[],
        dialect: &dingtalk_client::models::DIALECT,
    };
}

/// The answer of `extcontact/get` as derive reads it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that it takes")]
struct DerivedOne {
    errcode: i64,
    errmsg: Option<String>,
    request_id: Option<String>,
    result: Option<Contact>,
}

/// An answer with a list as derive reads it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that it takes")]
struct DerivedList {
    errcode: i64,
    errmsg: Option<String>,
    request_id: Option<String>,
    #[serde(default)]
    results: Vec<Contact>,
}
