//! What `--help` prints, of the program and of each verb.

pub(crate) const HELP: &str = "\
Turns the specs in spec/ into the models crate and the client crate.

Usage: cargo xtask [--root DIR] VERB

Verbs:
  generate   write what changed: crates/dingtalk-models, crates/dingtalk-client, spec/schema.json
  lint       report every problem of the specs
  import     read documentation pages into specs
  fmt        bring specs to the style of those by hand
  explain    tell where a Rust item comes from, or what an error code means
  diff       tell what a change of the specs means to callers
  drift      read the documentation pages again, and tell what changed
  release    write the version that the changes demand, and the changelog
  demo       generate, then fetch a contact through the bindings
  help       this text, or that of a verb

Options:
  --root DIR   the workspace, if it is not the one this program was built in
  --help       this text; after a verb, the verb's

Exit codes: 0 fine, 1 findings, 2 misuse.
";

pub(crate) const GENERATE_HELP: &str = "\
Writes the generated crates and spec/schema.json: only files whose content changed.

Usage: cargo xtask generate [--check]

Options:
  --check   change nothing; fail and show the difference if a file is not as generated

Specs with problems write nothing. A generated file begins with `@generated`; a file that does not is
neither overwritten nor removed.
";

pub(crate) const LINT_HELP: &str = "\
Reports every problem of the specs, each with its place and what would be right.

Usage: cargo xtask lint [DIR]

DIR is the folder of the specs, relative to the workspace; spec unless given.
";

pub(crate) const FMT_HELP: &str = "\
Brings specs to the canonical style: the order of keys, quotes, blank lines, lists. Comments stay, and
what a spec says does not change.

Usage: cargo xtask fmt [--check] [PATH…]

PATH is a spec or a folder of specs, relative to the workspace; spec unless given.

Options:
  --check   change nothing; fail and show the difference if a file is not in the style
";

pub(crate) const IMPORT_HELP: &str = "\
Reads documentation pages and writes their specs. Into a spec that is there, facts are merged: names,
docs, classes, reasons and order that a person set stay, and what only the spec has is listed.

Usage: cargo xtask import [--dry-run] [--print] [--strict] [--prose] PAGE…
       cargo xtask import --report DIR [--json] [--try]

PAGE is a page as Markdown, HTML or plain text: a file, a folder of such files, - for standard input,
or an http(s) address. What a page leaves open or contradicts is printed with its line and its code,
and stands at the head of a new spec.

Options:
  --dry-run      write nothing
  --print        print the difference that each page makes in its spec
  --strict       write no spec about which anything is in doubt, and fail
  --prose        let the page's sentences into `summary`, `doc` and `remedy`
  --report DIR   write no specs; print what becomes of all pages of a folder
  --json         everything about each page of the report
  --try          compile the models of all pages of the report, and decode their examples
  --codes        what the codes of findings mean
  --date DAY     the day to remember in spec/pages.lock, as YYYY-MM-DD; today, in UTC, unless given
";

pub(crate) const EXPLAIN_HELP: &str = "\
Tells where a Rust item comes from: spec file and line, page, type on the page and in Rust, and why
it is optional. Of an error code it tells what it means, and where.

Usage: cargo xtask explain ENDPOINT [MEMBER]
       cargo xtask explain CODE

ENDPOINT is the path of a spec without its ending, such as extcontact/get. MEMBER is a parameter, a
member of the answer (also as OpenExtContact.mobile), a type of the page, an error code (33012,
INVALID_USER_ID), or what common.yaml says for all endpoints (errcode, access_token, 40014).
CODE is a number that came as errcode or sub_code, such as 60011 or -1, whoever sent it.
";

pub(crate) const DIFF_HELP: &str = "\
Tells what a change of the specs means to callers: whom it breaks, and what they do about it.

Usage: cargo xtask diff [OLD] [NEW] [OPTIONS]
       cargo xtask diff --rules

OLD and NEW are revisions of git or folders of specs; HEAD and the working tree unless given. What is a
folder, relative to the workspace, is taken for one; to mean a branch of that name write heads/NAME.

Options:
  --format FORMAT      terminal (default), markdown, json, or html: one page with the specs side by side
  --output FILE        write to a file
  --fail-on SEVERITY   fail for findings of this weight or more: docs, patch, minor, major (default),
                       behaviour, source (the same as major, and only what stops compiling), or never
  --rules              list the rules

Severities: `major: source` stops compiling, `major: behaviour` compiles and acts otherwise, `minor` is
new, `patch` corrects texts and tables, `docs` only reads otherwise.

Exit codes: 0 nothing of the weight of --fail-on, 1 findings of it, or specs with problems, 2 misuse.
";

pub(crate) const DRIFT_HELP: &str = "\
Reads the page of every spec again and tells what its changes do to callers, page by page, the worst
first. A page that is gone, moved or unreadable is told, too, and so is a departure (`departs:`) that
its page does not need any more. spec/pages.lock remembers what each page said.

Usage: cargo xtask drift [OPTIONS]

Options:
  --pages DIR         read the pages from a folder: each by its own address, else by the last part of
                      the address as the name of its file, else by the endpoint
  --apply             merge into the specs what is safe, which takes nothing out, and remember the
                      pages of which nothing is left for a person
  --format FORMAT     terminal (default), markdown or json
  --output FILE       write to a file
  --date YYYY-MM-DD   the day to remember; today, in UTC, unless given

Exit codes: 0 nothing changed, 1 something was found, 2 misuse.
";

pub(crate) const RELEASE_HELP: &str = "\
Writes the version that all changes of the specs since the last tag demand into Cargo.toml, and
what they mean to users into CHANGELOG.md, above what people wrote under Unreleased. Run again, it
replaces only what it wrote. It never tags, commits or publishes.

Usage: cargo xtask release [--date YYYY-MM-DD]
       cargo xtask release --check

Options:
  --date YYYY-MM-DD   the day of the release; today, in UTC, unless given
  --check             change nothing; fail if the version in Cargo.toml is smaller than demanded

Of the tags behind HEAD of the form v1.2.3 it is the largest. Without one there is nothing to
compare with, and the version stays.
";

pub(crate) const DEMO_HELP: &str = "\
Generates, then runs the client's example `quickstart`: it starts the mock server, fetches a contact
and prints it, and prints the typed error for a contact that does not exist.

Usage: cargo xtask demo

With DINGTALK_HOST set to `international`, `china` or a base URL, and DINGTALK_APP_KEY and
DINGTALK_APP_SECRET, the example talks to DingTalk; so it does with DINGTALK_ACCESS_TOKEN, for which
the host need not be set. DINGTALK_USER_ID names the contact.
";
