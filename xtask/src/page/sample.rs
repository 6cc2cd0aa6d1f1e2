use super::document::Code;
use super::sloppy::Value;
use super::vocabulary::Language;
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub method: Option<String>,
    pub encoding: Option<crate::spec::Encoding>,
    pub query: Vec<(String, Value)>,
    pub body: Option<Value>,
    pub exact_names: bool,
}
pub(super) fn read(_code: &Code, _language: Language) -> Option<Sample> {
    None
}
