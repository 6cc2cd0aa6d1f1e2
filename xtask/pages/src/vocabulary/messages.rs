//! Names of error codes from the server's short messages: by a table of phrases in both languages.
//! A message that is not all made of them gives the name of its code.

use std::sync::LazyLock;

use crate::vocabulary::{fold, vocabulary};

/// A phrase, folded, and its English words.
type Phrase = (String, String);

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let all = vocabulary().messages.iter();
    let mut phrases: Vec<Phrase> = all.map(|(phrase, name)| (fold(phrase), name.clone())).collect();
    phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    phrases
});

/// The name that a message gives; `None` where a part of it is unknown. Of several clauses, the first
/// that says something of its subject is enough.
pub(crate) fn name(message: &str) -> Option<String> {
    let mut rest = message.trim().trim_end_matches(['。', '.', '!', '！']);
    let mut name = Name::default();
    while let Some(first) = rest.chars().next() {
        if let Some(word) = ascii_word(rest) {
            rest = &rest[word.len()..];
            // `can't` is one word.
            if let Some(behind) = rest.strip_prefix("'t").or_else(|| rest.strip_prefix("’t")) {
                rest = behind;
                name.add(&(latin(word) + "t"));
            } else {
                name.add(&latin(word));
            }
            continue;
        }
        // A remark, and what the server fills in, say nothing of the fault.
        if let Some(behind) = name.skipped(rest) {
            rest = behind;
            continue;
        }
        if first.is_whitespace() || "-_'\"“”，,、:：()（）[]【】/;；。.".contains(first)
        {
            rest = &rest[first.len_utf8()..];
            if "，,;；。.".contains(first) && name.is_enough_before(rest) {
                break;
            }
            continue;
        }
        let (phrase, part) = PHRASES.iter().find(|(phrase, _)| fold_prefix(rest, phrase))?;
        rest = rest.get(phrase.len()..)?;
        name.add(part);
    }
    let name = name.subject + &name.predicate;
    let fits =
        !name.is_empty() && name.len() <= 48 && !name.starts_with(|c: char| c.is_ascii_digit());
    fits.then_some(name)
}

/// A name that is being made.
#[derive(Default)]
struct Name {
    subject: String,
    /// What a message says of its subject stands behind it: `DepartmentNotFound`.
    predicate: String,
    /// A conjunction behind a predicate, as long as it is open which of the two it goes on.
    conjunction: Option<String>,
}

impl Name {
    fn add(&mut self, part: &str) {
        match part.strip_prefix('~') {
            // Two subjects of one fault: it is said once.
            Some(part) if self.predicate.ends_with(part) => self.conjoin_subjects(),
            Some(part) => {
                self.predicate += &self.conjunction.take().unwrap_or_default();
                self.predicate += part;
            }
            None if matches!(part, "Or" | "And") && !self.predicate.is_empty() => {
                self.conjunction = Some(part.to_owned());
            }
            // What a message says in both languages is said once.
            None if part.is_empty() || self.subject.ends_with(part) => {}
            None => {
                self.conjoin_subjects();
                self.subject += part;
            }
        }
    }

    fn conjoin_subjects(&mut self) {
        self.subject += &self.conjunction.take().unwrap_or_default();
    }

    /// What follows a remark in brackets, or the place of a value, that a message goes on with.
    fn skipped<'a>(&self, rest: &'a str) -> Option<&'a str> {
        if let Some(behind) = rest.strip_prefix("%s").or_else(|| rest.strip_prefix("%d")) {
            return Some(behind);
        }
        let is_remark = rest.starts_with(['(', '（']) && !self.subject.is_empty();
        let is_value = rest.starts_with('{') || rest.starts_with("${");
        (is_remark || is_value).then(|| {
            rest.find([')', '）', '}'])
                .map_or("", |end| rest[end..].trim_start_matches([')', '）', '}']))
        })
    }

    /// Whether it needs nothing of a further clause.
    fn is_enough_before(&self, clause: &str) -> bool {
        let is_said = !self.subject.is_empty() && !self.predicate.is_empty();
        is_said || !(self.subject.is_empty() && self.predicate.is_empty()) && is_advice(clause)
    }
}

