//! Rows whose name is a path, such as `lamp.bulbs[].watts`: the path names the objects around them.

use crate::facts::Member;
use crate::vocabulary::types::PageWord;

/// Longer paths are none that anybody wrote.
const DEEPEST: usize = 8;

/// The rows of a table, each named by the end of its path.
#[derive(Debug, Default)]
pub(crate) struct Dotted {
    /// The rows, each directly behind the members that the one before it has by their paths.
    pub(crate) rows: Vec<Member>,
    /// The row that each row is a member of, where its path says so.
    pub(crate) parents: Vec<Option<usize>>,
    /// The rows that were added: objects that only paths name.
    pub(crate) added: Vec<usize>,
}

impl Dotted {
    /// Takes the paths of some rows apart.
    pub(crate) fn of(rows: &[Member]) -> Self {
        let mut table = Table::default();
        for row in rows {
            table.add(row);
        }
        table.in_order()
    }
}

/// The rows while paths are taken apart.
#[derive(Default)]
struct Table {
    rows: Vec<Member>,
    parents: Vec<Option<usize>>,
    paths: Vec<String>,
    added: Vec<usize>,
}

impl Table {
    fn add(&mut self, row: &Member) {
        let parts: Option<Vec<Part<'_>>> = row.name.split('.').map(Part::of).collect();
        let parts = parts.filter(|it| it.len() <= DEEPEST && (it.len() > 1 || it[0].is_list));
        let Some((last, around)) = parts.as_deref().and_then(<[_]>::split_last) else {
            self.push(row.clone(), None, row.name.clone());
            return;
        };
        let mut parent: Option<usize> = None;
        let mut path = String::new();
        for part in around {
            path += part.name;
            let known = self.paths.iter().rposition(|it| *it == path);
            let at = known.unwrap_or_else(|| self.push_object(part, row, parent, &path));
            if part.is_list {
                make_list(&mut self.rows[at]);
            }
            parent = Some(at);
            path.push('.');
        }
        path += last.name;
        let mut member = Member { name: last.name.to_owned(), ..row.clone() };
        if last.is_list {
            make_list(&mut member);
        }
        self.push(member, parent, path);
    }

    /// Adds an object that has no row.
    fn push_object(
        &mut self,
        part: &Part<'_>,
        row: &Member,
        parent: Option<usize>,
        path: &str,
    ) -> usize {
        let object = Member {
            name: part.name.to_owned(),
            type_text: "Object".to_owned(),
            required: row.required,
            ..Member::default()
        };
        self.added.push(self.rows.len());
        self.push(object, parent, path.to_owned());
        self.rows.len() - 1
    }

    fn push(&mut self, row: Member, parent: Option<usize>, path: String) {
        self.rows.push(row);
        self.parents.push(parent);
        self.paths.push(path);
    }

    /// Puts the members that paths name behind their objects.
    fn in_order(self) -> Dotted {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len()];
        for (at, parent) in self.parents.iter().enumerate() {
            if let Some(parent) = parent {
                members[*parent].push(at);
            }
        }
        let mut open: Vec<usize> =
            (0..self.rows.len()).rev().filter(|at| self.parents[*at].is_none()).collect();
        let mut places = vec![0; self.rows.len()];
        let mut dotted = Dotted::default();
        while let Some(at) = open.pop() {
            places[at] = dotted.rows.len();
            dotted.rows.push(self.rows[at].clone());
            dotted.parents.push(self.parents[at].map(|parent| places[parent]));
            open.extend(members[at].iter().rev());
        }
        dotted.added = self.added.iter().map(|at| places[*at]).collect();
        // Where members are named by their paths, the others are at the top.
        if dotted.parents.iter().any(Option::is_some) {
            for (row, parent) in dotted.rows.iter_mut().zip(&dotted.parents) {
                row.depth = row.depth.or(parent.is_none().then_some(0));
            }
        }
        dotted
    }
}

/// One name of a path.
struct Part<'a> {
    name: &'a str,
    is_list: bool,
}

impl<'a> Part<'a> {
    /// `bulbs`, `bulbs[]` or `bulbs[0]`; `None` for what is no name.
    fn of(text: &'a str) -> Option<Self> {
        let (name, index) =
            text.split_once('[').map_or((text, None), |(it, rest)| (it, Some(rest)));
        let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
        let is_name = name.starts_with(is_letter)
            && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
            && index.is_none_or(|it| it.ends_with(']') && !it.contains('['));
        is_name.then_some(Self { name, is_list: index.is_some() })
    }
}

/// What a path goes through by an index is a list.
fn make_list(row: &mut Member) {
    if PageWord::parse(&row.type_text).is_none_or(|it| it.lists == 0) {
        row.type_text += "[]";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Vec<String> {
        let row = |name: &&str| Member {
            name: (*name).to_owned(),
            type_text: "Object".to_owned(),
            line: 1,
            ..Member::default()
        };
        let dotted = Dotted::of(&names.iter().map(row).collect::<Vec<_>>());
        let places = dotted.rows.iter().zip(&dotted.parents).enumerate();
        let shown = places.map(|(at, (row, parent))| {
            let added = if dotted.added.contains(&at) { "+" } else { "" };
            let parent = parent.map_or(String::new(), |it| format!("{} ", dotted.rows[it].name));
            format!("{parent}{added}{} {}", row.name, row.type_text)
        });
        shown.collect()
    }

    #[test]
    fn paths_tell_the_objects_around_a_member() {
        assert_eq!(
            read(&["lamp", "lamp.bulbs", "lamp.bulbs[].watts", "room", "lamp.note"]),
            [
                "lamp Object",
                "lamp bulbs Object[]",
                "bulbs watts Object",
                "lamp note Object",
                "room Object"
            ]
        );
        assert_eq!(
            read(&["lamp.id", "ids[]", "lamps[0].id"]),
            [
                "+lamp Object",
                "lamp id Object",
                "ids Object[]",
                "+lamps Object[]",
                "lamps id Object"
            ]
        );
    }

    #[test]
    fn what_is_no_path_stays_as_it_is() {
        assert_eq!(
            read(&["1.5", "a..b", "x-y.z", "…"]),
            ["1.5 Object", "a..b Object", "x-y.z Object", "… Object"]
        );
    }
}
