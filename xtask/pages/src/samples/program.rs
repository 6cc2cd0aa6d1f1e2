//! Programs: which object got which member, and which object is sent.
//!
//! A program is neither run nor parsed as a whole: its expressions are followed one after the other,
//! as far as they make objects, fill them or hand them on. What stands between them is stepped over.

use super::objects::Id;
use super::sample::Sample;
use super::state::{Arguments, Place, State};
use super::token::{Kind, Token, tokens};
use crate::lenient_json::{self, Value};
use crate::vocabulary::Language;

/// Deeper expressions are stepped over.
const DEPTH: usize = 48;

/// Reads a program.
pub(super) fn read(text: &str, language: Language) -> Sample {
    let tokens = tokens(text, language);
    let state = State::new(language);
    let mut program = Program { tokens: &tokens, at: 0, depth: 0, state };
    program.run();
    program.state.finished()
}

struct Program<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    state: State,
}

impl<'t> Program<'t> {
    fn run(&mut self) {
        while let Some(kind) = self.peek() {
            let before = self.at;
            // Braces that no value begins with enclose statements.
            if *kind != Kind::Mark('{') {
                let place = self.expression();
                if self.take('=') {
                    let value = self.expression().value();
                    self.state.assign(&place, value);
                }
            }
            self.at = self.at.max(before + 1);
        }
    }