/// Whether a clause says what to do.
fn is_advice(clause: &str) -> bool {
    let clause = clause.trim_start();
    let word = ascii_word(clause);
    let starts = |list: &[String]| {
        list.iter().any(|it| match word {
            Some(word) => it.eq_ignore_ascii_case(word),
            None => clause.starts_with(it.as_str()),
        })
    };
    starts(&vocabulary().solution_starts) && !starts(&vocabulary().no_solution_starts)
}

/// The name of a code whose message gives none.
pub(crate) fn of_code(code: &str) -> String {
    let negative = if code.starts_with('-') { "Minus" } else { "" };
    let word: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    if word.starts_with(|c: char| c.is_ascii_digit()) || word.is_empty() {
        format!("Code{negative}{word}")
    } else {
        crate::vocabulary::naming::pascal(code)
    }
}

/// Whether a text begins with a folded phrase.
fn fold_prefix(text: &str, phrase: &str) -> bool {
    text.get(..phrase.len()).is_some_and(|it| it.to_lowercase() == phrase)
}

/// The word at the start of a text.
fn ascii_word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// A word in Latin letters as part of a name: by the table, if it does not tell its parts.
fn latin(word: &str) -> String {
    let known = vocabulary().messages.get(&word.to_ascii_lowercase());
    known.cloned().unwrap_or_else(|| english(word))
}

/// A word of a message as part of a name: small words are left out.
fn english(word: &str) -> String {
    const SMALL: [&str; 10] = ["the", "a", "an", "is", "are", "of", "to", "for", "this", "please"];
    if SMALL.contains(&word.to_ascii_lowercase().as_str()) {
        return String::new();
    }
    let rest = &word[1..];
    let rest = if rest.chars().all(|c| c.is_ascii_uppercase()) {
        rest.to_ascii_lowercase()
    } else {
        rest.to_owned()
    };
    word[..1].to_ascii_uppercase() + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_give_names() {
        let names = [
            ("系统繁忙", Some("SystemBusy")),
            ("无效的userId", Some("InvalidUserId")),
            ("未找到该部门", Some("DepartmentNotFound")),
            ("参数为空", Some("ParameterEmpty")),
            ("权限不足", Some("PermissionMissing")),
            ("Invalid userId", Some("InvalidUserId")),
            ("System error", Some("SystemError")),
            ("不合法的USERID", Some("InvalidUserId")),
            ("表单名称不允许为空", Some("FormNameEmpty")),
            ("agentId不合法或taskId不合法", Some("AgentIdOrTaskIdInvalid")),
            ("企业不存在或者已经被解散", Some("OrganizationNotFoundOrDismissed")),
            ("部门不存在，请检查部门id", Some("DepartmentNotFound")),
            ("系统繁忙，请稍后再试", Some("SystemBusy")),
            ("无效的设备（未绑定）", Some("InvalidDevice")),
            ("agentId(应用)不合法：{0}", Some("AgentIdInvalid")),
            ("系统错误(System Error)", Some("SystemError")),
            ("订单号[%s]不存在", Some("OrderNumberNotFound")),
            ("不支持，该类型", Some("TypeUnsupported")),
            ("Service is busy. Try again later.", Some("ServiceBusy")),
            ("Name can't be empty", Some("NameCantBeEmpty")),
            ("The user is not in the group", Some("UserNotInGroup")),
            ("System busy, please try again later", Some("SystemBusy")),
            ("Invalid user, address or name", Some("InvalidUserAddressOrName")),
            ("不合法的排序order", Some("InvalidOrder")),
            ("操作者必须为管理员", Some("OperatorMustBeAdministrator")),
            ("用户不属于该企业", Some("UserNotInOrganization")),
            ("开始时间不能晚于结束时间", Some("StartTimeMustNotBeAfterEndTime")),
            ("调用过于频繁", Some("CallTooFrequent")),
            ("参数[userid]不能为空", Some("ParameterUserIdEmpty")),
            ("用户没有权限发起该审批", Some("UserStartApprovalPermissionMissing")),
            ("订单已支付", Some("OrderPaid")),
            ("订单已灭", None),
            ("灯已经亮了", None),
            ("", None),
        ];
        for (message, wanted) in names {
            assert_eq!(name(message).as_deref(), wanted, "{message}");
        }
        assert_eq!(of_code("-1"), "CodeMinus1");
        assert_eq!(of_code("60011"), "Code60011");
        assert_eq!(of_code("isv.no-lamp"), "IsvNoLamp");
    }
}
