//! What finding listings by words costs over a hundred thousand synthetic ones: `cargo bench --bench text`.
//!
//! Prints the CPU time of this thread for building the index, and for questions: finding what matches, and ranking
//! the twenty best of it. The words are as uneven as a language's (Zipf), the texts as long as a directory's. All of it
//! is deterministic.

use std::fs;

use nearhelp::hsds::taxonomy::Taxonomies;
use nearhelp::snapshot::text::synonyms::Synonyms;
use nearhelp::snapshot::text::{Document, TextIndex, Weight};
use roaring::RoaringBitmap;

const LISTINGS: u32 = 100_000;
const WORDS: usize = 60_000;
const ROUNDS: u32 = 300;

fn main() {
    let mut random = Random(7);
    let vocabulary: Vec<String> = (0..WORDS).map(|_| random.word()).collect();
    let documents: Vec<Document> = (0..LISTINGS)
        .map(|number| document(number, &vocabulary, &mut random))
        .collect();
    let words: usize = documents
        .iter()
        .flat_map(|document| &document.fields)
        .map(|(_, text)| text.split(' ').count())
        .sum();
    let before = thread_cpu_seconds();
    let index = TextIndex::build(documents.into_iter());
    println!(
        "{LISTINGS} listings of {} words, index built in {:.2} s CPU",
        words / LISTINGS as usize,
        thread_cpu_seconds() - before
    );

    let common = format!("{} {}", vocabulary[0], vocabulary[1]);
    let rare = format!("{} {}", vocabulary[20_000], vocabulary[30_000]);
    let sixteen = vocabulary[..16].join(" ");
    let mistyped = |at: usize| {
        let mut letters: Vec<char> = vocabulary[at].chars().collect();
        letters.swap(2, 3);
        letters[1] = 'q';
        letters.into_iter().collect::<String>()
    };
    let long: Vec<String> = (100..)
        .filter(|at| vocabulary[*at].len() > 9)
        .take(16)
        .map(mistyped)
        .collect();
    for (name, question) in [
        ("a word in most listings", vocabulary[0].clone()),
        ("two such words", common.clone()),
        ("sixteen common words", sixteen),
        ("two rare words", rare),
        ("a synonym", "rehab".to_owned()),
        ("a synonym of two words", "food stamps".to_owned()),
        ("four words", format!("lawyer {common} shelter")),
        ("three letters", vocabulary[0][..3].to_owned()),
        ("mistyped, one edit", "sheltre ".to_owned()),
        ("mistyped, two edits", format!("{} ", long[0])),
        ("sixteen mistyped words", long.join(" ")),
        ("a number", "816-555-0123".to_owned()),
        ("words that nobody has", "xylophone qwertyuiop".to_owned()),
    ] {
        measure(name, &index, &question);
    }
}

fn measure(name: &str, index: &TextIndex, question: &str) {
    let all: RoaringBitmap = (0..LISTINGS).collect();
    // What is made once, on the first question of its kind.
    let _ = index.search(question);
    let each = |ask: &dyn Fn() -> u64| {
        let before = thread_cpu_seconds();
        let found: u64 = (0..ROUNDS).map(|_| ask()).sum();
        let microseconds = (thread_cpu_seconds() - before) / f64::from(ROUNDS) * 1e6;
        (microseconds, found / u64::from(ROUNDS))
    };
    let (search, found) = each(&|| index.search(question).numbers.len());
    let matches = index.search(question);
    let (rank, _) = each(&|| matches.ranked(&all, |a, b| a.cmp(&b), 0, 20).len() as u64);
    println!("{name:26} {search:8.1} µs to find {found:6}, {rank:8.1} µs to rank them");
}

fn document(number: u32, vocabulary: &[String], random: &mut Random) -> Document {
    let terms = &Taxonomies::embedded().category.terms;
    let synonyms = Synonyms::embedded();
    let mut text = |words: usize| {
        let words: Vec<&str> = (0..words)
            .map(|_| random.zipf(vocabulary).as_str())
            .collect();
        words.join(" ")
    };
    let fields = vec![
        (Weight::Name, text(4)),
        (Weight::Organization, text(3)),
        (Weight::Text, text(35)),
        (Weight::Text, text(12)),
    ];
    let term = random.zipf(terms);
    let town = format!("{}, Jackson County, MO", random.zipf(&vocabulary[..2_000]));
    let mut document = Document {
        number,
        fields,
        numbers: vec![format!("+1816555{:04}", number % 10_000)],
        ..Document::default()
    };
    document.fields.push((Weight::Category, term.name.clone()));
    document.fields.push((Weight::Place, town));
    let concept = synonyms.category(&term.code).into_iter();
    document
        .concepts
        .extend(concept.map(|concept| (Weight::Category, concept)));
    document
}

/// What this thread has run on a CPU so far (Linux).
fn thread_cpu_seconds() -> f64 {
    // Sleeping makes the kernel bring its account up to date.
    std::thread::sleep(std::time::Duration::from_millis(5));
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = schedstat
        .split(' ')
        .next()
        .and_then(|text| text.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of them, the n-th with a chance of about 1/n.
    fn zipf<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = (of.len() as f64).powf(self.fraction()) as usize - 1;
        &of[at.min(of.len() - 1)]
    }

    /// Four to thirteen letters that can be spoken.
    fn word(&mut self) -> String {
        let mut word = String::new();
        for _ in 0..2 + self.next() % 4 {
            word.push(char::from(b"bcdfghklmnprstvw"[(self.next() % 16) as usize]));
            word.push(char::from(b"aeiou"[(self.next() % 5) as usize]));
            if self.next().is_multiple_of(4) {
                word.push(char::from(b"lmnrst"[(self.next() % 6) as usize]));
            }
        }
        word
    }
}