    fn peek(&self) -> Option<&'t Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// Steps over a mark. Returns false if another token stands there.
    fn take(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Kind::Mark(mark));
        self.at += usize::from(found);
        found
    }

    /// Whether a statement ends here, closed brackets or not.
    fn statement_ends(&self) -> bool {
        self.tokens.get(self.at).is_none_or(|token| match token.kind {
            Kind::Mark(';') => true,
            Kind::Name(_) => token.begins_line && self.state.sample.language == Language::Python,
            _ => false,
        })
    }

    /// Follows an expression.
    fn expression(&mut self) -> Place {
        let mut sum = self.operand();
        while self.take('+') {
            let other = self.operand();
            sum = Place::of(self.state.sum(sum.value(), other.value()));
        }
        sum
    }

    fn operand(&mut self) -> Place {
        let kind = self.peek().filter(|_| self.depth < DEPTH);
        self.depth += 1;
        let place = kind.map(|kind| self.operand_of(kind));
        self.depth -= 1;
        place.unwrap_or(Place::of(Id::UNKNOWN))
    }

    fn operand_of(&mut self, kind: &'t Kind) -> Place {
        if matches!(kind, Kind::Operator | Kind::Mark(')' | ']' | '}' | ',' | ';' | '=' | ':')) {
            return Place::of(Id::UNKNOWN);
        }
        self.at += 1;
        let id = match kind {
            Kind::Name(name) => return self.named(name),
            Kind::Mark('&' | '*' | '!' | '?') => return self.operand(),
            Kind::Mark('(') => return self.parenthesized(),
            Kind::String(string) => self.state.scalar(Value::Text(string.clone())),
            Kind::Number(value) => self.state.scalar(value.clone()),
            Kind::Mark('-') => match self.peek() {
                Some(Kind::Number(Value::Number(digits))) => {
                    self.at += 1;
                    self.state.scalar(Value::Number(format!("-{digits}")))
                }
                _ => Id::UNKNOWN,
            },
            Kind::Mark('[') => {
                let parts = self.arguments(']');
                self.state.collection(&parts)
            }
            Kind::Mark('{') => {
                let parts = self.arguments('}');
                if parts.is_empty() {
                    self.state.objects.add_object(None)
                } else {
                    self.state.collection(&parts)
                }
            }
            _ => Id::UNKNOWN,
        };
        self.chain(Place::of(id))
    }

    /// A value in parentheses, or one behind a type in parentheses.
    fn parenthesized(&mut self) -> Place {
        let inside = self.expression();
        while !self.take(')') {
            if self.statement_ends() {
                return inside;
            }
            self.at += 1;
        }
        match self.peek() {
            Some(Kind::String(_) | Kind::Number(_) | Kind::Name(_)) => self.operand(),
            _ => self.chain(inside),
        }
    }

    fn named(&mut self, name: &str) -> Place {
        match name {
            "new" => return self.construction(),
            "await" => return self.operand(),
            _ => {}
        }
        if let Some(value) = lenient_json::scalar(name) {
            return Place::of(self.state.scalar(value));
        }
        self.state.note_method(name);
        let nothing = Place { path: Vec::new(), is_item: false, id: None };
        let place = if self.take('(') {
            let arguments = self.arguments(')');
            Place::of(self.state.call(&nothing, name, &arguments))
        } else {
            let id = self.state.variables.get(name).copied();
            Place { path: vec![name.to_owned()], id, ..nothing }
        };
        self.chain(place)
    }

    /// Follows the members, keys and calls behind a value.
    fn chain(&mut self, mut place: Place) -> Place {
        loop {
            if self.take('[') {
                let keys = self.arguments(']');
                let key =
                    keys.first().map(|(_, key)| self.state.objects.string(*key).map(str::to_owned));
                match key {
                    Some(Some(key)) => self.enter(&mut place, key),
                    Some(None) => place = Place::of(Id::UNKNOWN),
                    None => place = Place { is_item: true, id: None, ..place },
                }
            } else if let [dot, Token { kind: Kind::Name(name), .. }, ..] = &self.tokens[self.at..]
                && dot.kind == Kind::Mark('.')
            {
                self.at += 2;
                if self.take('(') {
                    let arguments = self.arguments(')');
                    place = Place::of(self.state.call(&place, name, &arguments));
                } else {
                    self.state.note_method(name);
                    self.enter(&mut place, self.state.member_name(name));
                }
            } else {
                return place;
            }
        }
    }

    /// Goes on to a member.
    fn enter(&self, place: &mut Place, name: String) {
        place.id = place.id.and_then(|id| self.state.objects.member(id, &name));
        if !place.path.is_empty() {
            place.path.push(name);
        }
    }

    /// Follows what stands behind `new`.
    fn construction(&mut self) -> Place {
        let mut class = "";
        while let Some(Kind::Name(name)) = self.peek() {
            class = name;
            self.at += 1;
            if !self.take('.') {
                break;
            }
        }
        self.skip_generics();
        let is_array = self.take('[');
        if is_array {
            self.arguments(']');
        }
        let arguments = if self.take('(') { self.arguments(')') } else { Vec::new() };
        let id = self.state.make(if is_array { "List" } else { class }, &arguments);
        if self.take('{') {
            let parts = self.arguments('}');
            self.state.initialize(id, &parts);
        }
        self.chain(Place::of(id))
    }

    fn skip_generics(&mut self) {
        if self.peek() != Some(&Kind::Mark('<')) {
            self.take('?');
            return;
        }
        while let Some(Kind::Name(_) | Kind::Mark('<' | '>' | ',' | '.' | '?' | '[' | ']')) =
            self.peek()
        {
            self.at += 1;
        }
    }

    /// The values up to a closing bracket, with their names or keys.
    fn arguments(&mut self, close: char) -> Arguments {
        let mut arguments = Vec::new();
        while !self.take(close) && !self.statement_ends() {
            let before = self.at;
            if !self.take(',') {
                let place = self.expression();
                arguments.push(if self.take(':') || self.take('=') {
                    let key = match place.path.as_slice() {
                        [name] => Some(name.clone()),
                        _ => self.state.objects.string(place.value()).map(str::to_owned),
                    };
                    (key, self.expression().value())
                } else {
                    (None, place.value())
                });
                self.skip_to_separator(close);
                self.take(',');
            }
            self.at = self.at.max(before + 1);
        }
        arguments
    }

    /// Steps over what is left of an argument that was not understood.
    fn skip_to_separator(&mut self, close: char) {
        let mut depth = 0_usize;
        while !self.statement_ends() {
            match self.peek() {
                Some(Kind::Mark(mark)) if depth == 0 && (*mark == ',' || *mark == close) => return,
                Some(Kind::Mark('(' | '[' | '{')) => depth += 1,
                Some(Kind::Mark(')' | ']' | '}')) => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }
}
