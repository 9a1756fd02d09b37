//! What every message has in common.

use std::{fs, path::PathBuf};

/// Cases without a token of the author's to point at, or whose frame is rustc's own.
const FRAMED: &[&str] = &[
    // What the attribute of a check implements stands in rustc's notes.
    "check/anonymous",
    "check/another_principal",
    "check/documented_state",
    "check/function_principal_private",
    "check/function_that_reads_the_body_by_alias",
    "check/principal_of_one_alternative",
    "check/state",
    "conflict/debug_above",
    "conflict/document_above",
    "conflict/renamed_",
    "derive/custom_without_extractor",
    "derive/name_of_the_struct",
    "derive/name_taken",
    "derive/roles_not_an_enum",
    "derive/scopes_not_an_enum",
    // The macro is the case's own: it writes what thirty lines do not hold.
    "derive/too_many_schemes",
    "derive/too_many_scopes",
    // utoipa's own list of what it expects.
    "document/misspelt",
    "floors/no_atom",
    "floors/unknown_floor",
    "grammar/empty_parentheses",
    "grammar/no_requirement",
    "mounted/two_decisions_by_alias",
    "placement/public_without_reason",
    "routes/",
    "scheme/not_a_scheme",
    "scheme/second_not_a_scheme",
    "scheme/two_structs",
    "state/unfit",
];

/// Cases whose one mistake rustc reports more than once: each is a defect to mend.
const REPEATED: &[&str] = &[
    "check/documented_state",
    "check/function_that_reads_the_body_by_alias",
    "conflict/debug_above_document_above",
    "conflict/document_above_debug_above",
    // That nothing is described is said beside utoipa's own error.
    "document/misspelt",
    "state/unfit",
];

fn messages() -> Vec<(String, String)> {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases");
    let topics = fs::read_dir(cases).expect("the cases");
    topics
        .flat_map(|topic| fs::read_dir(topic.expect("a topic").path()).expect("its cases"))
        .map(|case| case.expect("a case").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "stderr")
        })
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a message");
            let topic = path
                .parent()
                .and_then(|topic| topic.file_name())
                .expect("a topic");
            let case = path.file_stem().expect("a name");
            (format!("{}/{}", topic.display(), case.display()), text)
        })
        .collect()
}

/// How many mistakes a case holds: one, unless its first line says otherwise: `// 2 mistakes`.
fn mistakes(case: &str) -> usize {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("cases/{case}.rs"));
    let source = fs::read_to_string(file).expect("a case");
    let said = source
        .strip_prefix("// ")
        .and_then(|line| line.split_once(" mistakes"));
    said.map_or(1, |(number, _)| number.parse().expect("a number"))
}

fn is_among(case: &str, list: &[&str]) -> bool {
    list.iter().any(|known| case.starts_with(known))
}

#[test]
fn messages_are_short_and_about_the_lines_of_the_author() {
    let messages = messages();
    assert!(messages.len() >= 80, "{} cases", messages.len());
    for (case, text) in messages {
        let errors: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("error"))
            .collect();
        let mistakes = mistakes(&case);
        if is_among(&case, REPEATED) {
            assert!(errors.len() > mistakes, "{case} is no longer repeated");
        } else {
            assert_eq!(errors.len(), mistakes, "{case}");
        }
        assert!(
            !text.contains("/registry/src/"),
            "{case}: a path of the machine"
        );
        if is_among(&case, FRAMED) {
            continue;
        }
        assert!(
            errors.iter().all(|line| line.len() <= 120),
            "{case}: a long first line"
        );
        assert!(
            !text.contains("this error originates in"),
            "{case}: points into a macro"
        );
    }
}

#[test]
fn messages_of_the_derives_are_in_the_house_style() {
    let derives = messages()
        .into_iter()
        .filter(|(case, _)| case.starts_with("derive/"));
    for (case, text) in derives {
        // rustc warns of a private type where it also refuses it.
        let warned = case == "derive/private_verifier";
        assert_eq!(text.contains("warning: "), warned, "{case}: a warning");
        for line in text.lines().filter_map(|line| line.strip_prefix("error: ")) {
            let length = line.chars().count();
            assert!(length <= 70, "{case}: {length} characters");
            assert!(!line.ends_with('.'), "{case}: a final dot");
            assert!(
                !line.starts_with(|letter: char| letter.is_ascii_uppercase())
                    || line.starts_with("an API key"),
                "{case}: begins in upper case"
            );
        }
    }
}

#[test]
fn what_the_derives_suggest_is_shown_to_compile() {
    let pass = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pass/suggestions_of_derives.rs");
    let shown = fs::read_to_string(pass).expect("what compiles");
    let mut seen = 0;
    for (case, text) in messages() {
        if !case.starts_with("derive/") || text.starts_with("error[") {
            continue;
        }
        let helps = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("help: "))
            .filter(|help| !help.starts_with("did you mean") && !help.starts_with("known are"));
        for help in helps {
            // Every second piece stands in backticks; single characters are not code.
            let code = help.split('`').skip(1).step_by(2);
            for code in code.filter(|code| code.len() > 2) {
                assert!(shown.contains(code), "{case}: `{code}` is not shown");
                seen += 1;
            }
        }
    }
    assert!(seen >= 50, "{seen} suggestions");
}
