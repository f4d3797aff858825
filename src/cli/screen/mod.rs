//! `nearhelp screen`

mod given;
mod told;
mod typed;
mod words;

use std::{
    io::{self, BufRead, ErrorKind, Read, Write},
    path::PathBuf,
    process,
};

use clap::Args;
use serde_json::{Map, Value};

use super::{Exit, Failure, near, out};
use crate::{
    config::{Ages, Database, state_code},
    eligibility::{Answers, Fact, Vocabulary},
    geography::Gazetteer,
    http::{
        State,
        extract::{Fields, ask},
        server,
    },
    snapshot::{Snapshot, nearby::Nearby},
};
use typed::Typed;
use words::Language;

/// Of one line that is typed.
const LINE_BYTES: u64 = 4_096;
/// How a program ends that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;
/// How many places a table for people has, unless it is said.
const SHOWN: &str = "10";

/// Ask who is likely to help, one question at a time, as /v1/eligibility does
///
/// Every question can be skipped. Nothing that is typed is kept, and no answer is taken from the command line, which other users
/// of the machine can read.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A ZIP, "City, ST", "X County, ST", or "latitude,longitude" in degrees
    #[arg(allow_hyphen_values = true)]
    near: String,

    /// The language of the questions; what providers say is in theirs
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,

    /// Only this category, and those below it; may be repeated
    #[arg(long, value_name = "CODE")]
    category: Vec<String>,

    /// Metres, or a length with its unit: 25mi, 40km
    #[arg(long)]
    radius: Option<String>,

    /// How many places, at most 100
    #[arg(long, default_value = SHOWN)]
    per_page: String,

    /// Ask nothing: the answers are a JSON object in this file, or - for standard input
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,

    /// Ask nothing, and print the JSON that /v1/eligibility answers with
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,

    #[command(flatten)]
    ages: Ages,

    /// The state whose places come first where a name is ambiguous, as two letters
    #[arg(long, env = "NEARHELP_HOME_STATE", value_name = "STATE", value_parser = state_code)]
    home_state: Option<String>,
}

/// Asks on the terminal, or answers once for a program.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let (gazetteer, language) = (Gazetteer::embedded(), arguments.language);
    if let Err(wrong) = super::known_state(arguments.home_state.as_deref(), gazetteer) {
        return Ok(wrong);
    }
    let snapshot = near::snapshot(&arguments.database, gazetteer, &arguments.ages)?;
    let state = State::new(snapshot, arguments.home_state.clone());
    let ask = match ask::screen(fields(arguments), &state) {
        Ok(ask) => ask,
        Err(problem) => {
            for fault in &problem.errors {
                eprintln!("{}", told::fault(fault, language));
            }
            eprintln!("{}", language.pick(words::EMERGENCY));
            return Ok(Exit::WrongUsage);
        }
    };
    let given = match &arguments.answers {
        None => Some(Answers::default()),
        Some(path) => given::answers(path, gazetteer, language)?,
    };
    let Some(answers) = given else {
        return Ok(Exit::WrongUsage);
    };
    if let Some(path) = near::missing_file(&arguments.database) {
        let [before, after] = words::BUILT_IN.map(|said| language.pick(said));
        eprintln!("nearhelp: {before} {path} {after}");
    }
    let snapshot = state.snapshot();
    let interview = Interview {
        snapshot: &snapshot,
        ask: &ask,
        gazetteer,
        language,
    };
    if arguments.json {
        let page = snapshot.screen(&ask, &answers, gazetteer);
        let json = serde_json::to_string_pretty(&page).map_err(Failure::new)?;
        return out::print(&format!("{json}\n"));
    }
    if arguments.answers.is_some() {
        let page = snapshot.screen(&ask, &answers, gazetteer);
        return out::print(&told::all(&page, language));
    }
    part_at_a_stop(language);
    match interview.hold(&mut io::stdin().lock(), &mut io::stdout().lock()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(error)),
        _ => Ok(Exit::Done),
    }
}

/// From now on Ctrl-C ends it as `q` does: with the word that the screen can be read.
fn part_at_a_stop(language: Language) {
    server::at_a_stop(move || {
        // Standard output belongs to the interview.
        eprintln!("\n\n{}", language.pick(words::NOT_KEPT));
        process::exit(INTERRUPTED);
    });
}

fn fields(arguments: &Arguments) -> Fields {
    let mut pairs = vec![
        ("near", arguments.near.clone()),
        ("per_page", arguments.per_page.clone()),
    ];
    let categories = arguments.category.iter();
    pairs.extend(categories.map(|code| ("category", code.clone())));
    pairs.extend(arguments.radius.clone().map(|radius| ("radius", radius)));
    Fields::from_pairs(pairs)
}

