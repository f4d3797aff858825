//! Places: moved far, or of a house whose place should perhaps not be known.

use serde_json::{Map, Value};

use crate::geography::{Point, fold};
use crate::updates::phrases::Phrases;
use crate::updates::strip;

/// From here on a place has moved, and not only been put right (metres).
const MOVED_METRES: f64 = 5_000.0;

/// How far the place moves, in metres along the WGS 84 geodesic, where that is too far to be believed unseen.
pub fn moved(from: &Map<String, Value>, to: &Map<String, Value>) -> Option<f64> {
    let metres = point(from)?.geodesic_metres(point(to)?);
    (metres > MOVED_METRES).then_some(metres)
}

fn point(place: &Map<String, Value>) -> Option<Point> {
    let degrees = |field: &str| place.get(field)?.as_f64();
    Point::new(degrees("latitude")?, degrees("longitude")?).ok()
}

/// Whether a location, as a source has it, comes with a street or a point.
pub fn has_place(location: &Map<String, Value>) -> bool {
    let street = |address: &Value| {
        ["address_1", "address_2", "postal_code"]
            .into_iter()
            .filter_map(|line| address.get(line)?.as_str())
            .any(|line| line.chars().any(|c| c.is_ascii_digit()))
    };
    let addresses = location.get("addresses").and_then(Value::as_array);
    let has = |field: &str| location.get(field).is_some_and(|value| !value.is_null());
    has("latitude") || has("longitude") || addresses.into_iter().flatten().any(street)
}

const SURVIVORS: [&str; 3] = [
    "trafficking_survivors",
    "domestic_violence_survivors",
    "sexual_assault_survivors",
];
/// Housing that survivors live in. Vouchers and rent help are an office.
const HOUSING: [&str; 4] = [
    "shelter",
    "shelter.emergency",
    "shelter.transitional",
    "shelter.residential",
];
static SAFE_HOUSES: Phrases = Phrases::of_words(&[
    "safe house",
    "safe houses",
    "safehouse",
    "confidential shelter",
]);
static HOUSE_WORDS: Phrases = Phrases::of_words(&[
    "shelter",
    "shelters",
    "refuge",
    "transitional housing",
    "transitional living",
    "residential",
    "safe home",
    "safehome",
    "emergency housing",
    "supportive housing",
    "housing for",
    "home for",
    "homes for",
    "live in",
    "albergue",
    "refugio",
    "casa hogar",
]);
static HARM_WORDS: Phrases = Phrases::of_words(&[
    "trafficking",
    "trafficked",
    "domestic violence",
    "domestic abuse",
    "battered",
    "abused women",
    "sexual assault",
    "sexual exploitation",
    "sexually exploited",
    "intimate partner",
    "prostitution",
    "dv",
    "violencia domestica",
    "violencia familiar",
    "violencia de genero",
    "trata de personas",
    "explotacion sexual",
]);

/// Shelters of other kinds, and none.
const NO_HOUSES: [&str; 15] = [
    "tornado shelter",
    "tornado shelters",
    "storm shelter",
    "storm shelters",
    "bus shelter",
    "bus shelters",
    "animal shelter",
    "animal shelters",
    "pet shelter",
    "no shelter here",
    "no shelter on site",
    "no shelter onsite",
    "no on site shelter",
    "non residential",
    "nonresidential",
];
/// Who else has safe houses.
const ANIMALS: [&str; 12] = [
    "cats", "dogs", "pets", "animals", "kittens", "puppies", "horses", "donkeys", "rabbits",
    "birds", "wildlife", "strays",
];
/// Where one of these is spoken of, a house for animals may be one for whoever comes with them.
static PEOPLE: Phrases = Phrases::of_words(&[
    "woman",
    "women",
    "womens",
    "man",
    "men",
    "girl",
    "girls",
    "boy",
    "boys",
    "child",
    "children",
    "kids",
    "youth",
    "teens",
    "family",
    "families",
    "mother",
    "mothers",
    "survivor",
    "survivors",
    "victim",
    "victims",
    "people",
    "person",
    "persons",
    "adults",
    "owner",
    "owners",
    "human",
    "humans",
    "anyone",
    "everyone",
    "those",
    "individuals",
    "guests",
    "residents",
    "clients",
    "violence",
    "abuse",
    "trafficking",
    "trafficked",
    "exploitation",
    "exploited",
    "assault",
    "prostitution",
    "fleeing",
    "who",
    "their",
]);

/// The words without those of houses where nobody lives.
fn without_no_houses(words: &str) -> String {
    let mut text = format!(" {words} ");
    for phrase in NO_HOUSES {
        text = text.replace(&format!(" {phrase} "), " . ");
    }
    if !PEOPLE.is_in(words) {
        for house in [
            "safe house",
            "safe houses",
            "safehouse",
            "shelter",
            "refuge",
            "safe home",
        ] {
            for animal in ANIMALS {
                text = text.replace(&format!(" {house} for {animal} "), " . ");
            }
        }
    }
    text
}

/// Whether the organization, service or location looks like one where survivors live: by its category and
/// audience, or by its words. With `is_of_harm` it belongs to an organization that speaks of violence.
pub fn looks_like_survivors_housing(body: &Map<String, Value>, is_of_harm: bool) -> bool {
    let codes = |field: &str| {
        let codes = body.get(field).and_then(Value::as_array);
        codes.into_iter().flatten().filter_map(Value::as_str)
    };
    let is_housing = codes("categories").any(|code| HOUSING.contains(&code));
    let is_for_survivors = codes("audiences").any(|code| SURVIVORS.contains(&code));
    let mut words = words(body);
    if SAFE_HOUSES.is_in(&words) || HOUSE_WORDS.is_in(&words) {
        words = without_no_houses(&words);
    }
    SAFE_HOUSES.is_in(&words)
        || strip::is_home(body)
        || (is_housing || HOUSE_WORDS.is_in(&words))
            && (is_of_harm || is_for_survivors || HARM_WORDS.is_in(&words))
}

