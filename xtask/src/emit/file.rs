//! A generated file: the header, the text above the items, and the items with a blank line between.
//! Everything that the emitters make becomes text here.

use proc_macro2::{Literal, TokenStream};
use syn::{Item, ItemImpl};

use super::doc::Doc;
use super::layout::MARK;

/// A file that is being written. Items are added in their order.
pub(super) struct File {
    text: String,
    fault: Option<String>,
}

/// The text of a finished file.
pub(super) struct Printed {
    /// The text.
    pub(super) text: String,
    /// Why a part of the text is a `compile_error!`: an emitter made tokens that are no items.
    pub(super) fault: Option<String>,
}

impl From<String> for Printed {
    fn from(text: String) -> Self {
        Self { text, fault: None }
    }
}

impl File {
    /// A file that comes from a spec file or a folder of specs. What stands above the items is
    /// text, since tokens hold no comments.
    pub(super) fn new(source: &str, head: &str) -> Self {
        Self { text: format!("// {MARK}\n// Source: {source}\n\n{head}"), fault: None }
    }

    /// Adds items. Tokens that are no items become a `compile_error!` in their place.
    pub(super) fn items(&mut self, tokens: TokenStream) {
        match syn::parse2::<syn::File>(tokens) {
            Ok(file) => file.items.into_iter().for_each(|item| self.item(item)),
            Err(error) => self.fail(&error.to_string()),
        }
    }

    /// Adds the call of a macro whose rows are one line each. The printer of the items would run
    /// the tokens of a macro together.
    pub(super) fn table(&mut self, name: &str, rows: &Rows) {
        match rows.0.parse::<TokenStream>() {
            Ok(_) => self.text.extend(["\n", name, "! {\n", &rows.0, "}\n"]),
            Err(error) => self.fail(&error.to_string()),
        }
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Printed {
        Printed { text: self.text, fault: self.fault }
    }

    fn item(&mut self, item: Item) {
        self.text.push('\n');
        match item {
            Item::Impl(block) => self.text.push_str(&print_impl(block)),
            item => self.text.push_str(&print(item)),
        }
    }

    fn fail(&mut self, fault: &str) {
        let message = Literal::string(fault).to_string();
        self.text.extend(["\ncompile_error!(", &message, ");\n"]);
        self.fault.get_or_insert_with(|| fault.to_owned());
    }
}

/// The rows of a table, as they are printed.
#[derive(Default)]
pub(super) struct Rows(String);

impl Rows {
    /// Adds a row.
    pub(super) fn row(&mut self, row: &str) {
        self.0.extend(["    ", row, "\n"]);
    }

    /// Adds the documentation of the next row, with a blank line before it.
    pub(super) fn doc(&mut self, doc: &Doc) {
        self.gap();
        self.0.push_str(&doc.above("    "));
    }

    /// Adds a blank line, unless the table begins here.
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }
}

fn print(item: Item) -> String {
    prettyplease::unparse(&alone(item))
}

fn alone(item: Item) -> syn::File {
    syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] }
}

/// Prints the members of a block one by one, since the printer puts no blank line between them.
fn print_impl(mut block: ItemImpl) -> String {
    let members = std::mem::take(&mut block.items);
    let mut file = alone(Item::Impl(block));
    let empty = prettyplease::unparse(&file);
    let mut text = empty.strip_suffix("}\n").unwrap_or(&empty).to_owned();
    let head = text.len();
    for member in members {
        if let [Item::Impl(block)] = file.items.as_mut_slice() {
            block.items = vec![member];
        }
        let alone = prettyplease::unparse(&file);
        text.push_str(alone[head..].strip_suffix("}\n").unwrap_or_default());
    }
    text + "}\n"
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn printed(tokens: TokenStream) -> Printed {
        let mut file = File::new("spec", "//! What it is.\n");
        file.items(tokens);
        file.finish()
    }

    #[test]
    fn a_blank_line_stands_between_items_and_between_methods() {
        let printed = printed(quote! {
            struct A;
            impl A { fn a(self) {} fn b(self) {} }
        });
        let items = "struct A;\n\nimpl A {\n    fn a(self) {}\n\n    fn b(self) {}\n}\n";
        assert!(printed.text.ends_with(&format!("//! What it is.\n\n{items}")), "{}", printed.text);
        assert_eq!(printed.fault, None);
    }

    #[test]
    fn tokens_that_are_no_items_are_an_error_of_the_compiler_and_of_the_run() {
        let printed = printed(quote! { struct A struct B; });
        assert!(printed.text.contains("\ncompile_error!(\"expected"), "{}", printed.text);
        assert!(printed.fault.is_some());
    }

    #[test]
    fn rows_that_are_no_tokens_are_an_error_of_the_compiler_and_of_the_run() {
        let (mut file, mut rows) = (File::new("spec", ""), Rows::default());
        rows.row("\"open");
        file.table("record", &rows);
        let printed = file.finish();
        assert!(printed.text.contains("\ncompile_error!("), "{}", printed.text);
        assert!(printed.fault.is_some());
    }
}
