//! What JUnit reports may hold, as far as the schemas in use agree: Jenkins' xUnit plugin, Surefire, GitLab.

use roxmltree::{Document, Node};

/// Fails unless the text is such a report, with counts that are true; gives the names of its cases.
pub(crate) fn cases(text: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    document.descendants().filter(Node::is_element).for_each(element);
    for counted in std::iter::once(root).chain(root.children().filter(Node::is_element)) {
        counts(counted);
    }
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let name =
        |node: Node<'_, '_>| format!("{} {}", node.attribute("classname").unwrap(), node.attribute("name").unwrap());
    cases.map(name).collect()
}

fn element(node: Node<'_, '_>) {
    let (children, attributes): (&[&str], &[&str]) = match node.tag_name().name() {
        "testsuites" => (&["testsuite"], &["name", "tests", "failures", "errors"]),
        "testsuite" => (&["testcase"], &["name", "tests", "failures", "errors", "skipped"]),
        "testcase" => (&["failure", "error", "skipped", "system-out"], &["name", "classname"]),
        "failure" | "error" => (&[], &["type", "message"]),
        "skipped" => (&[], &["message"]),
        "system-out" => (&[], &[]),
        other => panic!("<{other}> is in no schema"),
    };
    for child in node.children().filter(Node::is_element) {
        assert!(children.contains(&child.tag_name().name()), "<{}> in {node:?}", child.tag_name().name());
    }
    let found: Vec<_> = node.attributes().map(|attribute| attribute.name()).collect();
    assert!(attributes.iter().all(|name| found.contains(name)), "{node:?}");
    assert_eq!(found.len(), attributes.len(), "{node:?}");
}

fn counts(node: Node<'_, '_>) {
    for (attribute, tag) in
        [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
    {
        let found = node.descendants().filter(|inner| inner.has_tag_name(tag)).count();
        if let Some(count) = node.attribute(attribute) {
            assert_eq!(count, found.to_string(), "{attribute} of {node:?}");
        }
    }
}
