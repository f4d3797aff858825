//! A maintainer's month: one story from the first file to the digest, by hand, with the server running beside.

use std::{
    fs,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::nearhelp;
use crate::common::Binary;

/// As the county sends it. The fourth row lacks two digits; the national line stands in three rows; the last row's line
/// is a shop's by now.
const MARCH: &str = "\
Agency,Program,What it is,Phone,After hours,Street address,Office hours,Last checked
Prairie Clinic,Walk-in clinic,health.primary_care,(816) 336-0142,888-373-7888,\"210 Commercial Ave, Smithville, MO 64089\",Mon-Fri 9am-5pm,2/27
Plattsburg Legal Aid,Protective orders,legal.protective_order,816-336-0177,888-373-7888,\"14 Maple St, Plattsburg, MO 64477\",Mon-Fri 9am-4pm,2/27
Kearney Outreach,Case management,case_management,816.336.0121,1-888-373-7888,\"31 Depot Rd, Kearney, MO 64060\",by appointment,2/27
Kearney Outreach,Counseling,mental_health.counseling,816-336-01,,\"31 Depot Rd, Kearney, MO 64060\",Tue 1pm-6pm,2/27
Northland Help Line,Help line,hotline,816-336-0199,,\"Liberty, MO 64068\",24/7,2/27
";

const MAPPING: &str = r#"
[source]
key = "county"
name = "County list"
kind = "directory"

[file.list]
path = "FILE"
ignore = ["Last checked"]

[[record]]
kind = "organization"
key = "Agency"
fields.name = "Agency"

[[record]]
kind = "service"
key = { text = "{Agency}: {Program}" }
fields.organization_id = "Agency"
fields.name = "Program"
fields.kind = { text = "help" }
fields.categories = { column = "What it is", as = "list" }
fields.phones = { columns = ["Phone", "After hours"], join = "; ", as = "phones" }

[[record]]
kind = "location"
key = { text = "{Agency}: {Program}" }
fields.location_type = { text = "physical" }
fields.addresses = { column = "Street address", as = "address" }
fields.schedules = { column = "Office hours", as = "hours" }

[[record]]
kind = "service_at_location"
key = { text = "{Agency}: {Program}" }
fields.service_id = { text = "{Agency}: {Program}" }
fields.location_id = { text = "{Agency}: {Program}" }
"#;

const NATIONAL_LINE: &str = "+18883737888";
/// Long enough for a server on a busy machine to notice a publish.
const PATIENCE: Duration = Duration::from_secs(60);

struct Desk {
    folder: Arc<TempDir>,
    server: Option<Binary>,
}

impl Desk {
    fn new() -> Desk {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        Desk {
            folder,
            server: None,
        }
    }

    /// A month's file with its mapping; what the program is to be given.
    fn file(&self, month: &str, rows: &str) -> [String; 3] {
        let (list, mapping) = (format!("{month}.csv"), format!("{month}.toml"));
        let write = |name: &str, text: &str| fs::write(self.folder.path().join(name), text);
        write(&list, rows).expect("a file");
        write(&mapping, &MAPPING.replace("FILE", &list)).expect("a file");
        [list, "--mapping".to_owned(), mapping]
    }

    /// `nearhelp ARGUMENTS`, which ends with `code`; all that it says.
    #[track_caller]
    fn ends(&self, code: i32, arguments: &[&str]) -> String {
        let (ended, stdout, stderr) = nearhelp(self.folder.path(), arguments);
        assert_eq!(ended, Some(code), "{arguments:?}: {stdout}{stderr}");
        stdout + &stderr
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        self.ends(0, arguments)
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).expect("JSON")
    }

    /// `nearhelp COMMAND FILE OPTIONS`
    #[track_caller]
    fn with(&self, code: i32, command: &str, file: &[String; 3], options: &[&str]) -> String {
        let mut arguments = vec![command];
        arguments.extend(file.iter().map(String::as_str));
        arguments.extend(options);
        self.ends(code, &arguments)
    }

    /// The numbers of the items of the question that says `why`.
    #[track_caller]
    fn question(&self, why: &str) -> (String, Vec<String>) {
        let waiting = self.json(&["review"]);
        let contents = waiting["contents"].as_array().expect("contents");
        let says = |group: &&Value| group["why"].as_str().is_some_and(|said| said.contains(why));
        let group = contents
            .iter()
            .find(says)
            .unwrap_or_else(|| panic!("no {why} in {waiting:#}"));
        let numbers = group["numbers"].as_array().expect("numbers");
        let key = group["group"].as_str().expect("a key")[..8].to_owned();
        (key, numbers.iter().map(Value::to_string).collect())
    }

    /// How many questions wait.
    fn questions(&self) -> usize {
        let waiting = self.json(&["review"]);
        waiting["contents"].as_array().expect("contents").len()
    }

    /// What a stranger in Smithville is shown, once the server has noticed the last publish.
    #[track_caller]
    fn nearby(&self) -> Vec<Value> {
        let server = self.server.as_ref().expect("a server");
        let history = self.json(&["history"]);
        let revision = history["contents"][0]["revision"].to_string();
        let caller = server.anonymous();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = caller.get("/v1/nearby?near=64089&radius=40mi&per_page=50");
            if answer.header("directory-revision") == Some(&revision) {
                return answer.ok()["contents"]
                    .as_array()
                    .expect("contents")
                    .clone();
            }
            assert!(Instant::now() < deadline, "{}", server.output());
            sleep(Duration::from_millis(50));
        }
    }

    /// The numbers that the stranger is shown for a program, in their order.
    #[track_caller]
    fn dialled(&self, program: &str) -> Vec<String> {
        let shown = self.nearby();
        let of = |listing: &&Value| listing["service"]["name"] == program;
        let listing = shown.iter().find(of).expect(program);
        let phones = listing["phones"].as_array().expect("phones").iter();
        let number = |phone: &Value| phone["number"].as_str().expect("a number").to_owned();
        phones.map(number).collect()
    }
}

