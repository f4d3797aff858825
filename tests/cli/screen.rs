//! `nearhelp screen`.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    common::{Binary, run_interrupted, run_typing},
    nearhelp,
};

/// Somebody types `input` at `nearhelp screen ARGUMENTS`: how it ended, and what stood on the screen.
fn screen(folder: &Path, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let arguments = [&["screen"], arguments].concat();
    let output = run_typing(folder, &arguments, input);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[track_caller]
fn assert_nothing_was_left(folder: &Path) {
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

/// Near the legal help whose rules the article has.
const LEGAL: [&str; 3] = [
    "64081",
    "--category=legal.protective_order",
    "--radius=25mi",
];

#[test]
fn questions_come_one_at_a_time_and_each_may_be_skipped_or_declined() {
    let folder = tempfile::tempdir().unwrap();
    // The order of protection, mistyped first, and two questions on what was done to them.
    let (code, stdout, stderr) = screen(folder.path(), &LEGAL, "perhaps\ny\nd\ny\n");
    assert_eq!(code, Some(0), "{stderr}");
    insta::assert_snapshot!("screen", stdout);
    assert_nothing_was_left(folder.path());
}

#[test]
fn the_same_in_spanish() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&LEGAL[..], &["--language=es"]].concat();
    let (code, stdout, stderr) = screen(folder.path(), &arguments, "quizás\ns\nd\nq\n");
    assert_eq!(code, Some(0), "{stderr}");
    insta::assert_snapshot!("screen_in_spanish", stdout);
    assert_nothing_was_left(folder.path());
}

#[test]
fn the_last_answer_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    // Alaska by mistake, and back, and back once more than there are answers.
    let typed = "99501\nback\nBACK\n64081\nquit\n";
    let (code, stdout, _) = screen(folder.path(), &["64081"], typed);
    assert_eq!(code, Some(0), "{stdout}");
    let (_, plain, _) = screen(folder.path(), &["64081"], "64081\nq\n");
    let end = |text: &str| {
        text.rsplit_once("In an emergency")
            .map(|(_, end)| end.to_owned())
    };
    assert_eq!(end(&stdout), end(&plain), "nothing of it counts any more");
    assert_eq!(stdout.matches("Your last answer is gone.").count(), 1);
    assert_eq!(stdout.matches("There is no answer to undo.").count(), 1);
    let arguments = ["64081", "--language=es"];
    let (_, stdout, _) = screen(folder.path(), &arguments, "99501\natrás\nsalir\n");
    assert!(
        stdout.contains("Su última respuesta ya no cuenta."),
        "{stdout}"
    );
    assert_nothing_was_left(folder.path());
}

#[test]
fn the_last_answer_of_all_can_be_taken_back_too() {
    let folder = tempfile::tempdir().unwrap();
    // The last of them by mistake, seen once nothing more is asked.
    let (code, stdout, _) = screen(folder.path(), &LEGAL, "y\nd\ny\nwhat\nback\nn\n\n");
    assert_eq!(code, Some(0), "{stdout}");
    let asked = "Press Enter to end, or type back to undo your last answer.";
    assert_eq!(stdout.matches(asked).count(), 3, "{stdout}");
    assert!(stdout.contains("Your last answer is gone."), "{stdout}");
    let end = stdout.rsplit_once("Places, by distance:").unwrap().1;
    assert!(end.contains("unknown  Verge"), "{end}");
    // Who answered nothing has nothing to undo.
    let (_, stdout, _) = screen(
        folder.path(),
        &["64081", "--category=childcare", "--radius=1mi"],
        "q\n",
    );
    assert!(!stdout.contains(asked), "{stdout}");
    assert_nothing_was_left(folder.path());
}

