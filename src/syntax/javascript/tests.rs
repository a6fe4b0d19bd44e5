use super::*;
use crate::syntax::dump::dump;
#[test]
fn scratch() {
    let Ok(path) = std::env::var("SCRATCH") else { return };
    let text = std::fs::read_to_string(&path).unwrap();
    let language = crate::syntax::language_of(std::path::Path::new(&path)).unwrap();
    println!("{}", dump(&lower(language, &text)));
}
#[test]
fn scratch_repo() {
    let Ok(path) = std::env::var("SCRATCH_REPO") else { return };
    let list =
        std::process::Command::new("find").args([&path, "-type", "f", "-regex", ".*\\.[cm]?[jt]sx?"]).output().unwrap();
    let (mut files, mut bytes, mut damaged, mut lost) = (0, 0, 0, 0);
    let mut total = Duration::ZERO;
    let mut parse_total = Duration::ZERO;
    for file in String::from_utf8(list.stdout).unwrap().lines() {
        let Some(language) = crate::syntax::language_of(std::path::Path::new(file)) else { continue };
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let s = Instant::now();
        let module = std::panic::catch_unwind(|| lower(language, &text));
        let took = s.elapsed();
        total += took;
        files += 1;
        bytes += text.len();
        let Ok(module) = module else {
            println!("PANIC {file}");
            continue;
        };
        if !module.damaged.is_empty() {
            damaged += 1;
        }
        let grammar = Grammar::of(language);
        let s = Instant::now();
        let Some(tree) = parse(grammar, &text) else {
            println!("GIVEN UP {file}");
            continue;
        };
        parse_total += s.elapsed();
        if took > Duration::from_millis(300) {
            println!("SLOW {took:?} of which parse {:?} {} {file}", s.elapsed(), text.len());
        }
        let mut expected = std::collections::BTreeSet::new();
        let mut cursor = tree.root_node().walk();
        'walk: loop {
            let node = cursor.node();
            let mut skip = false;
            match grammar.kind(node.kind_id()) {
                Kind::TypeAnnotation | Kind::TypeArguments | Kind::TypeQuery => skip = true,
                Kind::CallExpression => {
                    let f = node.child_by_field_name("function").map(|f| &text[f.byte_range()]).unwrap_or_default();
                    let a = node.child_by_field_name("arguments").map(|f| &text[f.byte_range()]).unwrap_or_default();
                    let lit = a.starts_with("('") || a.starts_with("(\"") || a.starts_with("(`");
                    if !((f == "require" || f == "import") && lit || f == "String.raw") {
                        expected.insert((node.start_byte(), node.end_byte()));
                    }
                }
                Kind::NewExpression => {
                    expected.insert((node.start_byte(), node.end_byte()));
                }
                _ => {}
            }
            if !skip && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    break 'walk;
                }
            }
        }
        let mut got = std::collections::BTreeSet::new();
        for &c in &module.flow.calls {
            let s = module.span(c);
            if !got.insert((s.start as usize, s.end as usize)) {
                println!("TWICE {file} {}", &text[s.range()].chars().take(80).collect::<String>());
            }
        }
        for &(a, b) in expected.difference(&got) {
            lost += 1;
            println!(
                "LOST {file}:{} damaged={} {}",
                text[..a].lines().count(),
                module.damaged.len(),
                text[a..b].chars().take(60).collect::<String>().replace('\n', " ")
            );
        }
        for &(a, b) in got.difference(&expected) {
            println!("EXTRA {file} {}", text[a..b].chars().take(60).collect::<String>().replace('\n', " "));
        }
    }
    println!("files {files} bytes {bytes} damaged {damaged} lost {lost} total {total:?} parse {parse_total:?}");
}