#[test]
fn a_maintainers_month() {
    let mut desk = Desk::new();

    // The county's list comes. Ana looks at it: a row is told with its line, column, value and what would be right,
    // the cause before what follows from it; and nothing is written, not even a database.
    let march = desk.file("march", MARCH);
    let told = desk.with(1, "check", &march, &[]);
    let lines = [
        "march.csv:5, column Phone, After hours: service Kearney Outreach: Counseling",
        "phones: 816-336-01",
        "expected numbers such as",
        "19 read: 15 added, 0 changed, 0 unchanged, 4 held, 0 rejected; 1 part left out",
        "held: 4 crisis_number",
    ];
    let at = lines.map(|line| told.find(line).unwrap_or_else(|| panic!("{line}: {told}")));
    assert!(at.is_sorted(), "{told}");
    let rehearsed = desk.with(1, "load", &march, &["--dry-run", "--by", "Ana"]);
    assert!(
        rehearsed.ends_with("nothing was written: a dry run\n"),
        "{rehearsed}"
    );
    assert!(!desk.folder.path().join("nearhelp.db").exists());

    // The server starts beside her, with an empty directory.
    let folder = Arc::clone(&desk.folder);
    desk.server = Some(Binary::serve_in(folder, &["--seed", "none"], &[]));
    let loaded = desk.with(1, "load", &march, &["--by", "Ana"]);
    assert!(loaded.contains(lines[3]), "{loaded}");
    for said in ["published as changeset 1\n", "no national hotlines"] {
        assert!(loaded.contains(said), "{said}: {loaded}");
    }

    // It is the first of this source, so that there is something to read: what it says, and every crisis number of it.
    let (_, first) = desk.question("the first update of this source");
    let read = desk.done(&["review", "show", &first[0]]);
    for said in [
        "888-373-7888: Case management, Protective orders, Walk-in clinic",
        "816-336-0199: Help line",
        "name: Prairie Clinic",
        "address_1",
        "loaded by Ana",
    ] {
        assert!(read.contains(said), "no {said} in {read}");
    }
    let ana_read_it = ["--by", "Ana", "--reason", "Read it against last year's"];
    desk.done(&[&["review", "approve", &first[0]][..], &ana_read_it].concat());

    // What was sure is served already, and what is risky is not; the row of the impossible number without it.
    assert_eq!(desk.nearby().len(), 5);
    assert!(desk.dialled("Counseling").is_empty());
    assert_eq!(desk.dialled("Walk-in clinic"), ["+18163360142"]);
    assert!(desk.dialled("Help line").is_empty());

    // The national line is one question for three rows. Ana brought it, so that another says the word: not for the
    // clinic, whose desk knows nothing of it.
    let (group, of_line) = desk.question("888-373-7888");
    assert_eq!(of_line.len(), 3);
    let all = ["review", "approve", "--group", &group];
    let own = desk.ends(
        1,
        &[&all[..], &["--by", "Ana", "--reason", "Mine"]].concat(),
    );
    assert!(own.contains("somebody else approves it"), "{own}");
    let of_clinic = of_line.iter().find(|number| {
        let shown = desk.done(&["review", "show", number.as_str()]);
        shown.contains("Walk-in clinic")
    });
    let of_clinic = of_clinic.expect("the clinic's").as_str();
    let bo_rang = [
        "--except",
        of_clinic,
        "--by",
        "Bo",
        "--reason",
        "Rang the national line",
    ];
    desk.done(&[&all[..], &bo_rang].concat());
    assert_eq!(
        desk.dialled("Protective orders"),
        ["+18163360177", NATIONAL_LINE]
    );
    assert_eq!(
        desk.dialled("Case management"),
        ["+18163360121", NATIONAL_LINE]
    );
    assert_eq!(desk.dialled("Walk-in clinic"), ["+18163360142"]);
    assert_eq!(desk.question("888-373-7888").1, [of_clinic]);

    // The help line's number is wrong. The same file again asks about it no more, nor twice about the clinic's.
    let (_, of_help_line) = desk.question("816-336-0199");
    let no = ["--by", "Bo", "--reason", "A shop answers"];
    desk.done(&[&["review", "reject", &of_help_line[0]][..], &no].concat());
    let again = desk.with(1, "load", &march, &["--by", "Ana"]);
    assert!(
        again.contains("rejected before, and left out: 1 crisis_number"),
        "{again}"
    );
    assert!(again.contains("nothing changed"), "{again}");
    assert_eq!(desk.questions(), 1);

    // Bo rings the clinic, and whoever asks is told that somebody did.
    let call = [
        "--group", "phones", "--how", "called", "--by", "Bo", "--note",
    ];
    let call = [&["verify", "Walk-in clinic"][..], &call, &["Front desk"]].concat();
    let verified = desk.done(&call);
    assert!(
        verified.contains("logged a call to 816-336-0142"),
        "{verified}"
    );
    let shown = desk.nearby();
    let clinic = shown
        .iter()
        .find(|it| it["service"]["name"] == "Walk-in clinic");
    assert_eq!(
        clinic.expect("the clinic")["standing"]["phones"],
        "verified"
    );
    let due = desk.done(&["review", "--stale"]);
    assert!(
        !due.contains("336-0142") && due.contains("336-0177"),
        "{due}"
    );

    // A neighbouring county drafts over HTTP, with a key that may do no more. Bo publishes it.
    let key = desk.done(&[
        "keys",
        "create",
        "--role",
        "editor",
        "--name",
        "Clinton County",
    ]);
    let key = key
        .split_whitespace()
        .find(|word| word.starts_with("nh_"))
        .expect("a key");
    let draft = json!({
        "source": {"key": "clinton", "name": "Clinton County", "kind": "provider", "date": "2026-03-12", "url": null},
        "claims": [{"record": "organization", "key": "o", "body": {"name": "Lathrop Pantry", "website": "https://lathrop.example.org"}}],
    });
    let editor = desk.server.as_ref().expect("a server").anonymous();
    let answer = editor.with_key(key).send(
        "POST",
        "/v1/updates",
        &[("content-type", "application/json"), ("by", "Cy")],
        draft.to_string().into_bytes(),
    );
    assert_eq!(answer.json()["held_by_rule"]["draft"], 1, "{answer:?}");
    let anyone = desk.server.as_ref().expect("a server").anonymous();
    assert_eq!(anyone.get("/v1/organizations").ok()["total_items"], 4);
    let (_, drafted) = desk.question("a key of the role editor drafts");
    let shown = desk.done(&["review", "show", &drafted[0]]);
    assert!(
        shown.contains("Lathrop Pantry") && shown.contains("loaded by Cy"),
        "{shown}"
    );
    let publish = ["--by", "Bo", "--reason", "Their own pantry"];
    desk.done(&[&["review", "approve", &drafted[0]][..], &publish].concat());
    desk.nearby();
    assert_eq!(anyone.get("/v1/organizations").ok()["total_items"], 5);

    // April's file: the cell is mended, a program is new, and the help line gives another number. That is asked about.
    let april = MARCH
        .replace("816-336-01,", "816-336-0124,")
        .replace("336-0199", "336-0188")
        + "Prairie Clinic,Night clinic,health.primary_care,816-336-0149,,\"210 Commercial Ave, Smithville, MO 64089\",Mon-Sat 6pm-10pm,4/1\n";
    let april = desk.file("april", &april);
    let loaded = desk.with(0, "load", &april, &["--by", "Ana"]);
    let counts = "22 read: 3 added, 1 changed, 16 unchanged, 2 held, 0 rejected";
    assert!(loaded.contains(counts), "{loaded}");
    assert!(!loaded.contains("rejected before"), "{loaded}");
    assert_eq!(desk.question("816-336-0188").1.len(), 1);
    assert!(desk.dialled("Help line").is_empty());
    assert_eq!(desk.dialled("Night clinic"), ["+18163360149"]);
    assert_eq!(desk.dialled("Counseling"), ["+18163360124"]);

    // A caller was threatened at a number. It is gone at once, wherever it stands, and cannot come back by a file.
    let uses = desk.done(&["number", "816-336-0121"]);
    assert!(uses.contains("Kearney Outreach: Case management"), "{uses}");
    let threatened = ["--by", "Bo", "--reason", "A stranger answers and threatens"];
    let block = [&["number", "block", "(816) 336-0121"][..], &threatened].concat();
    assert!(
        desk.done(&block)
            .contains("blocked 816-336-0121 in 1 record")
    );
    let shown = Value::from(desk.nearby()).to_string();
    assert!(!shown.contains("8163360121") && !shown.contains("336-0121"));
    assert_eq!(desk.dialled("Case management"), [NATIONAL_LINE]);
    desk.with(0, "load", &april, &["--by", "Ana"]);
    assert_eq!(desk.dialled("Case management"), [NATIONAL_LINE]);

    // April's was the wrong file. All of it is taken back, and nothing else: not the block, not what was confirmed.
    let changeset = |how: &str| {
        let history = desk.json(&["history"]);
        let contents = history["contents"].as_array().expect("contents").iter();
        let mut found = contents.filter(|it| it["how"] == how);
        found.next().expect(how)["revision"].to_string()
    };
    let load = changeset("load");
    let undo = ["undo", &load, "--by", "Ana", "--reason", "The wrong file"];
    let undone = desk.done(&undo);
    assert!(undone.contains("0 left as they are"), "{undone}");
    assert!(
        undone.contains("1 of its held items waits no longer"),
        "{undone}"
    );
    let shown = Value::from(desk.nearby()).to_string();
    assert!(!shown.contains("Night clinic"));
    assert!(desk.dialled("Counseling").is_empty());
    assert_eq!(desk.dialled("Case management"), [NATIONAL_LINE]);
    assert_eq!(desk.question("888-373-7888").1, [of_clinic]);
    assert_eq!(desk.questions(), 2);

    // At the end of the month it is all there: who did what, and why; also what was not wanted.
    let history = desk.done(&["history"]);
    for said in [
        "undo  Ana: The wrong file",
        "block  Bo: A stranger answers and threatens",
        "load  Ana: Loaded april.csv",
        "review  Bo: Their own pantry",
        "verify  Bo: Front desk",
        "review  Bo: A shop answers",
        "review  Bo: Rang the national line",
        "review  Ana: Read it against last year's",
        "load  Ana: Loaded march.csv",
    ] {
        assert!(history.contains(said), "no {said} in {history}");
    }
    let rejected = format!("rejected: {} (crisis_number)", of_help_line[0]);
    assert!(history.contains(&rejected), "{history}");
    let of_record = desk.done(&["history", "Help line"]);
    assert!(
        of_record.contains("Bo: A shop answers") && of_record.contains(&rejected),
        "{of_record}"
    );
    let decided = desk.json(&["review", "show", &of_help_line[0]]);
    assert_eq!(decided["state"], "rejected");
    let of_number = desk.done(&["number", "816-336-0121"]);
    assert!(of_number.contains("blocked by Bo"), "{of_number}");
    let digest = desk.json(&["digest", "--since", "4w"]);
    let sources = digest["sources"].as_array().expect("sources");
    let county = sources.iter().find(|it| it["name"] == "County list");
    let county = county.expect("the county's");
    let counted = |name: &str| county[name].as_i64().expect(name);
    assert_eq!(
        ["changesets", "approved", "declined", "waiting"].map(counted),
        [2, 3, 1, 1],
        "{county:#}"
    );
    assert_eq!(counted("published"), 15 + 4);
}
