//! Reading values of any type tolerantly: one visitor for all of them, and the path to the first
//! value that does not fit.

mod key;
mod path;
mod reader;
mod repair;

pub use path::DecodePath;
pub use reader::{Members, Read, Scalar, Slot};
pub(crate) use reader::{Reader, skip_list};
pub(crate) use repair::{BYTE_ORDER_MARK, readable, repaired};
