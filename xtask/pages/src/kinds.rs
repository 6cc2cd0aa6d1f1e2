//! Kinds of something, each with a stable word and an explanation.

/// Declares an enum of kinds. The documentation of each is its explanation.
macro_rules! kinds {
    (
        $(#[doc = $about:literal])+
        $name:ident {
            $($(#[doc = $doc:literal])+ $kind:ident = $code:literal,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl $name {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The stable word for it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)+ }
            }

            /// What it means, for people.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$kind => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

pub(crate) use kinds;
