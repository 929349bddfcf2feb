//! A small check of HTML for tests: elements close in order, ids are unique, references lead somewhere.

use std::collections::BTreeSet;

/// Elements that have no end.
const VOID: [&str; 6] = ["meta", "link", "input", "br", "img", "hr"];

/// Says what a browser would have to guess about.
pub(crate) fn check(html: &str) -> Result<(), String> {
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut wanted = BTreeSet::new();
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').ok_or("a tag does not end")?;
        rest = after;
        if tag.matches('"').count() % 2 != 0 {
            return Err(format!("quotes of <{tag}>"));
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes another element"));
            }
            continue;
        }
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
        if let Some(id) = attribute(tag, "id") {
            if !ids.insert(id) {
                return Err(format!("the id {id} stands twice"));
            }
        }
        wanted.extend(attribute(tag, "for"));
        wanted.extend(attribute(tag, "href").and_then(|href| href.strip_prefix('#')));
        if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    if let Some(name) = open.last() {
        return Err(format!("<{name}> stays open"));
    }
    match wanted.difference(&ids).next() {
        Some(lost) => Err(format!("nothing has the id {lost}")),
        None => Ok(()),
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split('"').next()
}

#[test]
fn faults_are_found() {
    for (html, fault) in [
        ("<p></p>", "no doctype"),
        (
            "<!doctype html><p><b></p></b>",
            "</p> closes another element",
        ),
        ("<!doctype html><p>", "<p> stays open"),
        (
            "<!doctype html><a href=\"#there\">x</a>",
            "nothing has the id there",
        ),
        (
            "<!doctype html><i id=\"a\"></i><i id=\"a\"></i>",
            "the id a stands twice",
        ),
    ] {
        assert_eq!(check(html), Err(fault.to_owned()));
    }
    assert_eq!(
        check("<!doctype html><p id=\"a\">x<br><a href=\"#a\">y</a></p>"),
        Ok(())
    );
}
