use roaring::RoaringBitmap;

use crate::snapshot::text::synonyms::Synonyms;
use crate::snapshot::text::{Document, Extent, TextIndex, Weight};

/// Listings of nothing but a name and a description.
fn index(listings: &[(&str, &str)]) -> TextIndex {
    TextIndex::build((0..).zip(listings).map(|(number, (name, text))| Document {
        number,
        fields: vec![
            (Weight::Name, (*name).to_owned()),
            (Weight::Text, (*text).to_owned()),
        ],
        ..Document::default()
    }))
}

/// A listing of a category.
fn of_category(number: u32, name: &str, code: &str) -> Document {
    let concept = Synonyms::embedded().category(code).expect("a category");
    Document {
        number,
        fields: vec![(Weight::Name, name.to_owned())],
        concepts: vec![(Weight::Category, concept)],
        ..Document::default()
    }
}

fn found(index: &TextIndex, q: &str) -> Vec<u32> {
    index.search(q).numbers.iter().collect()
}

fn best_first(index: &TextIndex, q: &str) -> Vec<u32> {
    let matches = index.search(q);
    let all: RoaringBitmap = (0..1000).collect();
    let ranked = matches.ranked(&all, |a, b| a.cmp(&b), 0, 1000);
    ranked.into_iter().map(|(number, _)| number).collect()
}

#[test]
fn every_word_has_to_be_there_in_any_order() {
    let index = index(&[
        ("Hope House", ""),
        ("Hope Haven", ""),
        ("The House of Hope", ""),
    ]);
    assert_eq!(found(&index, "hope house"), [0, 2]);
    assert_eq!(found(&index, "House Hope"), [0, 2]);
    assert_eq!(found(&index, "hope"), [0, 1, 2]);
    assert_eq!(index.search("hope house").extent, Extent::AllWords);
}

#[test]
fn spelling_habits_do_not_matter() {
    let index = index(&[
        ("Lydia's House", ""),
        ("St. Luke’s & Friends", "Résumé help, drop-in"),
    ]);
    for q in ["Lydias house", "Lydia’s House", "lydia's", "LYDIA"] {
        assert_eq!(found(&index, q), [0], "{q}");
    }
    for q in [
        "saint lukes",
        "St Luke's",
        "resume",
        "drop-in",
        "dropin",
        "drop in",
        "lukes and friends",
    ] {
        assert_eq!(found(&index, q), [1], "{q}");
    }
}

#[test]
fn other_forms_of_a_word_are_the_word() {
    let index = index(&[("Shelters", ""), ("Sheltering families", ""), ("Food", "")]);
    assert_eq!(found(&index, "shelter"), [0, 1]);
}

#[test]
fn an_unknown_word_is_taken_as_mistyped() {
    let index = index(&[("Shelter", ""), ("Microloans", ""), ("Food", "")]);
    for q in ["shleter ", "sheltr ", "sheltter ", "shalter ", "dhelter "] {
        assert_eq!(found(&index, q), [0], "{q}");
    }
    assert_eq!(
        found(&index, "mikroloanz "),
        [1],
        "two edits from eight letters"
    );
    assert_eq!(
        found(&index, "fod "),
        Vec::<u32>::new(),
        "three letters are no typo"
    );
    assert_eq!(
        found(&index, "shalder "),
        Vec::<u32>::new(),
        "two edits in seven"
    );
}

#[test]
fn a_short_mistyped_word_raises_what_it_may_mean_and_is_no_condition() {
    let index = index(&[
        (
            "Hope Haven of the county",
            "A residential program, long to tell.",
        ),
        ("Haven", ""),
        ("Queens Haven", ""),
        ("Hope", ""),
    ]);
    for q in ["hop haven", "haven hpe ", "hoe haven"] {
        assert_eq!(best_first(&index, q), [0, 1, 2], "{q}");
    }
    assert_eq!(index.search("hop ").extent, Extent::NoWords);
}

#[test]
fn a_known_word_is_never_taken_as_mistyped() {
    let index = index(&[("Verge", ""), ("Merge", "")]);
    assert_eq!(found(&index, "verge"), [0]);
}

#[test]
fn the_last_word_may_be_unfinished() {
    let index = index(&[("Transitional housing", ""), ("Translation of papers", "")]);
    assert_eq!(found(&index, "tran"), [0, 1]);
    assert_eq!(found(&index, "transi"), [0]);
    assert_eq!(found(&index, "housing transit"), [0]);
    // A blank says that it is finished; two letters say too little.
    assert_eq!(index.search("transi ").extent, Extent::NoWords);
    assert_eq!(index.search("tr").extent, Extent::NoWords);
}

