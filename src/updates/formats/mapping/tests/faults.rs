//! What is wrong with a mapping is told with its line, its key and what is known.

use super::*;

fn faults(text: &str) -> String {
    match Mapping::parse(text) {
        Ok(_) => String::new(),
        Err(faults) => lines(&faults),
    }
}

fn faults_of_columns(text: &str, csv: &str) -> String {
    match MappedInput::open(mapping(text), in_memory(csv)) {
        Err(MappingError::Mapping(faults)) => lines(&faults),
        Err(error) => error.to_string(),
        Ok(_) => String::new(),
    }
}

const START: &str = "[file.rows]\n[[record]]\nkind = \"service\"\nkey = \"id\"\n";

#[test]
fn faults_are_told_like_a_compiler_does() {
    let cases = [
        ("[file.rows\n", "line 1: "),
        (
            "",
            "line 1: file: is missing; expected a [file.NAME] for each file",
        ),
        (
            "[file.rows]\n[[record]]\nkind = \"servce\"\nkey = \"id\"",
            "line 2: record 1.kind: is no kind of record; expected organization, service, location or service_at_location",
        ),
        (
            "[file.rows]\n[[record]]\nkind = \"service\"",
            "line 2: record 1.key: is missing",
        ),
        ("[file.rows]\nfile.b = {}", "line 2"),
    ];
    for (text, expected) in cases {
        let told = faults(text);
        assert!(told.contains(expected), "{text}\n{told}");
    }
    let of_fields = [
        (
            "nmae = \"c\"",
            "line 6: record 1.fields.nmae: “nmae” is not known here; expected “name”?",
        ),
        (
            "name = 3",
            "line 6: record 1.fields.name: is a number; expected the name of a column, or a table",
        ),
        (
            "name = { colum = \"c\", value = 1 }",
            "line 6: record 1.fields.name.colum: “colum” is not known here; expected “column”?",
        ),
        (
            "name = { column = \"c\", text = \"x\" }",
            "says not where its value is from",
        ),
        (
            "name = { column = \"c\", as = \"adress\" }",
            "line 6: record 1.fields.name.as: “adress” is not known here; expected “address”?",
        ),
        (
            "name = { column = \"c\", map = \"codes\" }",
            "record 1.fields.name.map: “codes” is not known here",
        ),
        (
            "name = { column = \"c\", range = [5, 1] }",
            "is no range; expected two numbers, such as [0, 120]",
        ),
        (
            "name = { column = \"c\", empty = \"no\" }",
            "expected “keep” or “clear”",
        ),
        (
            "name = { column = \"c\", if_wrong = \"drop\" }",
            "expected “reject” or “leave out”",
        ),
        (
            "[[record.skip]]\ncolumn = \"c\"\nis = \"x\"",
            "record 1.skip.reason: is missing",
        ),
        (
            "[[record.skip]]\ncolumn = \"c\"\nreason = \"x\"",
            "asks nothing of its column; expected is, in, contains or empty",
        ),
        (
            "[[record.part]]\nof = \"audience\"\nitem = { value = 1 }",
            "record 1.part.of: “audience” is not known here; expected “audiences”?",
        ),
        (
            "[[record.part]]\nof = \"audiences\"",
            "says not what it adds; expected either its fields or one item",
        ),
    ];
    for (fields, expected) in of_fields {
        let told = faults(&format!("{START}[record.fields]\n{fields}"));
        assert!(told.contains(expected), "{fields}\n{told}");
    }
}

#[test]
fn columns_that_a_file_does_not_have_are_told() {
    let told = faults_of_columns(
        &format!("{START}fields = {{ name = \"Nmae\" }}"),
        "id,Name,Phone\n",
    );
    assert_eq!(
        told,
        "line 5: record 1.fields.name: “Nmae” is not known here: no such column in rows.csv; expected “Name”?"
    );
    let told = faults_of_columns(
        &format!("{START}only = {{ column = \"quite other\", empty = true }}"),
        "id,Name\n",
    );
    assert_eq!(
        told,
        "line 5: record 1.only: “quite other” is not known here: no such column in rows.csv; expected one of: id, Name"
    );
}

#[test]
fn a_column_in_the_place_of_a_text_is_told() {
    let text = format!("{START}fields.terms.stay.text = \"Stay\"");
    let told = faults_of_columns(&text, "id,Stay\n");
    assert!(
        told.contains("“Stay” is a column, and is taken as a text; expected { column = \"Stay\" }"),
        "{told}"
    );
}

#[test]
fn a_file_is_read_in_what_it_is_written_in_and_with_any_line_end() {
    let text = format!("{START}fields = {{ name = \"c\" }}");
    for bytes in [
        &b"id,c\r\n1,Casa Se\xf1ora\r\n"[..],
        "id;c\r1;Casa Señora\r".as_bytes(),
        "\u{feff}id\tc\n1\tCasa Señora".as_bytes(),
    ] {
        let raw = Raw::Memory {
            name: "rows.csv".to_owned(),
            bytes: Arc::from(bytes),
        };
        let seen = seen(&open(mapping(&text), raw), RecordKind::Service);
        assert!(seen.problems.is_empty(), "{:?}", seen.problems);
        assert_eq!(seen.entries[0].body["name"], "Casa Señora");
    }
}

/// As a file is whose end was cut off, and one in which somebody forgot a quote.
#[test]
fn a_row_whose_quotes_do_not_match_is_left_out_and_no_other() {
    let text = format!("{START}fields = {{ name = \"c\", description = \"d\" }}");
    let raw = in_memory("id,c,d\n1,Oak,\"a, b\"\n2,\"Elm,c\n3,Ash,\"d, e\"\n4,Fir\n5,\"cut of");
    let seen = seen(&open(mapping(&text), raw), RecordKind::Service);
    let keys: Vec<&str> = seen
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!(keys, ["1", "3", "4"]);
    let told = seen.problems.iter();
    let told: Vec<(&str, Option<u64>)> = told
        .map(|problem| (problem.code.as_str(), problem.position.row))
        .collect();
    assert_eq!(
        told,
        [
            ("misquoted", Some(3)),
            ("too_few_cells", Some(5)),
            ("misquoted", Some(6))
        ]
    );
}

#[test]
fn a_row_without_an_end_is_refused() {
    let text = format!("{START}fields = {{ name = \"c\" }}");
    let endless = format!("id,c\n1,\"{}", "x".repeat(9 << 20));
    let input = open(mapping(&text), in_memory(&endless));
    let error = input
        .read(RecordKind::Service, &mut |_| ControlFlow::Continue(()))
        .unwrap_err();
    assert!(matches!(error, Refusal::TooLarge { .. }), "{error}");
}
