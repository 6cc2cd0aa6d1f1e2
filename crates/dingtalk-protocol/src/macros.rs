//! The tables of generated code: one row for each member of a type and for each error code. The
//! macros only rearrange a table's words into items; what these do stands in [`Record`] and
//! [`Meta`](crate::Meta).
//!
//! [`Record`]: crate::Record

/// Makes a struct a [`Record`](crate::Record), which can be compared, shown, read and written.
///
/// A row has its index from 0, the name on the wire, the member, its kind, and what else is known of
/// it: `query`, `required`, `secret` and limits, which are methods of [`Field`](crate::Field). A kind
/// is `string`, `number`, `decimal`, `boolean`, `json`, `list(…)` of a kind, or `object(…)` of
/// another record. `Contact: Default` as the first row adds that trait, with every member empty.
///
/// The index and `Default` stand in the table for the sake of compile time: an index that the macro
/// counts, and a derive, make `cargo check` of the models a tenth slower.
///
/// ```
/// use dingtalk_protocol::record;
///
/// #[derive(Clone)]
/// struct Contact {
///     name: String,
///     label_ids: Vec<i64>,
///     friends: Option<Vec<Contact>>,
/// }
///
/// record! {
///     Contact;
///     [0] "name" => name: string, required, max_length(64);
///     [1] "labelIds" => label_ids: list(number), max_items(20);
///     [2] "friends" => friends: list(object(Contact));
/// }
///
/// let contact: Contact = serde_json::from_str(r#"{"name": "Ann", "labelIds": [1, "2"]}"#)?;
/// assert_eq!(contact.name, "Ann");
/// assert_eq!(contact.label_ids, [1, 2]);
/// assert!(contact == contact.clone());
/// assert_eq!(serde_json::to_string(&contact)?, r#"{"name":"Ann","labelIds":[1,2]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A table with a wrong index does not compile once it is used:
///
/// ```compile_fail,E0080
/// # use dingtalk_protocol::{Record, record};
/// struct Pair {
///     a: i64,
///     b: i64,
/// }
///
/// record! {
///     Pair;
///     [0] "a" => a: number;
///     [0] "b" => b: number;
/// }
///
/// # println!("{:?}", Pair::SHAPE);
/// ```
#[macro_export]
macro_rules! record {
    (
        $record:ident $(: $default:ident)?;
        $(
            [$index:literal] $wire:literal => $member:ident: $kind:ident $(($($of:tt)+))?
            $(, $fact:ident $(($($value:tt)+))?)*;
        )*
    ) => {
        impl $crate::Record for $record {
            const SHAPE: &'static $crate::Shape = &$crate::Shape::new(stringify!($record), &[
                $(
                    $crate::Field::new($wire, $crate::__kind!($kind $(($($of)+))?))
                        $(.$fact($($($value)+)?))*,
                )*
            ])
            .numbered(&[$($index),*]);

            fn empty() -> Self {
                Self { $($member: $crate::Member::empty(),)* }
            }

            fn set<'de, A: $crate::generated::MapAccess<'de>>(
                &mut self,
                index: usize,
                slot: $crate::Slot<'_, A>,
            ) -> ::std::result::Result<(), A::Error> {
                match index {
                    $($index => $crate::Member::fill(&mut self.$member, slot),)*
                    _ => slot.skip(),
                }
            }

            fn member(&self, index: usize) -> $crate::ValueRef<'_> {
                match index {
                    $($index => $crate::Member::value_ref(&self.$member),)*
                    _ => $crate::ValueRef::Absent,
                }
            }
        }

        $(
            impl ::std::default::$default for $record {
                fn default() -> Self {
                    $crate::Record::empty()
                }
            }
        )?

        impl ::std::fmt::Debug for $record {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug(self, f)
            }
        }

        impl ::std::cmp::PartialEq for $record {
            fn eq(&self, other: &Self) -> bool {
                $crate::equal(self, other)
            }
        }

        impl<'de> $crate::generated::Deserialize<'de> for $record {
            fn deserialize<D: $crate::generated::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::read(deserializer)
            }
        }

        impl $crate::generated::Serialize for $record {
            fn serialize<S: $crate::generated::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::write(self, serializer)
            }
        }
    };
}