#[test]
fn who_asks_is_told_what_can_be_typed() {
    let folder = tempfile::tempdir().unwrap();
    for (language, word, told) in [
        ("--language=en", "?", "back: undo my last answer"),
        ("--language=en", "help", "Type a ZIP, a town with its state"),
        (
            "--language=es",
            "ayuda",
            "atrás: borrar mi última respuesta",
        ),
    ] {
        let arguments = ["64081", language];
        let (_, stdout, _) = screen(folder.path(), &arguments, &format!("{word}\nq\n"));
        assert!(stdout.contains(told), "{stdout}");
    }
}

#[test]
fn all_that_the_program_says_is_in_spanish() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["64081", "--language=es", "--per-page=100", "--answers=-"];
    let given = r#"{"residence": "Springfield, MO"}"#;
    let (code, stdout, stderr) = screen(folder.path(), &arguments, given);
    assert_eq!(code, Some(0), "{stderr}");
    for said in [
        "Atiende en: ",
        " mi más o menos, hasta el centro de su pueblo o ciudad",
        "Según los registros públicos, este número es de Hope House. Pregunte con quién habla.",
    ] {
        assert!(stdout.contains(said), "{said}: {stdout}");
    }
    for said in [
        "about ",
        "straight line",
        "Serves ",
        "From age",
        "Asks for",
        "Ask who",
        "Public records",
    ] {
        assert!(!stdout.contains(said), "{said}: {stdout}");
    }
    assert!(stderr.contains("no hay nearhelp.db aquí"), "{stderr}");
}

#[test]
fn what_is_wrong_is_said_in_spanish_too() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, stderr) = screen(
        folder.path(),
        &["Springfield", "--language=es", "--radius=far"],
        "",
    );
    assert_eq!(code, Some(2));
    for told in [
        "no indica un único lugar",
        "quizá quería decir: Springfield, ",
        "no es una distancia",
        "En una emergencia llame al 911.",
    ] {
        assert!(stderr.contains(told), "{told}: {stderr}");
    }
    let given = r#"{"age": "sentinel", "sentinel": 1}"#;
    let (code, _, stderr) = screen(
        folder.path(),
        &["64081", "--language=es", "--answers=-"],
        given,
    );
    assert_eq!(code, Some(2));
    assert!(
        stderr.contains("age: esa respuesta no vale") && !stderr.contains("sentinel"),
        "{stderr}"
    );
    assert_nothing_was_left(folder.path());
}

#[test]
fn who_stops_at_once_has_the_numbers_already() {
    let folder = tempfile::tempdir().unwrap();
    for input in ["", "q\n"] {
        let (code, stdout, _) = screen(folder.path(), &["64081"], input);
        assert_eq!(code, Some(0));
        assert!(stdout.contains("In an emergency call 911."), "{stdout}");
        assert!(stdout.contains("888-373-7888"), "{stdout}");
        assert!(stdout.ends_with("Nothing was kept. Close this screen so that nobody reads it.\n"));
    }
    assert_nothing_was_left(folder.path());
}

#[test]
fn a_sensitive_question_comes_after_the_others_and_says_why_first() {
    let folder = tempfile::tempdir().unwrap();
    let (_, stdout, _) = screen(folder.path(), &["64081"], &"\n".repeat(60));
    let at = |text: &str| {
        stdout
            .find(text)
            .unwrap_or_else(|| panic!("no {text} in {stdout}"))
    };
    let home = at("Where do you live");
    let why = at("Some help is only for people this was done to.");
    let judge = at("Do you want a judge");
    assert!(home < why && why < judge, "{stdout}");
    assert!(stdout.contains("No other question would settle more."));
}

#[test]
fn a_number_stands_beside_what_has_to_be_said_before_the_call() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["64081", "--category=shelter.emergency", "--radius=25mi"];
    let (_, stdout, _) = screen(folder.path(), &arguments, "q\n");
    let line = stdout
        .lines()
        .position(|line| line.contains("Emergency shelter"))
        .unwrap();
    let lines: Vec<&str> = stdout.lines().collect();
    assert!(lines[line].contains("816-461-4673"));
    let before = "    Before you call: Public records give this number to Hope House. Ask who you have reached.";
    assert_eq!(lines[line + 1], before);
    assert!(
        !stdout.contains("373-8888"),
        "a misprint is no number to call"
    );
}

