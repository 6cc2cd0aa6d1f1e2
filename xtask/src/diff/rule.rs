//! The rules: every kind of change that can be reported, with its code, its severity, what it means and
//! what a caller does about it. One entry each, with a compiled proof in `xtask/tests/suite/verdicts`.

use std::fmt;

/// What a change does to a program that was written against the old bindings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Only documentation reads otherwise.
    Docs,
    /// Programs compile and act as before; texts and tables are corrected.
    Patch,
    /// Something new can be used.
    Minor,
    /// A program may compile and act otherwise.
    Behaviour,
    /// A program may stop compiling.
    Source,
}

impl Severity {
    /// All of them, the least first.
    pub const ALL: [Self; 5] =
        [Self::Docs, Self::Patch, Self::Minor, Self::Behaviour, Self::Source];

    /// As reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Behaviour => "major: behaviour",
            Self::Source => "major: source",
        }
    }

    /// Whether it breaks somebody.
    #[must_use]
    pub fn is_major(self) -> bool {
        self >= Self::Behaviour
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Declares the rules.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $severity:ident
        $(, mirrors [$($mirror:ident),+])? $(, $advice:literal)?;)+) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Rule {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable word.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What such a change does to a program.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What it means.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// What a caller does about it; empty where there is nothing to be done.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Self::$name => concat!($($advice)?),)+ }
            }

            /// What is reported when old and new change places: itself unless the rule says otherwise.
            #[must_use]
            pub fn mirrors(self) -> &'static [Self] {
                match self { $(Self::$name => rules!(@mirrors $name $([$($mirror),+])?),)+ }
            }
        }
    };
    (@mirrors $name:ident) => { &[Self::$name] };
    (@mirrors $name:ident [$($mirror:ident),+]) => { &[$(Self::$mirror),+] };
}