/// Declares the [`Shape`](crate::Shape) of an object that has no type in Rust. The rows are those of
/// [`record!`], without the member.
///
/// ```
/// use dingtalk_protocol::shape;
///
/// shape! {
///     static RESPONSE = "Response";
///     "userid": string, required;
///     "label_ids": list(list(number));
/// }
///
/// assert_eq!(RESPONSE.fields[0].name, "userid");
/// ```
#[macro_export]
macro_rules! shape {
    (
        static $shape:ident = $name:literal;
        $(
            $wire:literal: $kind:ident $(($($of:tt)+))?
            $(, $fact:ident $(($($value:tt)+))?)*;
        )*
    ) => {
        static $shape: &$crate::Shape = &$crate::Shape::new($name, &[
            $(
                $crate::Field::new($wire, $crate::__kind!($kind $(($($of)+))?))
                    $(.$fact($($($value)+)?))*,
            )*
        ]);
    };
}

/// The kind that a row names.
#[doc(hidden)]
#[macro_export]
macro_rules! __kind {
    (string) => { $crate::FieldKind::String };
    (number) => { $crate::FieldKind::Number };
    (decimal) => { $crate::FieldKind::Decimal };
    (boolean) => { $crate::FieldKind::Boolean };
    (json) => { $crate::FieldKind::Json };
    (list($($of:tt)+)) => { $crate::FieldKind::List(&$crate::__kind!($($of)+)) };
    (object($record:ident)) => { $crate::FieldKind::Object($crate::shape::<$record>) };
}

/// Declares the error codes of an endpoint or of the gateway: a type with a constant for each code,
/// and a table of what is known of them. Or, without the type, the table alone.
///
/// A row has the constant, the code, the server's message, its [`Class`](crate::Class) unless the
/// code alone does not tell, and what the caller should do. A code that is a word is `named(…)`
/// instead of `code(…)`. What the caller should do ends the documentation of the constant too; behind
/// `as` stands its Markdown where the text alone would mean something else there.
///
/// ```
/// use dingtalk_protocol::{Class, Code, Gateway, codes};
///
/// codes! {
///     /// The codes of the gateway.
///     pub struct ErrorCode of Gateway;
///     pub static CODES;
///
///     /// 33012 (not_found): `Invalid userId`.
///     INVALID_USER_ID = code(33012, "Invalid userId", NotFound, "Pass another user ID.");
///
///     /// `system.busy`: `busy`.
///     SYSTEM_BUSY = named("system.busy", "busy", "Put [id] last." as r"Put \[id\] last.");
/// }
///
/// assert_eq!(ErrorCode::INVALID_USER_ID.to_string(), "33012");
/// assert_eq!(CODES[0].class, Some(Class::NotFound));
/// assert_eq!(CODES[1].code, Code::String("system.busy".into()));
/// ```
#[macro_export]
macro_rules! codes {
    (
        $(#[$doc:meta])*
        $visible:vis struct $codes:ident of $of:ident;
        $table_visible:vis static $table:ident;
        $(
            $(#[$code_doc:meta])*
            $name:ident = $new:ident(
                $code:literal, $message:literal $(, $class:ident)?,
                $remedy:literal $(as $markdown:literal)?
            );
        )*
    ) => {
        $(#[$doc])*
        #[derive(Debug)]
        $visible struct $codes;

        impl $codes {
            $(
                $(#[$code_doc])*
                #[doc = ""]
                #[doc = $crate::__markdown!($remedy $($markdown)?)]
                pub const $name: $crate::EndpointCode<$of> = $crate::EndpointCode::$new($code);
            )*
        }

        $crate::codes! {
            $table_visible static $table;
            $($new($code, $message $(, $class)?, $remedy);)*
        }
    };
    (
        $visible:vis static $table:ident;
        $($new:ident($code:literal, $message:literal $(, $class:ident)?, $remedy:literal);)*
    ) => {
        /// What is known of each code.
        $visible static $table: &[$crate::CodeEntry] = &[
            $($crate::CodeEntry::$new($code, $message, $remedy)$(.class($crate::Class::$class))?,)*
        ];
    };
}

/// The Markdown of a text: the text itself unless other Markdown is given.
#[doc(hidden)]
#[macro_export]
macro_rules! __markdown {
    ($text:literal) => {
        $text
    };
    ($text:literal $markdown:literal) => {
        $markdown
    };
}