/// The questions and what they change, for one person, in memory alone.
struct Interview<'a> {
    snapshot: &'a Snapshot,
    ask: &'a Nearby,
    gazetteer: &'a Gazetteer,
    language: Language,
}

impl Interview<'_> {
    /// Until nothing is worth asking, or until the person stops.
    fn hold(&self, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
        let language = self.language;
        let vocabulary = Vocabulary::embedded();
        let mut given = Map::new();
        let mut answers = Answers::default();
        let mut page = self.snapshot.screen(self.ask, &answers, self.gazetteer);
        // What had been given before each answer.
        let mut earlier: Vec<Map<String, Value>> = Vec::new();
        write!(
            output,
            "{}\n{}",
            told::introduction(language),
            told::all(&page, language)
        )?;
        loop {
            let next = page.next_question.as_ref();
            let fact = next.and_then(|next| vocabulary.find(next.key));
            let put = match fact.map(|fact| vocabulary.fact(fact)) {
                Some(fact) => {
                    write!(output, "\n{}", told::question(fact, language))?;
                    self.put(fact, &given, input, output)?
                }
                None => {
                    writeln!(output, "\n{}", language.pick(words::NOTHING_MORE))?;
                    match earlier.is_empty() {
                        true => break,
                        false => self.part(input, output)?,
                    }
                }
            };
            let next = match put {
                Put::Answered(more, answers) => {
                    earlier.push(given);
                    (more, answers)
                }
                Put::Back => match earlier.pop() {
                    Some(before) => {
                        writeln!(output, "{}", language.pick(words::UNDONE))?;
                        let answers = Answers::read(&before, self.gazetteer);
                        (before, answers.unwrap_or_default())
                    }
                    None => {
                        writeln!(output, "{}", language.pick(words::NOTHING_TO_UNDO))?;
                        continue;
                    }
                },
                Put::Stop => {
                    writeln!(output)?;
                    break;
                }
            };
            let before = answers;
            (given, answers) = next;
            page = self.snapshot.screen(self.ask, &answers, self.gazetteer);
            let turned = self
                .snapshot
                .turned(self.ask, &before, &answers, self.gazetteer);
            write!(output, "\n{}", told::changes(&turned, language))?;
        }
        if !given.is_empty() {
            write!(output, "\n{}", told::all(&page, language))?;
        }
        writeln!(output, "\n{}", language.pick(words::NOT_KEPT))
    }

    /// Asks whether that is all, since the last answer may have been a slip.
    fn part(&self, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Put> {
        writeln!(output, "{}", self.language.pick(words::LAST_CHANCE))?;
        loop {
            let Some(line) = line(input, output)? else {
                return Ok(Put::Stop);
            };
            match typed::at_the_end(line.trim()) {
                Some(Typed::Back) => return Ok(Put::Back),
                Some(Typed::Stop) => return Ok(Put::Stop),
                _ => writeln!(output, "{}", self.language.pick(words::LAST_CHANCE))?,
            }
        }
    }

    /// Puts the question until there is an answer to it, or until the person goes back or stops. With what was `given`
    /// before.
    fn put(
        &self,
        fact: &Fact,
        given: &Map<String, Value>,
        input: &mut impl BufRead,
        output: &mut impl Write,
    ) -> io::Result<Put> {
        loop {
            let Some(line) = line(input, output)? else {
                return Ok(Put::Stop);
            };
            match typed::read(fact, line.trim()) {
                Some(Typed::Stop) => return Ok(Put::Stop),
                Some(Typed::Back) => return Ok(Put::Back),
                Some(Typed::Help) => {
                    write!(output, "{}", told::help(fact, self.language))?;
                    continue;
                }
                Some(Typed::Answer(value)) => {
                    let alone = Map::from_iter([(fact.key.clone(), value)]);
                    let fits = Answers::read(&alone, self.gazetteer).is_ok();
                    let more: Map<String, Value> = given.clone().into_iter().chain(alone).collect();
                    if let Ok(answers) = Answers::read(&more, self.gazetteer) {
                        return Ok(Put::Answered(more, answers));
                    }
                    if fits {
                        writeln!(output, "{}", self.language.pick(words::CONTRADICTS))?;
                        continue;
                    }
                }
                None => {}
            }
            writeln!(output, "{}", told::again(fact, self.language))?;
        }
    }
}

/// What is typed next; nothing where the input ends.
fn line(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Option<String>> {
    write!(output, "> ")?;
    output.flush()?;
    let mut line = Vec::new();
    let read = input.take(LINE_BYTES).read_until(b'\n', &mut line)?;
    // What a terminal sends in another encoding is no answer, and no failure.
    Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

/// What came of a question.
enum Put {
    /// With all that is given now.
    Answered(Map<String, Value>, Answers),
    Back,
    Stop,
}
