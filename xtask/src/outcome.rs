//! How a run ends: its outcome, or why it could not do its work.

use std::fmt::{Display, Formatter, Result as FmtResult};

use crate::tree::FileError;

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is as it should be.
    Fine,
    /// Something was found, and has been reported.
    Findings,
    /// Another program did the work, and ended with this code.
    Ended(u8),
}

/// Why a run could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// It was asked for something that does not exist; the text says what does.
    Misuse(String),
    /// A file could not be read or written.
    File(FileError),
    /// A program could not be run.
    Program(String),
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        match self {
            Self::Misuse(text) | Self::Program(text) => f.write_str(text),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