#[test]
fn synonyms_find_what_a_listing_is() {
    let index = TextIndex::build(
        [
            of_category(0, "Midwest", "substance_use.treatment"),
            of_category(1, "County program", "benefits.food"),
            of_category(2, "Hospital", "health.sexual_assault_exam"),
            of_category(3, "Kiosk", "transport"),
        ]
        .into_iter(),
    );
    for (q, listing) in [
        ("rehab", 0),
        ("food stamps", 1),
        ("EBT", 1),
        ("comida", 1),
        ("rape kit", 2),
        ("SANE", 2),
        ("bus pass", 3),
        ("a ride", 3),
    ] {
        assert_eq!(found(&index, q), [listing], "{q}");
    }
    assert_eq!(
        found(&index, "rape kitt"),
        [2],
        "mistyped synonyms are synonyms"
    );
    assert_eq!(found(&index, "rehabil"), [0], "and so are unfinished ones");
}

#[test]
fn synonyms_hold_on_both_sides() {
    let index = index(&[
        ("One", "They take SNAP."),
        ("Two", "Food stamps are welcome."),
        ("Three", "Help after domestic violence"),
        ("Four", "DV advocates"),
        ("Five", "Stamps and food"),
    ]);
    assert_eq!(found(&index, "food stamps"), [0, 1, 4]);
    assert_eq!(found(&index, "EBT"), [0, 1]);
    assert_eq!(found(&index, "DV"), [2, 3]);
    assert_eq!(found(&index, "domestic violence"), [2, 3]);
}

#[test]
fn an_acronym_has_no_other_forms() {
    let index = TextIndex::build([of_category(0, "Clinic", "health.hiv")].into_iter());
    assert_eq!(found(&index, "AIDS"), [0]);
    assert_eq!(index.search("legal aid").extent, Extent::NoWords);
}

#[test]
fn a_better_match_comes_first() {
    let named = |number, name: &str| Document {
        number,
        fields: vec![(Weight::Name, name.to_owned())],
        ..Document::default()
    };
    // A synonym, another form, the word.
    let treatment = of_category(0, "Program", "substance_use.treatment");
    let documents = [treatment, named(1, "Rehabs"), named(2, "Rehab")];
    assert_eq!(
        best_first(&TextIndex::build(documents.into_iter()), "rehab"),
        [2, 1, 0]
    );
    // Mistyped, unfinished.
    let documents = [named(0, "Gars"), named(1, "Gartenhaus")];
    assert_eq!(
        best_first(&TextIndex::build(documents.into_iter()), "gart"),
        [1, 0]
    );
    // Two edits, one.
    let documents = [named(0, "Kalimaronk"), named(1, "Kalimaron")];
    assert_eq!(
        best_first(&TextIndex::build(documents.into_iter()), "kalimara "),
        [1]
    );
    // A description, a category, a name.
    let index = TextIndex::build(
        (0..)
            .zip([Weight::Text, Weight::Category, Weight::Name])
            .map(|(number, weight)| Document {
                number,
                fields: vec![(weight, "Tattoo removal".to_owned())],
                ..Document::default()
            }),
    );
    assert_eq!(best_first(&index, "tattoo removal"), [2, 1, 0]);
    // A rare word before a common one, where no listing has both.
    let documents = ["Dentist", "Shelter", "Shelter", "Shelter"];
    let documents = (0..)
        .zip(documents)
        .map(|(number, name)| named(number, name));
    assert_eq!(
        best_first(&TextIndex::build(documents), "shelter dentist"),
        [0, 1, 2, 3]
    );
}

#[test]
fn words_that_say_nothing_do_not_count() {
    let index = index(&[("Food pantry", ""), ("For my kids and me", "")]);
    assert_eq!(found(&index, "please help me find a food pantry"), [0]);
    for q in ["", "   ", "help me", "...!?", "where is the", "’", "— -"] {
        let matches = index.search(q);
        assert_eq!(matches.extent, Extent::NothingAsked, "{q:?}");
        assert!(matches.numbers.is_empty());
    }
}

#[test]
fn one_odd_word_leaves_no_empty_page() {
    let index = index(&[
        ("Trauma therapy", ""),
        ("Trauma center", ""),
        ("Dentist", ""),
    ]);
    let matches = index.search("trauma therapy xylophone");
    assert_eq!(matches.extent, Extent::MostWords);
    assert_eq!(found(&index, "trauma therapy xylophone "), [0, 1]);
    assert_eq!(best_first(&index, "trauma therapy xylophone ")[0], 0);
    // A list of needs that nobody meets all of.
    assert_eq!(found(&index, "dentist therapy"), [0, 2]);
    assert_eq!(index.search("xylophone").extent, Extent::NoWords);
}

#[test]
fn where_nothing_is_of_a_category_the_one_above_it_helps() {
    let index = TextIndex::build(
        [
            of_category(0, "Clinic", "substance_use"),
            of_category(1, "Court", "legal"),
        ]
        .into_iter(),
    );
    let matches = index.search("detox");
    assert_eq!(matches.extent, Extent::MostWords);
    assert_eq!(matches.numbers.iter().collect::<Vec<_>>(), [0]);
}

