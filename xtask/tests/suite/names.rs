//! Names that come from any text of a page.

use proptest::prelude::*;
use xtask::api::names;

proptest! {
    #[test]
    fn any_text_makes_a_legal_and_stable_name(text in prop_oneof!["\\PC{0,12}", "[a-zA-Z0-9_-]{0,12}", any::<String>()]) {
        for name in [names::snake(&text), names::camel(&text), names::shouting(&text)] {
            prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{text:?} becomes {name:?}");
            prop_assert!(!names::bare(&name).starts_with('_'), "{text:?} becomes {name:?}");
        }
        prop_assert_eq!(names::snake(&text), names::snake(&text));
        // A name is its own name, so that a spec can state it.
        let name = names::snake(&text);
        prop_assert_eq!(names::snake(names::bare(&name)), name);
    }
}
