//! The layers of `src`, kept: a module uses those below it, and only those.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each layer with its modules, the lowest first. Modules of one layer do not know each other.
const LAYERS: [&[&str]; 9] = [
    &["config", "hsds", "logging"],
    &["geography", "hours", "standing"],
    &["eligibility"],
    &["store"],
    &["snapshot", "updates"],
    &["export"],
    &["http"],
    &["cli"],
    &["lib", "main"],
];

/// Crates that one module alone may know.
const KNOWN_TO_ONE: [(&str, &[&str]); 4] = [
    ("diesel", &["store"]),
    ("actix", &["http"]),
    ("utoipa_actix_web", &["http"]),
    ("clap", &["cli", "config"]),
];

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("give the module `{module}` a layer, in tests/layering.rs"))
}

#[test]
fn modules_use_those_below_them() {
    for (module, file, code) in sources() {
        for other in uses(&code) {
            let below = layer(&other) < layer(&module);
            assert!(
                other == module || below,
                "{}: `{module}` uses `{other}`, which is not below it",
                file.display()
            );
        }
    }
}

#[test]
fn diesel_actix_and_clap_are_known_in_one_place() {
    for (module, file, code) in sources() {
        for (crate_name, modules) in KNOWN_TO_ONE {
            let knows = code
                .match_indices(crate_name)
                .any(|(at, _)| is_path(&code, at, crate_name));
            assert!(
                !knows || modules.contains(&module.as_str()),
                "{}: `{crate_name}` is for {modules:?} alone",
                file.display()
            );
        }
    }
}

/// One would silently stand for the other in the API's document.
#[test]
fn no_two_schemas_have_one_name() {
    let mut seen = BTreeSet::new();
    for (_, file, code) in sources() {
        for after in code.split("#[derive(").skip(1) {
            let Some((derived, item)) = after.split_once(")]") else {
                continue;
            };
            if !derived.contains("ToSchema") {
                continue;
            }
            let names =
                ["#[schema(as = ", "struct ", "enum "].map(|before| name_after(item, before));
            let name = names.into_iter().flatten().min_by_key(|(at, _)| *at);
            let (_, name) = name.unwrap_or_else(|| panic!("{}: a schema of what?", file.display()));
            assert!(
                seen.insert(name.to_owned()),
                "{}: {name} is another's",
                file.display()
            );
        }
    }
    assert!(seen.contains("Problem") && seen.contains("ProblemInUpdate"));
}

/// The name behind `before`, and where that stands.
fn name_after<'a>(code: &'a str, before: &str) -> Option<(usize, &'a str)> {
    let at = code.find(before)?;
    let rest = &code[at + before.len()..];
    let end = rest.find(|c: char| !c.is_alphanumeric())?;
    Some((at, &rest[..end]))
}

#[test]
fn the_reader_of_uses_reads_them() {
    let code = code_of(
        "use crate::{\n    a::{b, c},\n    d,\n    e::f, // crate::g\n};\nuse crate::h::i;\n/// [`crate::j`]\nfn k(_: crate::l::M) {}\n",
    );
    let found: Vec<String> = uses(&code).into_iter().collect();
    assert_eq!(found, ["a", "d", "e", "h", "l"]);
}

/// Every file of `src`: its module at the top level, its path, and its code without comments.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inner = path.strip_prefix(&root).expect("inside src");
                let first = inner.iter().next().expect("a name").to_string_lossy();
                let module = first.trim_end_matches(".rs").to_owned();
                let code = code_of(&fs::read_to_string(&path).expect("a source"));
                found.push((module, path, code));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

fn code_of(source: &str) -> String {
    source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules at the top level that `crate::…` names in `code`.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, marker) in code.match_indices("crate::") {
        let rest = &code[at + marker.len()..];
        match rest.strip_prefix('{') {
            None => found.extend(identifier(rest)),
            Some(group) => {
                let (mut depth, mut starts) = (0, true);
                for (at, character) in group.char_indices() {
                    match character {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' => starts |= depth == 0,
                        _ if starts && !character.is_whitespace() => {
                            found.extend(identifier(&group[at..]));
                            starts = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    (end > 0).then(|| text[..end].to_owned())
}

/// Whether the crate's name at `at` begins a path (`actix_web::…`), and is no part of another word.
fn is_path(code: &str, at: usize, name: &str) -> bool {
    let before = code[..at].chars().next_back();
    let inside = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"');
    let rest =
        code[at + name.len()..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    !inside && rest.starts_with("::")
}
