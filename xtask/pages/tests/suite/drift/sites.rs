//! Pages that are read from their sites: a server on this machine stands for them.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use xtask::outcome::Outcome;
use xtask_pages::verb::drift::{Format, Options};
use xtask_pages::{FetchError, FetchLimits, Fetched, fetch};

use super::toy::{GET, LIGHT, Toy};

/// What a site answers by path, and what it was asked for.
struct Site {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn new(answers: &[(&str, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has one"));
        let answers: BTreeMap<String, String> =
            answers.iter().map(|(path, it)| ((*path).to_owned(), it.clone())).collect();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let path = answer(stream, &answers);
                log.lock().expect("nobody panicked").push(path);
            }
        });
        Self { url, asked }
    }

    /// Fetches from here what is at the address of the toy's site.
    fn fetch(&self, address: &str) -> Result<Fetched, FetchError> {
        let here = address.replace("https://lamps.example", &self.url);
        let back = |url: String| url.replace(&self.url, "https://lamps.example");
        let fetched = fetch(&here, &FetchLimits::default());
        fetched
            .map(|it| Fetched { url: back(it.url), ..it })
            .map_err(|it| FetchError { url: back(it.url), ..it })
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("nobody panicked").clone();
        asked.sort();
        asked
    }
}

/// Answers one request, and tells for what.
fn answer(mut stream: TcpStream, answers: &BTreeMap<String, String>) -> String {
    let mut request = [0; 2000];
    let length = stream.read(&mut request).unwrap_or_default();
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let missing = status("404 Not Found");
    drop(stream.write_all(answers.get(&path).unwrap_or(&missing).as_bytes()));
    path
}

fn status(status: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn page(text: &str) -> String {
    let length = text.len();
    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}")
}

const GET_PATH: &str = "/document/get-a-lamp.md";
const LIGHT_PATH: &str = "/document/light-lamps.md";

/// What is found when a site answers so for the second page.
fn found(second: String) -> (Vec<String>, String) {
    let toy = Toy::new();
    let site = Site::new(&[
        (GET_PATH, page(&toy.read(GET))),
        (LIGHT_PATH, second),
        ("/document/lighting.md", page(&toy.read(LIGHT))),
    ]);
    let options = Options { pages: None, format: Format::Json, ..toy.options() };
    let (_, text) = toy.drift_by(&options, &|address| site.fetch(address));
    let found: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let pages = found["pages"].as_array().expect("a list").iter();
    let troubles = pages.flat_map(|it| it["troubles"].as_array().expect("a list"));
    let codes = troubles.map(|it| it["code"].as_str().unwrap_or_default().to_owned());
    (codes.collect(), text)
}

#[test]
fn chinese_pages_are_fetched_as_markdown_each_once() {
    let toy = Toy::new();
    let site = Site::new(&[(GET_PATH, page(&toy.read(GET))), (LIGHT_PATH, page(&toy.read(LIGHT)))]);
    let options = Options { pages: None, ..toy.options() };
    let (outcome, text) = toy.drift_by(&options, &|address| site.fetch(address));
    assert_eq!((outcome, text.as_str()), (Outcome::Fine, "2 pages: 2 unchanged; 0 findings\n"));
    assert_eq!(site.asked(), [GET_PATH, LIGHT_PATH]);
}

#[test]
fn what_became_of_a_page_is_told_with_a_code() {
    let redirect = "HTTP/1.1 301 Moved\r\nLocation: /document/lighting.md\r\nContent-Length: 0\r\n\
                    Connection: close\r\n\r\n";
    for (answer, code) in [
        (status("404 Not Found"), "page-gone"),
        (status("410 Gone"), "page-gone"),
        (status("403 Forbidden"), "page-unreachable"),
        (status("503 Unavailable"), "page-unreachable"),
        (redirect.to_owned(), "page-moved"),
        (page(" \n"), "page-unreadable"),
        (page("<html><body><h1>Welcome</h1></body></html>"), "no-endpoint"),
    ] {
        let (codes, text) = found(answer);
        assert_eq!(codes, [code], "{text}");
    }
}

#[test]
fn a_site_that_is_down_is_asked_three_times_and_the_others_are_compared() {
    let toy = Toy::new();
    let site =
        Site::new(&[(GET_PATH, page(&toy.read(GET))), (LIGHT_PATH, status("503 Unavailable"))]);
    let options = Options { pages: None, ..toy.options() };
    let (outcome, text) = toy.drift_by(&options, &|address| site.fetch(address));
    assert_eq!(outcome, Outcome::Findings);
    assert!(text.ends_with("2 pages: 1 not read, 1 unchanged; 1 finding\n"), "{text}");
    assert_eq!(site.asked(), [GET_PATH, LIGHT_PATH, LIGHT_PATH, LIGHT_PATH]);
}
