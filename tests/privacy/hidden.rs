//! A directory with a confidential place in it, told by way of everything that a source may say.

use serde_json::{Value, json};

use crate::common::{
    Sources,
    sources::{at, claim, line, serves},
};

/// How the sources say that the place is confidential.
#[derive(Clone, Copy, Debug)]
pub enum Said {
    /// By the flag, with the area that is public.
    Flag,
    /// By the flag; the area is the county of the town.
    FlagAndTown,
    /// By what stands for the address.
    Address(&'static str),
    /// By one source, while another has the place in the open.
    OneOfTwo,
}

/// Everything that may tell where a place truly is, all of it in Jackson County, MO.
#[derive(Clone, Debug)]
pub struct Secret {
    pub text: String,
    pub town: &'static str,
    pub zip: &'static str,
    pub latitude: f64,
    pub longitude: f64,
}

impl Secret {
    fn telling(&self, field: &str) -> String {
        format!("{} {field}", self.text)
    }

    fn location(&self, said: Said) -> Value {
        let mut location = json!({
            "location_type": "physical",
            "name": self.telling("name"),
            "alternate_name": self.telling("alternate name"),
            "description": self.telling("description"),
            "transportation": self.telling("transportation"),
            "external_identifier": self.telling("identifier"),
            "external_identifier_type": self.telling("identifier type"),
            "url": self.telling("url"),
            "latitude": self.latitude,
            "longitude": self.longitude,
            "precision": "address",
            "addresses": [{
                "attention": self.telling("attention"),
                "address_1": self.telling("address"),
                "address_2": self.telling("second line"),
                "city": self.town,
                "region": "Jackson County",
                "state_province": "MO",
                "postal_code": self.zip,
                "country": "US",
                "address_type": "physical",
            }],
            "accessibility": [{"description": self.telling("access"), "details": self.telling("access")}],
            "languages": [{"code": "es", "name": "Spanish", "note": self.telling("language")}],
            "contacts": [{"name": self.telling("contact")}],
            "metadata": [{"previous_value": self.telling("metadata")}],
            "attributes": [{"value": self.telling("attribute")}],
            "directions": self.telling("directions"),
            "unknown": {"deep": [self.telling("unknown"), self.latitude, self.longitude]},
            "phones": [{
                "number": "816-555-0123", "type": "voice",
                "description": self.telling("phone"),
                "languages": [{"code": "en", "note": self.telling("phone language")}],
                "unknown": self.telling("phone"),
            }],
            "schedules": [{
                "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00",
                "description": self.telling("schedule"), "notes": self.telling("schedule"),
                "schedule_link": self.telling("schedule"), "attending_type": self.telling("schedule"),
            }],
        });
        match said {
            Said::Flag => {
                location["withheld"] = json!(true);
                location["public_area"] = json!("Jackson County, MO");
            }
            Said::FlagAndTown | Said::OneOfTwo => location["withheld"] = json!(true),
            Said::Address(words) => location["addresses"][0]["address_1"] = json!(words),
        }
        location
    }

    fn entry(&self, record: &str, key: &str, body: Value) -> Value {
        json!({
            "record": record, "key": key, "body": body,
            "words": self.telling("words"),
            "denies": [{"group": "phones", "why": self.telling("why")}],
        })
    }

    /// The directory.
    pub fn sources(&self, said: Said) -> Sources {
        let place = self.telling("key");
        let here = self.telling("key of what is here");
        let at_place = json!({
            "service_id": "house", "location_id": place,
            "description": self.telling("here"),
            "name": self.telling("here"),
            "location": self.location(said),
            "url": self.telling("here"),
            "attributes": [{"value": self.telling("here")}],
            "unknown": self.telling("here"),
            "phones": [{"number": "816-555-0124", "type": "voice", "description": self.telling("phone here")}],
            "contacts": [{"name": self.telling("contact here")}],
            "schedules": [{"freq": "WEEKLY", "byday": "TU", "description": self.telling("schedule here")}],
            "service_areas": [{
                "name": self.telling("area"), "description": self.telling("area"),
                "extent": "Jackson County, MO", "extent_type": "text", "uri": self.telling("area"),
            }, {"extent": self.telling("area"), "extent_type": "geojson"}],
        });
        let house = json!({
            "organization_id": "house", "name": "House", "categories": ["shelter.emergency"],
            "phones": [{"number": "816-555-0125", "type": "voice"}],
        });
        let sources = Sources::of([
            vec![
                claim("organization", "house", json!({"name": "House"})),
                claim("service", "house", house),
                self.entry("location", &place, self.location(said)),
                self.entry("service_at_location", &here, at_place),
            ],
            at(
                "clinic",
                38.95,
                -94.45,
                json!({"categories": ["health"], "service_areas": serves(&["64081"])}),
            ),
            at("lawyer", 39.05, -94.35, json!({"categories": ["legal"]})),
            at("far away", 38.66, -90.44, json!({"kind": "police"})),
            line("hotline", &["United States"], json!({})),
        ]);
        match said {
            Said::OneOfTwo => {
                let mut open = self.location(said);
                open["withheld"] = json!(false);
                let open = self.entry("location", &place, open);
                sources
                    .and("article", "article", [vec![open.clone()]])
                    .and("directory", "directory", [vec![open]])
                    .same_as("location", &place, "article", "provider")
                    .same_as("location", &place, "directory", "provider")
            }
            _ => sources,
        }
    }
}

/// The ways in which a source says that a place is confidential.
pub const EVERY_WAY: [Said; 5] = [
    Said::Flag,
    Said::FlagAndTown,
    Said::Address("Confidential"),
    Said::Address("Undisclosed address"),
    Said::OneOfTwo,
];
