//! What the search of the tree weighs: how much speaks against a place for a row, in points. The
//! cheapest tree wins, so that only their relation counts.

/// The weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// The example shows the object, but not with this key.
    pub(crate) absent: u32,
    /// The example shows an inner object with all the keys that it has there, and a row for each of them:
    /// what pages add at the end of the table concerns the answer itself rather than that.
    pub(crate) complete: u32,
    /// A sample shows the object with all that it must have so far, but without this member, which it
    /// must have, too.
    pub(crate) left_out: u32,
    /// The example does not show the object.
    pub(crate) unknown: u32,
    /// The example's object has a key that no row is for.
    pub(crate) unseen_key: u32,
    /// A type of the page without a member.
    pub(crate) empty_named: u32,
    /// The translations of a member that another object has.
    pub(crate) translated_elsewhere: u32,
    /// An object that a member of another object chooses.
    pub(crate) chosen_elsewhere: u32,
    /// Two members of one name.
    pub(crate) duplicate: u32,
    /// The marks in front of a name say another depth.
    pub(crate) off_mark: u32,
    /// One object ends: what is not known otherwise stays where the row before it is.
    pub(crate) close: u32,
    /// Trees that differ by no more than this are two readings of the page.
    pub(crate) margin: u32,
}

/// The weights by which pages are read.
pub(crate) const WEIGHTS: Weights = Weights {
    absent: 12,
    complete: 4,
    left_out: 3,
    unknown: 6,
    unseen_key: 8,
    empty_named: 10,
    translated_elsewhere: 24,
    chosen_elsewhere: 12,
    duplicate: 40,
    off_mark: 8,
    close: 1,
    margin: 3,
};
