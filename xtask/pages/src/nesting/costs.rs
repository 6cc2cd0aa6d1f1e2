//! What speaks against a place for a row, and against an object with just the members that it has.

use crate::nesting::search::{Evidence, Frame, Search, State};
use crate::vocabulary::types::MemberKind;
use crate::vocabulary::vocabulary;

impl Search<'_> {
    /// What speaks for another one of the open objects than that at some depth.
    pub(super) fn aside(&self, state: &State, depth: usize, has_key: bool, row: usize) -> u32 {
        let frame = &state.open[depth];
        let is_added = !has_key && row >= self.tail && depth > 1 && is_complete(frame);
        let translated = vocabulary().translated(&self.folded[row]);
        let has =
            |frame: &Frame, name: &str| frame.members.iter().any(|it| self.folded[*it] == name);
        let is_elsewhere = !has_key
            && translated.is_some_and(|name| {
                !has(frame, name) && self.folded[..row].iter().any(|it| it == name)
            });
        let chosen_by = self.rows[row].chosen_by.filter(|_| !has_key);
        let is_chosen_elsewhere = chosen_by.is_some_and(|it| !frame.members.contains(&it));
        let is_off = self.rows[row].depth.is_some_and(|it| it != depth);
        let cost = |applies: bool, cost: u32| if applies { cost } else { 0 };
        cost(is_off, self.weights.off_mark)
            + cost(is_added, self.weights.complete)
            + cost(is_elsewhere, self.weights.translated_elsewhere)
            + cost(is_chosen_elsewhere, self.weights.chosen_elsewhere)
    }

    /// How badly a row fits as a member of an object.
    pub(super) fn fit(&self, frame: &Frame, has_key: bool, row: usize) -> u32 {
        let name = self.rows[row].name;
        let is_twice = frame.members.iter().any(|it| self.rows[*it].name == name);
        let twice = if is_twice { self.weights.duplicate } else { 0 };
        if has_key {
            return twice;
        }
        let is_envelope = self.envelope.contains(&name);
        twice
            + match (frame.row, &frame.evidence) {
                // Examples often leave out members of the envelope.
                (None, _) if is_envelope => 0,
                (_, Some(_)) if self.is_whole => self.weights.absent,
                (_, Some(shown)) if self.is_left_out(frame, shown, row) => {
                    self.weights.unknown + self.weights.left_out
                }
                _ => self.weights.unknown,
            }
    }

    /// Whether a row is the first that a sample would leave out of an object though it must be
    /// given. A sample that leaves out one such member may leave out more.
    fn is_left_out(&self, frame: &Frame, shown: &Evidence, row: usize) -> bool {
        let is_sent =
            |it: &usize| !self.rows[*it].is_required || shown.keys.contains_key(&self.folded[*it]);
        self.rows[row].is_required && frame.members.iter().all(is_sent)
    }

    /// What speaks against an object with just the members that it has.
    pub(super) fn close(&self, frame: &Frame) -> u32 {
        if frame.members.is_empty() {
            let has_type =
                |row: usize| self.rows[row].kind == MemberKind::Named && !self.again[row];
            return if frame.row.is_some_and(has_type) { self.weights.empty_named } else { 0 };
        }
        let keys = frame.evidence.as_ref().map_or(0, |it| it.keys.len());
        let keys = u32::try_from(keys).unwrap_or(u32::MAX);
        keys.saturating_sub(frame.matched).saturating_mul(self.weights.unseen_key)
    }
}

/// Whether each key that the example has of an object has a row.
fn is_complete(frame: &Frame) -> bool {
    let keys = frame.evidence.as_ref().map(|it| it.keys.len());
    keys.is_some_and(|keys| u32::try_from(keys).is_ok_and(|keys| frame.matched >= keys))
}

/// One test for each weight that no page of the tests needs. The tests of the package fail without the others:
/// `own_pages_are_read_as_a_person_would` without `absent`, `complete`, `unknown` and `margin`, those
/// of odd pages without `left_out`, `translated_elsewhere`, `chosen_elsewhere` and `off_mark`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient_json;
    use crate::nesting::rows::Row;
    use crate::nesting::search::{Example, nest_by};
    use crate::nesting::shape::Shape;
    use crate::nesting::weights::{WEIGHTS, Weights};

    /// The parent of each row, by its position.
    fn parents(
        weights: &Weights,
        rows: &[(&'static str, MemberKind)],
        example: &str,
    ) -> Vec<Option<usize>> {
        let shape = Shape::of(lenient_json::read(example).value.iter());
        let row = |(name, kind): &(&'static str, MemberKind)| Row {
            name,
            kind: *kind,
            class: (*kind == MemberKind::Named).then(|| (*name).to_owned()),
            is_list: false,
            is_required: false,
            shown: None,
            chosen_by: None,
            depth: None,
            parent: None,
        };
        let rows: Vec<Row<'_>> = rows.iter().map(row).collect();
        let example = Example { shape: &shape, is_whole: true };
        nest_by(weights, &rows, example, &[]).parents
    }

    #[test]
    fn a_row_belongs_to_no_object_that_lacks_rows_for_its_keys() {
        let rows = [("lamp", MemberKind::Object), ("room", MemberKind::Object)];
        let example = "{\"lamp\": {\"bulb\": {\"watts\": 1}, \"watts\": 1}}";
        assert_eq!(parents(&WEIGHTS, &rows, example), [None, None]);
        let without = Weights { unseen_key: 0, ..WEIGHTS };
        assert_eq!(parents(&without, &rows, example), [None, Some(0)]);
    }

    #[test]
    fn a_type_of_the_page_has_a_member() {
        let rows = [
            ("user_id", MemberKind::Scalar),
            ("lamp", MemberKind::Named),
            ("userId", MemberKind::Scalar),
        ];
        let example = "{\"userId\": 1}";
        assert_eq!(parents(&WEIGHTS, &rows, example), [None, None, Some(1)]);
        let without = Weights { empty_named: 0, ..WEIGHTS };
        assert_eq!(parents(&without, &rows, example), [None, None, None]);
    }

    #[test]
    fn an_object_has_no_two_members_of_one_name() {
        let rows =
            [("id", MemberKind::Scalar), ("lamp", MemberKind::Object), ("id", MemberKind::Scalar)];
        let example = "{\"id\": 1}";
        assert_eq!(parents(&WEIGHTS, &rows, example), [None, None, Some(1)]);
        let without = Weights { duplicate: 0, ..WEIGHTS };
        assert_eq!(parents(&without, &rows, example), [None, None, None]);
    }

    #[test]
    fn what_is_not_known_otherwise_stays_where_the_row_before_it_is() {
        let rows = [
            ("bulb", MemberKind::Object),
            ("lamp", MemberKind::Object),
            ("bulb", MemberKind::Object),
        ];
        let example = "{\"lamp\": {\"watts\": 1}, \"room\": {\"bulb\": 1, \"watts\": 1}}";
        assert_eq!(parents(&WEIGHTS, &rows, example), [None, Some(0), Some(1)]);
        let without = Weights { close: 0, ..WEIGHTS };
        assert_eq!(parents(&without, &rows, example), [None, None, Some(1)]);
    }
}