rules! {
    // Endpoints and groups.
    /// An endpoint is new.
    EndpointAdded = "endpoint-added", Minor, mirrors [EndpointRemoved];
    /// An endpoint is gone.
    EndpointRemoved = "endpoint-removed", Source, mirrors [EndpointAdded],
        "Stop calling it; `client.raw(path)` still reaches what the service still has.";
    /// An endpoint stands in another module.
    EndpointMoved = "endpoint-moved", Source, "Write the new module and method.";
    /// The method and the module of an endpoint have another name.
    EndpointRenamed = "endpoint-renamed", Source, "Write the new name.";
    /// Errors and events call an endpoint by another name.
    EndpointRelabelled = "endpoint-relabelled", Behaviour,
        "Where a program compares `error.endpoint()` with a text, write the new one.";
    /// A group of endpoints is new: a module, an accessor and a feature.
    GroupAdded = "group-added", Minor, mirrors [GroupRemoved];
    /// A group of endpoints is gone, with its module, accessor and feature.
    GroupRemoved = "group-removed", Source, mirrors [GroupAdded],
        "Remove the feature from your manifest and the calls from your program.";
    /// A feature turns on the types of another group too.
    FeatureWidened = "feature-widened", Minor, mirrors [FeatureNarrowed];
    /// A feature does not turn on the types of another group any more.
    FeatureNarrowed = "feature-narrowed", Source, mirrors [FeatureWidened],
        "Name the other group's feature in your manifest if you use its types.";
    /// The HTTP method is another one.
    MethodChanged = "method-changed", Behaviour,
        "Nothing, unless a test double or a proxy looks for the method.";
    /// The path of the URL is another one.
    PathChanged = "path-changed", Behaviour,
        "Nothing, unless a test double or a proxy looks for the path.";
    /// The body is written in another encoding.
    EncodingChanged = "encoding-changed", Behaviour,
        "Nothing, unless a test double or a proxy reads the body.";
    /// The endpoint wants the credential, or wants it no more.
    CredentialChanged = "credential-changed", Behaviour,
        "Where it is wanted now, configure credentials on the client.";
    /// The credential is sent under another name.
    CredentialRenamed = "credential-renamed", Behaviour,
        "Nothing, unless a test double or a proxy looks for the parameter.";
    /// A kind of app may call the endpoint too.
    AppAdded = "app-added", Minor, mirrors [AppRemoved];
    /// A kind of app may not call the endpoint any more: the service refuses it.
    AppRemoved = "app-removed", Behaviour, mirrors [AppAdded],
        "Call it with an app of a kind that is still let in.";
    /// The page now lists the kinds of apps that could call the endpoint before, or stops listing them.
    AppsStated = "apps-stated", Docs;
    /// An app needs one more permission.
    PermissionAdded = "permission-added", Patch, mirrors [PermissionRemoved];
    /// An app needs one permission less.
    PermissionRemoved = "permission-removed", Patch, mirrors [PermissionAdded];
    /// A call is sent again when its answer is lost.
    IdempotenceGained = "idempotence-gained", Behaviour, mirrors [IdempotenceLost],
        "To keep a single attempt, call it with `policy(Policy::once())`.";
    /// A call is not sent again any more when its answer is lost.
    IdempotenceLost = "idempotence-lost", Behaviour, mirrors [IdempotenceGained],
        "Where an error says `maybe_sent()`, look whether the call was carried out before repeating it.";
    /// The summary reads otherwise.
    SummaryChanged = "summary-changed", Docs;
    /// The documentation page has another address.
    PageChanged = "page-changed", Docs;

    // What a call returns.
    /// A call returns another type.
    ReturnsChanged = "returns-changed", Source, "Take what you need from the new type.";
    /// A call returns the same type from another key of the answer.
    PayloadMoved = "payload-moved", Behaviour,
        "Compare what the two keys hold; recorded answers in tests need the new one.";
    /// A list can be fetched page by page.
    PaginationAdded = "pagination-added", Minor, mirrors [PaginationRemoved];
    /// A list cannot be fetched page by page any more.
    PaginationRemoved = "pagination-removed", Source, mirrors [PaginationAdded],
        "Call the endpoint once for each page, or for all.";
    /// Pages are asked for by other parameters, or found in another list of the same type.
    PaginationChanged = "pagination-changed", Behaviour,
        "See that the parameters which you set yourself are still those of the pages.";
    /// Pages hold items of another type.
    PageItemsChanged = "page-items-changed", Source, "Take what you need from the new type.";
    /// A page has another size where the caller sets none.
    PageSizeChanged = "page-size-changed", Behaviour, "To keep the size, set it on the call.";

    // Types.
    /// An object type is new.
    TypeAdded = "type-added", Minor, mirrors [TypeRemoved];
    /// An object type is gone.
    TypeRemoved = "type-removed", Source, mirrors [TypeAdded],
        "Use what its members have become.";
    /// An object type has another name in Rust.
    TypeRenamed = "type-renamed", Source, "Write the new name.";
    /// A type that callers build is now received, or the other way round.
    TypeDirectionChanged = "type-direction-changed", Source,
        "Build what is sent, and read what is received: the constructor and the setters belong to the first only.";
    /// A type of the endpoint's own is now that of another endpoint.
    TypeShared = "type-shared", Source, mirrors [TypeUnshared],
        "Where a trait is implemented for both types, drop one of the two implementations.";
    /// A type that was another endpoint's is now one of its own.
    TypeUnshared = "type-unshared", Source, mirrors [TypeShared],
        "Where a value of one went for the other, convert it member by member.";
    /// A type has no `Default` any more, since something in it is required.
    DefaultLost = "default-lost", Source, mirrors [DefaultGained],
        "Make a value with what is required; take that of an answer from an answer.";
    /// A type has a `Default`, since nothing in it is required any more.
    DefaultGained = "default-gained", Minor, mirrors [DefaultLost];
    /// The description of a type reads otherwise.
    TypeDocChanged = "type-doc-changed", Docs;

    // Members of requests.
    /// A request can have one more member.
    RequestFieldAdded = "request-field-added", Minor, mirrors [RequestFieldRemoved];
    /// A request must have one more member.
    RequiredFieldAdded = "required-field-added", Source, mirrors [RequestFieldRemoved],
        "Give the member where the request is made.";
    /// A request has one member less.
    RequestFieldRemoved = "request-field-removed", Source,
        mirrors [RequestFieldAdded, RequiredFieldAdded],
        "Stop setting it: the service does not know it.";
    /// A member of a request that could be left out must be given.
    FieldNowRequired = "field-now-required", Source, mirrors [FieldNowOptional],
        "Give the member where the request is made, instead of through its setter.";
    /// A member of a request that had to be given can be left out.
    FieldNowOptional = "field-now-optional", Source, mirrors [FieldNowRequired],
        "Give the member through its setter, instead of where the request is made.";
    /// The two parameters of `new` and of the method change places and take the same arguments:
    /// calls compile and send each value under the other name.
    ParametersSwapped = "parameters-swapped", Behaviour,
        "Exchange the two arguments of every call: the compiler does not find them.";
    /// The two parameters of `new` and of the method change places and take different arguments.
    ParametersReordered = "parameters-reordered", Source, "Exchange the two arguments.";
    /// A parameter moves between query string and body.
    PlaceChanged = "place-changed", Behaviour,
        "Nothing, unless a test double or a proxy looks for the parameter.";
    /// A value has a limit that it had not: requests beyond it are refused before they are sent.
    LimitAdded = "limit-added", Behaviour, mirrors [LimitRemoved],
        "Keep to the limit; beyond it a call is `Error::InvalidRequest`.";
    /// A value has no such limit any more.
    LimitRemoved = "limit-removed", Minor, mirrors [LimitAdded];
    /// A limit lets less through than before: requests beyond it are refused before they are sent.
    LimitTightened = "limit-tightened", Behaviour, mirrors [LimitLoosened],
        "Keep to the new limit; beyond it a call is `Error::InvalidRequest`.";
    /// A limit lets more through than before.
    LimitLoosened = "limit-loosened", Minor, mirrors [LimitTightened];
    /// A member can be given only together with another one.
    CompanyAdded = "company-added", Behaviour, mirrors [CompanyRemoved],
        "Give both; alone it is `Error::InvalidRequest`.";
    /// A member can be given without another one.
    CompanyRemoved = "company-removed", Minor, mirrors [CompanyAdded];

    // Members of answers.
    /// An answer can have one more member.
    AnswerFieldAdded = "answer-field-added", Minor, mirrors [AnswerFieldRemoved];
    /// An answer must have one more member: without it, it is a decode error.
    RequiredAnswerFieldAdded = "required-answer-field-added", Behaviour, mirrors [AnswerFieldRemoved],
        "Add the member to the answers that your tests make up.";
    /// An answer has one member less.
    AnswerFieldRemoved = "answer-field-removed", Source,
        mirrors [AnswerFieldAdded, RequiredAnswerFieldAdded],
        "Stop reading it: answers do not have it any more.";
    /// A member of an answer that could be missing is always there.
    AnswerFieldNowRequired = "answer-field-now-required", Source,
        mirrors [AnswerFieldNowOptional],
        "Use the value as it is: it is no `Option` any more.";
    /// A member of an answer that was always there may be missing.
    AnswerFieldNowOptional = "answer-field-now-optional", Source,
        mirrors [AnswerFieldNowRequired],
        "Say what happens when it is `None`.";
    /// A list of an answer must be there: without it, the answer is a decode error.
    AnswerListNowRequired = "answer-list-now-required", Behaviour,
        mirrors [AnswerListNowOptional],
        "Add the list to the answers that your tests make up.";
    /// A list of an answer may be missing, which means an empty one.
    AnswerListNowOptional = "answer-list-now-optional", Minor, mirrors [AnswerListNowRequired];
    /// The documented limits of a member of an answer are others; nothing checks them.
    AnswerLimitsChanged = "answer-limits-changed", Docs;
    /// A member beside what a call returns is described otherwise: only the table of the answer has it.
    TableChanged = "table-changed", Patch;

    // Members of both.
    /// A member has another name in Rust.
    FieldRenamed = "field-renamed", Source, "Write the new name.";
    /// A member has another name on the wire, and the same in Rust.
    WireNameChanged = "wire-name-changed", Behaviour,
        "Nothing, unless a test double or a recorded answer has the old name.";
    /// A member has a type that holds all that the old one held.
    TypeWidened = "type-widened", Source, mirrors [TypeNarrowed],
        "Write the new type; every value there was has a place in it.";
    /// A member has a type that holds less than the old one.
    TypeNarrowed = "type-narrowed", Source, mirrors [TypeWidened],
        "Write the new type, and see what becomes of the values that it cannot hold.";
    /// A member has a type of another kind.
    TypeChanged = "type-changed", Source, "Write the new type.";
    /// A single value became a list.
    BecameList = "became-list", Source, mirrors [BecameSingle],
        "Give or expect a list.";
    /// A list became a single value.
    BecameSingle = "became-single", Source, mirrors [BecameList],
        "Give or expect a single value.";
    /// A text is masked wherever it would be shown.
    SecretMarked = "secret-marked", Source, mirrors [SecretUnmarked],
        "Read the text with `expose()`; give it as before.";
    /// A text is not masked any more.
    SecretUnmarked = "secret-unmarked", Source, mirrors [SecretMarked],
        "Read the text as it is.";
    /// A number has, or has no more, a value type that gives it a meaning.
    FormatChanged = "format-changed", Source, "Convert with `From` at the places that use it.";
    /// The page has another word for a type that is the same in Rust.
    PageTypeChanged = "page-type-changed", Docs;
    /// The kind of app that does not get a member is another one.
    AbsenceChanged = "absence-changed", Docs;
    /// The description of a member reads otherwise.
    FieldDocChanged = "field-doc-changed", Docs;
    /// The example of a member is another one.
    ExampleChanged = "example-changed", Docs;

    // Error codes.
    /// An error code has a constant.
    CodeAdded = "code-added", Minor, mirrors [CodeRemoved];
    /// An error code has no constant any more.
    CodeRemoved = "code-removed", Source, mirrors [CodeAdded],
        "Compare `error.code()` with the number, where the service still answers it.";
    /// The constant of an error code has another name.
    CodeRenamed = "code-renamed", Source, "Write the new name.";
    /// A constant stands for another error code.
    CodeRenumbered = "code-renumbered", Behaviour,
        "See that what the constant now stands for is what you meant.";
    /// `error.class()` says something else of an error code that was known before.
    ClassChanged = "class-changed", Behaviour, "Look at every `match` on `error.class()`.";
    /// The runtime does something else about an error code by itself.
    RetryChanged = "retry-changed", Behaviour,
        "To decide yourself, call with `policy(Policy::once())` and look at `error.code()`.";
    /// A code that comes as `sub_code` counts as the gateway's instead of the endpoint's, or the
    /// other way round.
    OriginChanged = "origin-changed", Behaviour,
        "Compare with both constants: the endpoint's and the one of `gateway`.";
    /// The server's message of an error code is noted otherwise.
    MessageChanged = "message-changed", Patch;
    /// The server's message in the other language is noted otherwise.
    TranslationChanged = "translation-changed", Docs;
    /// The advice about an error code reads otherwise.
    RemedyChanged = "remedy-changed", Patch;
    /// The global table has one more code.
    GlobalCodeAdded = "global-code-added", Minor, mirrors [GlobalCodeRemoved];
    /// The global table has one code less: its errors have no class and no advice any more.
    GlobalCodeRemoved = "global-code-removed", Behaviour, mirrors [GlobalCodeAdded],
        "Compare `error.code()` with the number.";
    /// An entry of the global table changed which the gateway's own entry covers.
    CoveredEntryChanged = "covered-entry-changed", Docs;

    // What all endpoints share.
    /// The address of a host is noted otherwise; the runtime has its own, by hand.
    HostChanged = "host-changed", Docs;
    /// A member of the envelope is described otherwise; the protocol crate reads it, by hand.
    EnvelopeChanged = "envelope-changed", Docs;
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_words() {
        let codes: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }

    #[test]
    fn mirrors_look_at_each_other() {
        for rule in Rule::ALL {
            assert!(rule.mirrors().iter().all(|it| it.mirrors().contains(rule)), "{rule}");
        }
    }

    #[test]
    fn exactly_the_major_ones_come_with_advice() {
        for rule in Rule::ALL {
            assert_eq!(rule.severity().is_major(), !rule.advice().is_empty(), "{rule}");
        }
    }
}
