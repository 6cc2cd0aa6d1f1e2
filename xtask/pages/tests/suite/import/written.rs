//! A spec as a page, in the layout of real ones.

use std::fmt::Write;

use serde_json::Value;
use xtask::spec::{App, Encoding, Endpoint, Field, Map};
use xtask_pages::Site;

/// Writes the page of a spec.
pub(crate) fn page(spec: &Endpoint, site: Site) -> String {
    Page { spec, site, text: String::new() }.write()
}

struct Page<'a> {
    spec: &'a Endpoint,
    site: Site,
    text: String,
}

impl Page<'_> {
    /// A word in the page's language.
    fn word<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.site {
            Site::En => en,
            Site::Zh => zh,
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, level: usize, en: &str, zh: &str) {
        let word = self.word(en, zh).to_owned();
        self.line(&format!("\n{} **{word}**\n", "#".repeat(level)));
    }

    fn table(&mut self, header: &[&str]) {
        self.line(&format!("| {} |", header.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(header.len())));
    }

    fn write(mut self) -> String {
        let docs = match self.site {
            Site::En => &self.spec.docs.en,
            Site::Zh => &self.spec.docs.zh,
        };
        let address = docs.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        self.line(&format!("---\nsource_url: \"{address}\"\n---"));
        let title = self.word("Light a lamp", "点一盏灯").to_owned();
        self.line(&format!("\n# {title}\n"));
        let intro =
            self.word("Lights one of the lamps of the hall.", "点亮大厅里的一盏灯。").to_owned();
        self.line(&intro);
        self.heading(2, "Request", "请求");
        self.basics();
        if self.spec.credential.is_none() || !self.spec.query.is_empty() {
            self.heading(3, "Query parameters", "查询参数");
            self.parameters(&self.spec.query, self.spec.credential.is_none());
        }
        if !self.spec.body.is_empty() {
            self.heading(3, "Request body", "请求体");
            self.parameters(&self.spec.body, false);
        }
        self.heading(3, "Request example", "请求示例");
        self.sample();
        self.heading(2, "Response", "响应");
        self.response();
        self.errors();
        self.text
    }

    fn basics(&mut self) {
        let header = self.word("Basic information", "基本信息").to_owned();
        self.table(&[&header, ""]);
        let url = format!("https://oapi.dingtalk.com{}", self.spec.path.value.replace('_', "\\_"));
        self.line(&format!("| HTTP URL | {url} |"));
        self.line(&format!("| HTTP Method | {} |", self.spec.method.as_str()));
        let apps = self.spec.apps.iter().map(|app| match (app.value, self.site) {
            (App::Internal, Site::En) => "appType-Internal app",
            (App::ThirdParty, Site::En) => "appType-Third-party enterprise app",
            (App::Personal, Site::En) => "appType-Third-party personal app",
            (App::Internal, Site::Zh) => "appType-企业内部应用",
            (App::ThirdParty, Site::Zh) => "appType-第三方企业应用",
            (App::Personal, Site::Zh) => "appType-第三方个人应用",
        });
        let apps: String = apps.collect();
        let label = self.word("Supported app types", "支持的应用类型").to_owned();
        self.line(&format!("| {label} | {apps} |"));
        let permissions = self.spec.permissions.iter().map(|it| format!("permission-{it}-lamps "));
        let permissions: String = permissions.collect();
        let label = self.word("Permissions", "权限要求").to_owned();
        self.line(&format!("| {label} | {permissions} |"));
    }

    fn parameters(&mut self, fields: &Map<Field>, has_token: bool) {
        match self.site {
            Site::En => self.table(&["Name", "Type", "Required", "Example", "Description"]),
            Site::Zh => self.table(&["名称", "类型", "是否必填", "示例值", "描述"]),
        }
        if has_token {
            let yes = self.word("Yes", "是").to_owned();
            self.line(&format!("| access\\_token | String | {yes} | bE74xxxx | - |"));
        }
        self.rows(fields, true);
    }

    /// The members of an object, and below each those of its own.
    fn rows(&mut self, fields: &Map<Field>, is_request: bool) {
        for (wire, field) in fields.iter() {
            let wire = wire.replace('_', "\\_");
            let example = field.example.as_ref().map(|it| cell(it)).unwrap_or_default();
            let description = self.description(field, is_request);
            let required = match (is_request, field.is_required()) {
                (false, _) => String::new(),
                (true, true) => format!(" {} |", self.word("Yes", "是")),
                (true, false) => format!(" {} |", self.word("No", "否")),
            };
            let ty = &field.page_type;
            self.line(&format!("| {wire} | {ty} |{required} {example} | {description} |"));
            let spec = self.spec;
            if let Some(ty) = spec.types.get(field.page_type.trim_end_matches("[]")) {
                self.rows(&ty.fields, is_request);
            }
        }
    }

    /// The limits of a field as prose.
    fn description(&self, field: &Field, is_request: bool) -> String {
        let mut text = self.word("A lamp. ", "灯。").to_owned();
        let mut say = |en: String, zh: String| text.push_str(self.word(&en, &zh));
        if is_request {
            if let Some(it) = &field.min_length {
                say(format!("At least {it} characters. "), format!("最少{it}个字符。"));
            }
            if let Some(it) = &field.max_length {
                say(format!("At most {it} characters. "), format!("最多{it}个字符。"));
            }
            if let Some(it) = &field.min {
                say(format!("The minimum value is {it}. "), format!("最小值{it}。"));
            }
            if let Some(it) = &field.max {
                say(format!("The maximum value is {it}. "), format!("最大值{it}。"));
            }
            if let Some(it) = &field.max_items {
                say(format!("Up to {it} lamps. "), format!("最多传{it}个。"));
            }
            for it in &field.together_with {
                say(
                    format!("Takes effect only when {it} is set. "),
                    format!("与{it}参数同时设置时才生效。"),
                );
            }
        }
        if field.absent_for.is_some() {
            say(
                "This parameter is not returned for third-party enterprise apps. ".to_owned(),
                "第三方企业应用不返回此参数。".to_owned(),
            );
        }
        text.replace('_', "\\_")
    }

    /// What a form or a JSON body sends.
    fn sample(&mut self) {
        let request = self.spec.examples.first().and_then(|it| it.request.as_ref());
        let request: Value =
            request.map(|it| serde_json::from_str(it).expect("it is JSON")).unwrap_or_default();
        let is_form = self.spec.encoding.as_ref().is_some_and(|it| it.value == Encoding::Form);
        let url = format!("https://oapi.dingtalk.com{}", self.spec.path);
        let mut sample = format!("curl -X {} \"{url}\"", self.spec.method.as_str());
        if is_form {
            for (name, value) in request.as_object().into_iter().flatten() {
                let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let _ = write!(sample, " \\\n-d '{name}={plain}'");
            }
        } else {
            let _ = write!(sample, " \\\n-H 'Content-Type: application/json' \\\n-d '{request}'");
        }
        self.line(&format!("curl\n\n```\n{sample}\n```"));
    }

    fn response(&mut self) {
        self.heading(3, "Response body", "响应体");
        match self.site {
            Site::En => self.table(&["Name", "Type", "Example", "Description"]),
            Site::Zh => self.table(&["名称", "类型", "示例值", "描述"]),
        }
        self.rows(&self.spec.response, false);
        self.line("| errcode | Number | 0 | - |");
        self.heading(3, "Response example", "响应体示例");
        let response = self.spec.examples.first().and_then(|it| it.response.as_ref());
        let response = response.map(|it| it.value.clone()).unwrap_or_default();
        self.line(&format!("```\n{response}```"));
    }

    fn errors(&mut self) {
        self.heading(3, "Error codes", "错误码");
        match self.site {
            Site::En => self.table(&["Error code (errcode)", "Error message (errmsg)", "Solution"]),
            Site::Zh => self.table(&["错误码（errcode）", "错误码描述（errmsg）", "解决方案"]),
        }
        for (code, error) in self.spec.errors.iter() {
            let message = match self.site {
                Site::En => &error.message.en,
                Site::Zh => &error.message.zh,
            };
            if let Some(message) = message {
                self.line(&format!("| {code} | {message} | - |"));
            }
        }
    }
}

/// An example value as cells write it.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.replace('|', "\\|").replace('*', "\\*")
}