/// Whether it says that it is for people who were trafficked or beaten.
pub fn speaks_of_harm(body: &Map<String, Value>) -> bool {
    HARM_WORDS.is_in(&words(body))
}

fn words(body: &Map<String, Value>) -> String {
    let texts: Vec<String> = ["name", "alternate_name", "description"]
        .into_iter()
        .filter_map(|field| Some(fold(body.get(field)?.as_str()?)))
        .collect();
    // No phrase runs from one text into the next.
    texts.join(" . ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_place_has_moved_beyond_five_kilometres() {
        let at = |latitude: f64| object(json!({"latitude": latitude, "longitude": -94.4}));
        // A minute of latitude is 1.85 km.
        for (to, is_far) in [(38.9, false), (38.944, false), (38.946, true), (39.9, true)] {
            assert_eq!(moved(&at(38.9), &at(to)).is_some(), is_far, "{to}");
        }
        assert_eq!(
            moved(
                &at(38.9),
                &object(json!({"public_area": "Jackson County, MO"}))
            ),
            None
        );
    }

    #[test]
    fn survivors_housing_is_told_by_codes_and_by_words() {
        for (body, expected) in [
            (
                json!({"categories": ["shelter.emergency"], "audiences": ["domestic_violence_survivors"]}),
                true,
            ),
            (
                json!({"categories": ["shelter.transitional"], "description": "For survivors of sex trafficking."}),
                true,
            ),
            (json!({"name": "Grace Safe House"}), true),
            (json!({"name": "Grace", "dv_shelter": "yes"}), true),
            (
                json!({"unmapped": {"Domestic violence shelter?": "Y"}}),
                true,
            ),
            (json!({"dv_shelter": "no"}), false),
            (json!({"dv_shelter_referrals_service": "yes"}), false),
            (
                json!({"name": "Emergency shelter", "description": "For victims of domestic violence."}),
                true,
            ),
            (
                json!({"name": "Lydia's House", "description": "Transitional housing for battered women."}),
                true,
            ),
            (
                json!({"name": "Emergency shelter", "description": "For anyone without a home."}),
                false,
            ),
            (
                json!({"categories": ["shelter.housing_help"], "audiences": ["domestic_violence_survivors"]}),
                false,
            ),
            (
                json!({"categories": ["legal.civil"], "audiences": ["trafficking_survivors"]}),
                false,
            ),
            (json!({"name": "DV Shelter"}), true),
            (
                json!({"name": "Emergency shelter", "description": "DV, women and children"}),
                true,
            ),
            (
                json!({"name": "Albergue", "description": "Refugio para mujeres víctimas de violencia doméstica"}),
                true,
            ),
            (
                json!({"name": "Supportive housing", "description": "Housing for survivors of domestic violence"}),
                true,
            ),
            (
                json!({"name": "Grace", "description": "A home for girls rescued from trafficking"}),
                true,
            ),
            (
                json!({"name": "Housing advice", "description": "Help with rent after domestic violence."}),
                false,
            ),
            (json!({"name": "DV counseling"}), false),
            (json!({"name": "Human Trafficking Task Force"}), false),
            (json!({"name": "Animal shelter"}), false),
            (
                json!({"name": "Whiskers", "description": "A safe house for cats and dogs."}),
                false,
            ),
            (json!({"name": "A safe house for cats"}), false),
            (
                json!({"name": "Haven", "description": "A safe house for pets whose owners flee."}),
                true,
            ),
            (
                json!({"name": "Safe house for pets", "description": "For survivors."}),
                true,
            ),
            (
                json!({"name": "Safe house", "description": "Pets welcome."}),
                true,
            ),
            (json!({"name": "Safe house, animal shelter on site"}), true),
        ] {
            assert_eq!(
                looks_like_survivors_housing(&object(body.clone()), false),
                expected,
                "{body}"
            );
        }
    }

    /// Of an organization that speaks of violence.
    #[test]
    fn a_shelter_of_another_kind_is_no_home_of_survivors() {
        for (description, expected) in [
            ("Shelter for women.", true),
            ("Safe Haven Animal Shelter", false),
            ("The town hall has a tornado shelter.", false),
            ("A shelter with a tornado shelter.", true),
            ("Counseling. There is no shelter here.", false),
            ("No shelter on-site; counseling only.", false),
            ("No shelter address is given to anyone.", true),
            ("Non-residential services.", false),
            ("Residential and non-residential services.", true),
        ] {
            let body = object(json!({"name": "Hope", "description": description}));
            assert_eq!(
                looks_like_survivors_housing(&body, true),
                expected,
                "{description}"
            );
        }
    }

    #[test]
    fn a_town_or_county_is_no_place() {
        for (location, expected) in [
            (
                json!({"addresses": [{"city": "Lee's Summit", "state_province": "MO"}]}),
                false,
            ),
            (
                json!({"addresses": [{"address_1": "12 Sentinel Street"}]}),
                true,
            ),
            (json!({"addresses": [{"postal_code": "64081"}]}), true),
            (json!({"latitude": 38.9, "longitude": -94.4}), true),
            (json!({"latitude": null}), false),
            (json!({"name": "By phone"}), false),
        ] {
            assert_eq!(has_place(&object(location.clone())), expected, "{location}");
        }
    }
}