#[test]
fn a_place_shuts_nobody_out() {
    let placed = |number, name: &str, place: &str| Document {
        number,
        fields: vec![
            (Weight::Name, name.to_owned()),
            (Weight::Place, place.to_owned()),
        ],
        ..Document::default()
    };
    let index = TextIndex::build(
        [
            placed(0, "Shelter", "Jackson County, MO"),
            placed(1, "Shelter", "Lee's Summit"),
            placed(2, "Dentist", "Lee's Summit"),
        ]
        .into_iter(),
    );
    assert_eq!(best_first(&index, "shelter lees summit"), [1, 0]);
    assert_eq!(found(&index, "Lee's Summit"), [1, 2]);
    assert_eq!(found(&index, "optometrist in lees summit "), [1, 2]);
}

#[test]
fn a_number_finds_exactly_its_listings_however_it_is_written() {
    let with = |number, name: &str, numbers: &[&str]| Document {
        number,
        fields: vec![(Weight::Name, name.to_owned())],
        numbers: numbers.iter().map(|&n| n.to_owned()).collect(),
        ..Document::default()
    };
    let index = TextIndex::build(
        [
            with(0, "Hope House", &["+18164614673"]),
            with(1, "Lifeline", &["988"]),
            with(
                2,
                "National line",
                &["+18883737888", "+18883738888", "233733"],
            ),
            with(3, "Suite 988", &["+18165550100"]),
        ]
        .into_iter(),
    );
    for q in [
        "816-461-HOPE",
        "(816) 461 4673",
        "8164614673",
        "+1 816 461 4673",
        "1.816.461.4673",
        "816‑461‑4673",
        "tel:+18164614673",
        "hope house 816-461-4673",
        "816-461-4673.",
        "461-4673",
        "461 4673",
        "461.4673,",
        "4614673",
        "hope house 461-4673",
    ] {
        assert_eq!(found(&index, q), [0], "{q}");
    }
    // Seven digits that nobody's number ends with are words, and part of a number is no number.
    for q in ["461-4674", "61-4673", "4614-673"] {
        assert_eq!(found(&index, q), [] as [u32; 0], "{q}");
    }
    assert_eq!(found(&index, "988"), [1], "a number is not a word");
    assert_eq!(
        found(&index, "888-373-8888"),
        [2],
        "a misprint finds what is right"
    );
    assert_eq!(found(&index, "text 233733"), [2]);
    assert_eq!(index.search("816-461-4674").extent, Extent::NoWords);
    // What a short code spells, where it is no word.
    for q in [
        "BEFREE",
        "text BeFree",
        "befree!",
        "ＢＥＦＲＥＥ",
        "２３３７３３",
    ] {
        assert_eq!(found(&index, q), [2], "{q}");
    }
    assert_eq!(
        found(&index, "（８１６）　４６１－４６７３"),
        [0],
        "in full width"
    );
    let hotel = TextIndex::build(
        [
            with(0, "Hotel", &["+18165550100"]),
            with(1, "Line", &["46835"]),
        ]
        .into_iter(),
    );
    assert_eq!(found(&hotel, "hotel"), [0], "a word is no number");
    // Ten keys of a telephone, and no number.
    assert_eq!(found(&index, "24 hope line"), [0, 2]);
}

#[test]
fn a_number_outweighs_words() {
    let index = TextIndex::build(
        [
            Document {
                number: 0,
                numbers: vec!["+18164614673".to_owned()],
                ..Document::default()
            },
            of_category(
                1,
                "Crisis counseling center",
                "mental_health.crisis_counseling",
            ),
        ]
        .into_iter(),
    );
    assert_eq!(found(&index, "crisis counseling center 816-461-4673"), [0]);
}

#[test]
fn a_page_of_the_ranking_is_a_part_of_it() {
    let names: Vec<String> = (0..2000)
        .map(|n| format!("Shelter {}", "word ".repeat(n % 7)))
        .collect();
    let listings: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let index = index(&listings);
    let matches = index.search("shelter");
    let among: RoaringBitmap = (10..1900).collect();
    let whole = matches.ranked(&among, |a, b| a.cmp(&b), 0, 5000);
    assert_eq!(whole.len(), 1890);
    for (skip, take) in [
        (0, 7),
        (7, 7),
        (1880, 20),
        (1890, 5),
        (9999, 1),
        (0, 0),
        (3, usize::MAX),
    ] {
        let page = matches.ranked(&among, |a, b| a.cmp(&b), skip, take);
        let end = skip.saturating_add(take).min(1890);
        assert_eq!(page, whole[skip.min(1890)..end], "{skip} {take}");
    }
    for (number, score) in whole {
        assert_eq!(matches.score(number), score);
    }
    assert_eq!(matches.score(10_000), 0.0);
}
