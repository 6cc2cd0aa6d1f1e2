//! What generated code names: each of its files begins with `use dingtalk_protocol::generated::*;`.
//! No type of a documentation page takes one of these names.

pub use crate::{
    App, Argb, Encoding, Endpoint, Gateway, Keyed, Meta, Method, Nothing, Paged, Record, Returns,
    Secret, Value, Whole, codes, record, shape,
};

#[doc(hidden)]
pub use serde::de::{Deserialize, Deserializer, MapAccess};
#[doc(hidden)]
pub use serde::ser::{Serialize, Serializer};
