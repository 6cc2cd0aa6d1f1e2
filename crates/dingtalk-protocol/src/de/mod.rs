//! Reading values of any type tolerantly: one visitor for all of them, and the path to the first
//! value that does not fit.

mod key;
mod members;
mod path;
mod reader;
mod repair;

pub use members::{Members, Slot};
pub use path::DecodePath;
pub use reader::{Read, Scalar};
pub(crate) use reader::{Reader, skip_list};
pub(crate) use repair::{BYTE_ORDER_MARK, readable, repaired};