#[test]
fn what_is_typed_is_not_told_back() {
    let folder = tempfile::tempdir().unwrap();
    let typed = "sentinelville\nSENTINEL\nsentinel 7654321\n7654321\n";
    let (code, stdout, stderr) = screen(folder.path(), &["64081"], typed);
    assert_eq!(code, Some(0));
    for text in [stdout, stderr] {
        assert!(
            !text.to_lowercase().contains("sentinel") && !text.contains("7654321"),
            "{text}"
        );
    }
    assert_nothing_was_left(folder.path());
}

#[test]
fn what_is_no_text_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    // A yes in another encoding, and more than a line may have.
    let typed = [b"\n".as_slice(), b"s\xed\n", &[b'y'; 5_000], b"\nq\n"].concat();
    let output = run_typing(folder.path(), &["screen", "64081"], typed);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stdout}");
    assert!(
        stdout.contains("Type y or n, or press Enter to skip."),
        "{stdout}"
    );
}

/// Ten places at one house, eight of them for adults; of the others it is not known for whom they are.
fn ten_places() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("feed");
    fs::create_dir(&feed).unwrap();
    let mut services = "id,organization_id,name,status,minimum_age\n".to_owned();
    let mut places = "id,service_id,location_id\n".to_owned();
    for at in 0..10 {
        let (name, from) = if at < 8 {
            ("Adults", "18")
        } else {
            ("Other", "")
        };
        services += &format!("s{at},o,{name} {at},active,{from}\n");
        places += &format!("p{at},s{at},l\n");
    }
    for (name, table) in [
        ("organizations.csv", "id,name,description\no,House,Help\n"),
        ("services.csv", &services),
        (
            "locations.csv",
            "id,location_type,latitude,longitude\nl,physical,38.92,-94.39\n",
        ),
        ("service_at_locations.csv", &places),
    ] {
        fs::write(feed.join(name), table).unwrap();
    }
    let (code, stdout, stderr) = nearhelp(folder.path(), &["load", "feed", "--source", "a feed"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    folder
}

#[test]
fn what_an_answer_changes_is_told_of_all_places_and_of_no_other() {
    let folder = ten_places();
    for (language, changes, more) in [
        ("en", "This changes:", "Besides these, it changes 5 more."),
        ("es", "Esto cambia:", "Además, cambia en 5 más."),
    ] {
        let arguments = ["64081", "--per-page=3", "--language", language];
        let (_, stdout, _) = screen(folder.path(), &arguments, "5\nq\n");
        let (_, told) = stdout.split_once(changes).expect("changes");
        let (told, _) = told.split_once(more).expect(more);
        assert_eq!(told.matches("House: Adults").count(), 3, "{stdout}");
        assert!(
            !told.contains("House: Other"),
            "nothing of them changed: {stdout}"
        );
    }
    // What takes it back changes them too; what is skipped changes nothing.
    let arguments = ["64081", "--per-page=3"];
    let (_, stdout, _) = screen(folder.path(), &arguments, "5\nback\n\nq\n");
    assert_eq!(stdout.matches("it changes 5 more").count(), 2, "{stdout}");
    assert_eq!(stdout.matches("That changes no verdict.").count(), 1);
}

#[test]
fn what_was_said_long_ago_says_when() {
    let folder = tempfile::tempdir().unwrap();
    let women = json!({"text": "For women.", "test": {"fact": "gender", "is": "woman"}, "date": "2019-01-01"});
    let point =
        json!({"id": "l", "location_type": "physical", "latitude": 38.92, "longitude": -94.39});
    let service = json!({"id": "s", "name": "Beds", "criteria": [women], "service_at_locations": [{"id": "p", "location": point}]});
    let said = json!([{"id": "o", "name": "House", "services": [service]}]);
    fs::write(folder.path().join("said.json"), said.to_string()).unwrap();
    let (code, stdout, stderr) = nearhelp(folder.path(), &["load", "said.json", "--source=House"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    for (language, told) in [
        (
            "en",
            "For women. Said on 1 January 2019: ask them whether it is still so.",
        ),
        (
            "es",
            "For women. Se dijo el 1 de enero de 2019: pregúnteles si sigue siendo así.",
        ),
    ] {
        let (_, stdout, _) = screen(folder.path(), &["64081", "--language", language], "q\n");
        assert!(stdout.contains(told), "{stdout}");
    }
}

#[test]
fn json_is_what_the_api_answers() {
    let server = Binary::serve(&[], &[]);
    let database = format!("{}/nearhelp.db", server.folder.path().display());
    let url = format!("--database-url=sqlite://{database}");
    let answers = json!({"made_to_work": true, "wants_protective_order": true, "age": "declined"});
    let arguments = ["63141", "--json", "--answers=-", "--per-page=20", &url];
    let (code, stdout, stderr) = screen(server.folder.path(), &arguments, &answers.to_string());
    assert_eq!(code, Some(0), "{stderr}");
    let printed: Value = serde_json::from_str(&stdout).unwrap();
    let body = json!({"near": "63141", "answers": answers});
    assert_eq!(
        printed,
        server.anonymous().post("/v1/eligibility", body).ok()
    );
}

#[test]
fn answers_in_a_file_are_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let answers = folder.path().join("answers.json");
    fs::write(
        &answers,
        r#"{"made_to_work": true, "wants_protective_order": true}"#,
    )
    .unwrap();
    let path = format!("--answers={}", answers.display());
    let (code, stdout, _) = nearhelp(folder.path(), &["screen", "64081", &path]);
    assert_eq!(code, Some(0));
    let verge = stdout.lines().find(|line| line.contains("Verge")).unwrap();
    assert!(verge.starts_with("likely"), "{verge}");
    assert!(!stdout.contains("Type d"), "nothing is asked: {stdout}");
}

#[test]
fn answers_that_are_none_are_wrong_usage_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    for (given, field) in [
        (r#"{"age": "sentinel"}"#, "age is not of its type"),
        (
            r#"{"shoe_size": "sentinel"}"#,
            "has a key that is no question here",
        ),
        (
            r#"{"gender": "woman", "gender": "sentinel"}"#,
            "gender is given more than once",
        ),
        (
            r#"{"sentinel": 1, "sentinel": 2}"#,
            "something is given more than once",
        ),
        (
            r#"{"with_children": false, "oldest_child_age": 2}"#,
            "oldest_child_age contradicts the answer to with_children",
        ),
        ("sentinel", "is no JSON object"),
        (r#"["sentinel"]"#, "is no JSON object"),
    ] {
        let (code, stdout, stderr) = screen(folder.path(), &["64081", "--answers=-"], given);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{given}");
        assert!(
            stderr.contains(field) && !stderr.contains("sentinel"),
            "{stderr}"
        );
    }
    let (code, _, _) = screen(folder.path(), &["64081", "--answers=none.json"], "");
    assert_eq!(code, Some(2));
}

#[test]
fn no_answer_is_taken_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["64081", "--age=17"][..],
        &["64081", "age=17"],
        &["00000"],
        &[],
    ] {
        let (code, stdout, _) = screen(folder.path(), arguments, "");
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
}

#[test]
fn who_interrupts_it_is_told_that_the_screen_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    for (language, said) in [
        (
            "en",
            "Nothing was kept. Close this screen so that nobody reads it.\n",
        ),
        (
            "es",
            "No se ha guardado nada. Cierre esta pantalla para que nadie la lea.\n",
        ),
    ] {
        let output = run_interrupted(folder.path(), &["screen", "64081", "--language", language]);
        let stderr = String::from_utf8(output.stderr).expect("text");
        assert!(stderr.ends_with(said), "{stderr}");
        assert_eq!(output.status.code(), Some(130));
    }
    assert_nothing_was_left(folder.path());
}
