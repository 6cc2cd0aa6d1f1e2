//! `cargo xtask explain`: from a Rust item to the page that it comes from.

use xtask::ui::Ui;
use xtask::verb::explain;

use crate::support::workspace;

fn explained(endpoint: &str, member: Option<&str>) -> Result<String, String> {
    let (subject, member) = (endpoint.to_owned(), member.map(str::to_owned));
    let options = explain::Options { subject, member };
    let mut out = Vec::new();
    let outcome = explain::run(&workspace(), &options, &mut Ui::plain(&mut out));
    outcome
        .map(|_| String::from_utf8(out).expect("it is text"))
        .map_err(|failure| failure.to_string())
}

#[test]
fn explain_leads_from_the_rust_item_to_the_page() {
    insta::assert_snapshot!("endpoint", explained("extcontact/get", None).expect("it is there"));
    insta::assert_snapshot!(
        "member",
        explained("extcontact/get", Some("mobile")).expect("it is there")
    );
    insta::assert_snapshot!(
        "list",
        explained("spec/extcontact/get.yaml", Some("OpenExtContact.label_ids"))
            .expect("it is there")
    );
    insta::assert_snapshot!(
        "parameter",
        explained("extcontact/get", Some("user_id")).expect("it is there")
    );
    insta::assert_snapshot!(
        "payload",
        explained("extcontact/get", Some("result")).expect("it is there")
    );
    insta::assert_snapshot!(
        "code",
        explained("extcontact/get", Some("33012")).expect("it is there")
    );
    let others = ["OpenExtContact", "errcode", "access_token", "40014", "TOKEN_MISSING", "43007"];
    let others = others.map(|it| explained("extcontact/get", Some(it)).expect("it is there"));
    insta::assert_snapshot!("others", others.join("\n"));
    let departures = [("extcontact/create", "40001"), ("extcontact/create", "follower_user_id")];
    let departures = departures.map(|(endpoint, it)| explained(endpoint, Some(it)));
    insta::assert_snapshot!("departures", departures.map(Result::unwrap_or_default).concat());
    assert_eq!(
        explained("extcontact/gte", None),
        Err("there is no endpoint `extcontact/gte`; did you mean `extcontact/get`?".into())
    );
    let error = explained("extcontact/get", Some("mobil")).expect_err("it is not there");
    assert!(error.contains("did you mean `mobile`?"), "{error}");
}

#[test]
fn explain_tells_what_a_number_means_wherever_it_stands() {
    for (name, number) in [("everywhere", "90002"), ("gateway", "60011"), ("global", "60105")] {
        let text = explained(number, None).expect("it is there");
        insta::assert_snapshot!(format!("number_{name}"), text);
    }
    assert_eq!(explained("extcontact/get", Some("60105")), explained("60105", None));
    let error = explained("123456789", None).expect_err("it is no code");
    assert!(error.contains("no spec has the error code `123456789`"), "{error}");
}
