//! Rust names from wire names. Any string makes a legal name, and always the same one.

/// Words that Rust keeps for itself and that `r#` can free.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that Rust keeps for itself and that nothing can free.
const PATH_WORDS: &[&str] = &["crate", "self", "super"];

/// Names that mean something else in the modules where generated types live. A page's type of such
/// a name gets a trailing underscore; adding a name here renames public types.
const TAKEN_TYPES: &str = "
    ApiCode App Argb Async Blocking BoxFuture Builder Call Class Client Clone Code CodeEntry Copy
    Core Cow Credential Debug Default Deserialize Deserializer Display Drop Encoding Endpoint
    EndpointCode Eq Err Error ErrorCode Field Fn FnMut FnOnce Formatter From Future Gateway Hash
    Into IntoFuture IntoIterator Items Iterator Keyed Kind MapAccess Member Meta Method None
    Nothing Ok Option Ord Paged Pages PartialEq PartialOrd PhantomData Record Request RequestInit
    Response Result Returns Secret Self Send Serialize Serializer Shape Slot Some String Sync
    ToString Value Vec View Whole
";

/// Methods of every generated type or of `Call`, now or soon, and of the traits that users have in
/// scope. A setter of such a name would hide the method.
const TAKEN_METHODS: &str = "
    as_ref attempts borrow clone deadline default deserialize empty eq fmt from into into_future
    items keep_raw ne new no_retry pages policy request retry send serialize set timeout to_owned
    try_from try_into
";

/// Methods, modules and features of the client and the models. A group or an endpoint without one
/// would hide them.
const TAKEN_ROOTS: &str = "
    all alloc bin blocking builder call client clone core default dingtalk_models
    dingtalk_protocol dingtalk_runtime faults from gateway generated global groups into lib main
    mod models native_tls new raw reqwest rustls rustls_no_provider std test ungrouped
    with_credentials
";

fn has_word(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|it| it == word)
}

/// Whether a module of this name would be a file that Rust reads as another one.
#[must_use]
pub fn is_taken_module(name: &str) -> bool {
    name == "mod"
}

/// Whether this name of a type means something else where generated types live.
#[must_use]
pub fn is_taken_type(name: &str) -> bool {
    has_word(TAKEN_TYPES, name)
}

/// Whether a setter of this name would hide a method.
#[must_use]
pub fn is_taken_method(name: &str) -> bool {
    has_word(TAKEN_METHODS, name)
}

/// The client's features beside one for each group: `all`, `blocking`, `default`, `native-tls`,
/// `rustls` and `rustls-no-provider`.
pub const FIXED_FEATURES: usize = 6;

/// Whether a group or an endpoint of this name would hide a method, a module or a feature.
#[must_use]
pub fn is_taken_root(name: &str) -> bool {
    has_word(TAKEN_ROOTS, name)
}

/// The name of a field, a method or a module: `deptId` is `dept_id`, `type` is `r#type`, `self` is
/// `self_`, `3d` is `n3d`.
#[must_use]
pub fn snake(wire: &str) -> String {
    let name = legal_start(words(wire).join("_"));
    if PATH_WORDS.contains(&name.as_str()) {
        return name + "_";
    }
    if KEYWORDS.contains(&name.as_str()) { format!("r#{name}") } else { name }
}

/// The name of a constant: `InvalidUserId` is `INVALID_USER_ID`.
#[must_use]
pub fn shouting(name: &str) -> String {
    legal_start(words(name).join("_")).to_uppercase()
}

/// The name of a type: the page's own where that is one, else its words in upper camel case; with
/// a trailing underscore where it is taken.
#[must_use]
pub fn camel(page: &str) -> String {
    let is_camel = page.starts_with(|first: char| first.is_ascii_uppercase())
        && page.chars().all(|c| c.is_ascii_alphanumeric());
    let name = if is_camel { page.to_owned() } else { camel_words(page) };
    if is_taken_type(&name) { name + "_" } else { name }
}

/// The name of the struct that holds the required members of a type.
#[must_use]
pub fn init(ty: &str) -> String {
    let bare = ty.trim_end_matches('_');
    // A page's own `Request` must not take the name that belongs to the request.
    let taken = bare.len() < ty.len() && is_taken_type(&format!("{bare}Init"));
    format!("{bare}Init{}", if taken { "_" } else { "" })
}

fn camel_words(text: &str) -> String {
    let capital = |word: String| word[..1].to_uppercase() + &word[1..];
    let name: String = words(text).into_iter().map(capital).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("N{name}") } else { name }
}

/// A Rust name without the mark that frees a keyword, as files and features are called.
#[must_use]
pub fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Identifiers must not start with a digit, and clippy wants no public field with an underscore in
/// front.
fn legal_start(name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("n{name}") } else { name }
}

/// The words of a name, in lower case and never none: it is split at capitals and at all that is no
/// letter or digit. A character beyond ASCII is a word of its own, by its number.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if c.is_ascii_alphanumeric() {
            let before = at.checked_sub(1).map(|at| chars[at]);
            let starts = c.is_ascii_uppercase()
                && (before.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                    || before.is_some_and(|b| b.is_ascii_uppercase())
                        && chars.get(at + 1).is_some_and(char::is_ascii_lowercase));
            if starts {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        } else {
            if !c.is_ascii() {
                words.push(format!("u{:x}", u32::from(c)));
            }
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    if words.is_empty() { vec!["unnamed".to_owned()] } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_rust_names() {
        let names = [
            ("user_id", "user_id"),
            ("deptId", "dept_id"),
            ("dept_id", "dept_id"),
            ("userID", "user_id"),
            ("HTTPServer2", "http_server2"),
            ("x-client-token", "x_client_token"),
            ("type", "r#type"),
            ("async", "r#async"),
            ("self", "self_"),
            ("Self", "self_"),
            ("3d", "n3d"),
            ("", "unnamed"),
            ("--", "unnamed"),
            ("_id", "id"),
            ("姓名", "u59d3_u540d"),
            ("a.b[c]", "a_b_c"),
        ];
        for (wire, rust) in names {
            assert_eq!(snake(wire), rust, "{wire}");
        }
    }

    #[test]
    fn page_types_become_rust_types() {
        let names = [
            ("OpenExtContact", "OpenExtContact"),
            ("Open_Ext", "OpenExt"),
            ("Result", "Result_"),
            ("Request", "Request_"),
            ("corpInfo", "CorpInfo"),
        ];
        for (page, rust) in names {
            assert_eq!(camel(page), rust, "{page}");
        }
    }

    #[test]
    fn the_structs_of_required_members_are_apart() {
        let names = ["Request", "Request_", "Result_", "Contact"].map(init);
        assert_eq!(names, ["RequestInit", "RequestInit_", "ResultInit", "ContactInit"]);
    }

    #[test]
    fn error_names_become_constants() {
        assert_eq!(shouting("InvalidUserId"), "INVALID_USER_ID");
        assert_eq!(shouting("Code404Seen"), "CODE404_SEEN");
    }
}
