//! A spec folder made by a script: endpoints as the vendor's pages have them, any number of them.

use std::fs;
use std::io;
use std::path::Path;

/// How many endpoints a group has.
const GROUP: u32 = 20;

/// The repository.
pub(crate) fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// Writes `spec/` with so many endpoints below a folder; what all endpoints share is the
/// repository's own.
///
/// # Errors
///
/// A file cannot be written.
pub(crate) fn write(root: &Path, endpoints: u32) -> io::Result<()> {
    let folder = root.join("spec");
    fs::create_dir_all(&folder)?;
    fs::copy(repository().join("spec/common.yaml"), folder.join("common.yaml"))?;
    for number in 0..endpoints {
        let group = folder.join(format!("group{}", number / GROUP));
        fs::create_dir_all(&group)?;
        fs::write(group.join(format!("query_item{number}.yaml")), endpoint(number))?;
    }
    Ok(())
}

/// One endpoint: three parameters, an answer of ten members, three error codes, examples.
fn endpoint(number: u32) -> String {
    let group = number / GROUP;
    format!(
        r#"docs:
  en: https://help.dingtalk.io/open/development/obtains-the-details-of-item-{number}
  zh: https://open.dingtalk.com/document/development/obtains-the-details-of-item-{number}
summary: Fetches item {number} of the organization, with everything that its page tells about it.
method: POST
path: /topapi/group{group}/item{number}/query
encoding: json
apps: [internal, third_party]
permissions: [qyapi_item{number}_read]
idempotent: true

body:
  item_id:
    type: String
    required: true
    max_length: 64
    example: 112500xxxx{number}
    doc: The item's ID; the list of items returns it as `itemid`.
  language:
    type: String
    example: zh_CN
    doc: The language of names, as a locale of the service.
  size:
    type: Number
    min: 1
    max: 100
    example: 20
    doc: How many of the latest changes are wanted.

response:
  result:
    type: Item{number}
    doc: The item.
returns: result

types:
  Item{number}:
    doc: A thing of the organization that its employees deal with, number {number}.
    fields:
{FIELDS}
errors:
  33012:
    name: InvalidItemId
    message:
      en: Invalid itemId
      zh: 无效的itemId
    class: not_found
    remedy: Pass an `itemid` that the list of items returned.
  43007:
    name: PermissionRequired
    message:
      en: Operation permission required
      zh: 需要操作权限
    class: permission
    remedy: Grant the app the permission `qyapi_item{number}_read` in the developer console.
  400001:
    name: SystemError
    message:
      en: System error
      zh: 系统错误
    class: transient
    remedy: Send the call again later.

examples:
  - from: docs
    request: |
      {{"item_id": "112500xxxx{number}", "language": "zh_CN", "size": 20}}
    response: |
      {{
        "errcode": 0,
        "result": {{
          "title": "CFO",
          "dept_ids": [42000036],
          "remark": "Technical Lead",
          "address": "Beijing",
          "name": "Manager Wang",
          "create_time": "2026-11-22 10:00:00",
          "user_ids": ["66220007745510"],
          "version": 7,
          "active": true,
          "itemid": "011250026469774889"
        }},
        "request_id": "xrudojam4g8f"
      }}
"#
    )
}

/// The ten members of an answer.
const FIELDS: &str = r#"      title:
        type: String
        example: Development Engineer
        doc: Job title of the person who is responsible.
      dept_ids:
        type: Number[]
        example: [1, 2, 3]
        doc: IDs of the departments that share the item.
      remark:
        type: String
        example: Alias content
        doc: A remark, shown as the item's alias.
      address:
        type: String
        example: Address content
        doc: Postal address.
      name:
        type: String
        example: Zhang San
        doc: Full name.
      create_time:
        type: Date
        example: "2026-11-22 10:00:00"
        doc: When the item was made, in the organization's time zone.
      user_ids:
        type: String[]
        example: ["042059613752"]
        doc: User IDs of the employees who share the item.
      version:
        type: Number
        example: 7
        doc: How often the item was changed.
      active:
        type: Boolean
        example: true
        doc: Whether the item is in use.
      itemid:
        type: String
        example: "0123456789"
        doc: The item's ID, which requests call `item_id`.
        absent_for: third_party
"#;
