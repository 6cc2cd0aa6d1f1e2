//! The groups of labels that the mock has from the start: those of the page's example.

use dingtalk_models::extcontact::list_label_groups::{OpenLabel, OpenLabelGroup};
use dingtalk_protocol::Argb;

/// Name, colour, ID of the first label and names of the labels. The IDs of a group are consecutive.
type Group = (&'static str, i32, i64, &'static [&'static str]);

static GROUPS: [Group; 4] = [
    (
        "类型",
        -15_220_075,
        1_561_077_310,
        &["客户", "渠道商", "供应商", "合作伙伴", "面试人员", "其他类型"],
    ),
    ("级别", -11_687_445, 1_561_077_317, &["一般", "重要", "核心"]),
    ("状态", -543_394, 1_561_077_321, &["潜在", "意向", "洽谈", "成交", "流失"]),
    ("人事招聘状态", -543_394, 1_561_077_327, &["待邀约", "待面试", "初试", "复试", "入职"]),
];

/// The groups that are there unless others are set.
pub(crate) fn built_in() -> Vec<OpenLabelGroup> {
    let group = |(name, color, first, labels): &Group| {
        let mut group = OpenLabelGroup::default();
        group.name = Some((*name).to_owned());
        group.color = Some(Argb::from(*color));
        group.labels = (*first..).zip(*labels).map(label).collect();
        group
    };
    GROUPS.iter().map(group).collect()
}

fn label((id, name): (i64, &&str)) -> OpenLabel {
    let mut label = OpenLabel::default();
    label.name = Some((*name).to_owned());
    label.id = Some(id);
    label
}
