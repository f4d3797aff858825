//! A feed with a secret place in every field that can carry one, in every format that loads.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

/// A true place, in the spellings that people use.
pub struct Secret {
    number: &'static str,
    number_in_words: &'static str,
    street: &'static str,
    suffix: [&'static str; 2],
    zip: &'static str,
    plus_4: &'static str,
    latitude: f64,
    longitude: f64,
    sexagesimal: &'static str,
    plus_code: &'static str,
    building: &'static str,
}

pub const HERE: Secret = Secret {
    number: "4417",
    number_in_words: "Forty-four seventeen",
    street: "Zyxwell Orchard",
    suffix: ["Rd", "road"],
    zip: "64055",
    plus_4: "7731",
    latitude: 39.071_938,
    longitude: -94.388_467,
    sexagesimal: "39°04'18.98\"N 94°23'18.48\"W",
    plus_code: "86F73JC6+Q6",
    building: "Thistledown Annex",
};

/// Another place of the same county.
pub const THERE: Secret = Secret {
    number: "902",
    number_in_words: "Nine hundred two",
    street: "Quorvane Hollow",
    suffix: ["Ter", "terrace"],
    zip: "64030",
    plus_4: "1188",
    latitude: 38.882_613,
    longitude: -94.531_274,
    sexagesimal: "38°52'57.41\"N 94°31'52.59\"W",
    plus_code: "86C7VFM9+2F",
    building: "Marrowgate Lodge",
};

impl Secret {
    fn address(&self) -> String {
        format!("{} {} {}", self.number, self.street, self.suffix[0])
    }

    /// One of these is in each text of the feed.
    fn spellings(&self) -> Vec<String> {
        let (number, street, [short, long]) = (self.number, self.street, self.suffix);
        let (latitude, longitude) = (self.latitude, self.longitude);
        vec![
            self.address(),
            format!(
                "Come to {number} {} {long}, and ask inside.",
                street.to_lowercase()
            ),
            format!("ZIP {}-{}", self.zip, self.plus_4),
            format!("GPS {latitude}, {longitude}"),
            self.sexagesimal.to_owned(),
            format!("https://maps.google.com/?q={latitude},{longitude}"),
            format!(
                "https://example.org/visit/{number}-{}-{short}",
                street.replace(' ', "-")
            ),
            format!("Plus code {}", self.plus_code),
            format!("{} {street} {long}", self.number_in_words),
            format!("In the {}, second floor", self.building),
            format!("{number}%20{}%20{short}", street.replace(' ', "%20")),
            format!("<b>{number}</b>&nbsp;{street}&nbsp;<i>{short}</i>"),
        ]
    }

    /// What is in each spelling, in small letters, and nowhere else. A number stands by itself.
    pub fn traces(&self) -> Vec<String> {
        let degrees = |degrees: f64| format!("{:.4}", (degrees.abs() * 1e4).floor() / 1e4);
        let words = self.street.split(' ').next().expect("a word");
        vec![
            words.to_lowercase(),
            self.zip.to_owned(),
            self.plus_4.to_owned(),
            degrees(self.latitude),
            degrees(self.longitude),
            self.sexagesimal[..7].to_lowercase(),
            self.plus_code[4..].to_lowercase(),
            self.building
                .split(' ')
                .next()
                .expect("a word")
                .to_lowercase(),
        ]
    }
}

/// Where the word that the place is confidential stands, if it is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    Missing,
    BeforeTheAddress,
    AfterTheAddress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Source,
    Flat,
    Nested,
    Tabular3,
    Tabular1,
    Mapped,
}

/// A feed: a house whose place is secret, an office of the same organization whose place is not, a service of each.
pub struct Feed<'a> {
    pub secret: &'a Secret,
    pub flag: Flag,
    /// Of the organization; something that may change.
    pub name: &'a str,
    /// One row more, which is wrong.
    pub is_broken: bool,
    /// The house is a shelter for survivors, by its codes.
    pub is_shelter: bool,
    /// What the source calls the house has its address in it.
    pub has_telling_keys: bool,
}

struct Record {
    kind: &'static str,
    key: String,
    body: Map<String, Value>,
}

impl Feed<'_> {
    /// Writes it below `folder`, and returns what the program is to be given.
    pub fn write(&self, format: Format, folder: &Path) -> Vec<String> {
        let to = |name: &str| folder.join(name).display().to_string();
        match format {
            Format::Source => {
                let claims: Vec<Value> = self.records().iter().map(claim).collect();
                let header = json!({"key": "feed", "name": "feed", "kind": "provider", "date": null, "url": null});
                let file = json!({"source": header, "claims": claims});
                fs::write(to("feed.json"), file.to_string()).expect("a file");
                vec![to("feed.json")]
            }
            Format::Flat => {
                let items: Vec<Value> = self.records().iter().map(flat).collect();
                fs::write(to("feed.json"), json!(items).to_string()).expect("a file");
                vec![to("feed.json"), "--source".to_owned(), "feed".to_owned()]
            }
            Format::Nested => {
                let lines = self
                    .nested()
                    .iter()
                    .map(|item| format!("{item}\n"))
                    .collect::<String>();
                fs::write(to("feed.ndjson"), lines).expect("a file");
                vec![to("feed.ndjson"), "--source".to_owned(), "feed".to_owned()]
            }
            Format::Tabular3 | Format::Tabular1 => {
                let package = folder.join("package");
                fs::create_dir_all(&package).expect("a folder");
                for (name, rows) in self.tables(format) {
                    write_csv(&package.join(name), &rows);
                }
                vec![to("package"), "--source".to_owned(), "feed".to_owned()]
            }
            Format::Mapped => {
                write_csv(&folder.join("list.csv"), &self.rows());
                let flag = match self.flag {
                    Flag::Missing => "",
                    _ => FLAG,
                };
                fs::write(to("mapping.toml"), MAPPING.replace("# FLAG", flag)).expect("a file");
                let arguments = [
                    &*to("list.csv"),
                    "--mapping",
                    &to("mapping.toml"),
                    "--source",
                    "feed",
                ];
                arguments.map(str::to_owned).to_vec()
            }
        }
    }

    fn records(&self) -> Vec<Record> {
        let secret = self.secret;
        let spellings = secret.spellings();
        let mut next = 0;
        let mut told = || {
            next += 1;
            spellings[next % spellings.len()].clone()
        };
        let contacts = |told: &mut dyn FnMut() -> String| json!([{"name": told(), "title": told(), "department": told(), "email": "a@example.org"}]);
        let attributes =
            |told: &mut dyn FnMut() -> String| json!([{"value": told(), "label": told()}]);
        let phones = |number: &str, told: &mut dyn FnMut() -> String| json!([{"number": number, "type": "voice", "description": told()}]);
        let schedules = |told: &mut dyn FnMut() -> String| {
            json!([{"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00",
                "description": told(), "schedule_link": told(), "notes": told()}])
        };
        let mut records = Vec::new();
        let mut add = |kind, key: &str, body: Value| {
            let Value::Object(body) = body else {
                unreachable!("an object")
            };
            records.push(Record {
                kind,
                key: key.to_owned(),
                body,
            });
        };
        add(
            "organization",
            "o",
            json!({
                "name": self.name, "alternate_name": told(), "description": told(), "website": told(), "logo": told(),
                "email": "office@example.org", "year_incorporated": 1971,
                "phones": phones("816-555-0140", &mut told), "contacts": contacts(&mut told),
                "funding": [{"source": told()}],
                "organization_identifiers": [{"identifier_type": "tax", "identifier": told()}],
                "additional_websites": [{"label": told(), "url": told()}],
                "attributes": attributes(&mut told), "Internal remarks": told(), "uri": told(),
            }),
        );
        for (key, name) in [("s", "Beds for the night"), ("advice", "Advice")] {
            add(
                "service",
                key,
                json!({
                    "organization_id": "o", "name": name, "status": "active", "alternate_name": told(),
                    "description": told(), "url": told(), "application_process": told(), "fees_description": told(),
                    "wait_time": told(), "eligibility_description": told(), "alert": told(), "interpretation_services": told(),
                    "licenses": told(), "assurer_email": told(),
                    "phones": phones("816-555-0141", &mut told), "schedules": schedules(&mut told),
                    "service_areas": [{"name": told(), "description": told(), "extent": "Jackson County, MO", "extent_type": "text"}],
                    "languages": [{"name": "Spanish", "note": told()}],
                    "cost_options": [{"option": told(), "amount_description": told()}],
                    "required_documents": [{"document": told()}], "contacts": contacts(&mut told),
                    "funding": [{"source": told()}], "attributes": attributes(&mut told),
                    "program": {"name": told(), "alternate_name": told(), "description": told()},
                    "Notes for staff": told(),
                }),
            );
        }
        let mut house = Map::new();
        if self.flag == Flag::BeforeTheAddress {
            house.insert("PhysicalAddressIsPrivate".to_owned(), json!("true"));
        }
        let place = json!({
            "location_type": "physical", "name": secret.building, "alternate_name": told(), "description": told(),
            "transportation": told(), "external_identifier": told(), "external_identifier_type": told(), "url": told(),
            "latitude": secret.latitude, "longitude": secret.longitude, "organization_id": "o",
            "addresses": [{"attention": told(), "address_1": secret.address(), "address_2": told(), "city": "Independence",
                "region": "Jackson County", "state_province": "MO",
                "postal_code": format!("{}-{}", secret.zip, secret.plus_4), "country": "US", "address_type": "physical"}],
            "accessibility": [{"description": told(), "details": told(), "url": told()}],
            "phones": phones("816-555-0142", &mut told), "schedules": schedules(&mut told),
            "languages": [{"name": told(), "code": "es", "note": told()}], "contacts": contacts(&mut told),
            "attributes": attributes(&mut told), "Directions for drivers": told(), "Parcel": secret.address(),
        });
        house.extend(place.as_object().expect("an object").clone());
        if self.flag == Flag::AfterTheAddress {
            house.insert("PhysicalAddressIsPrivate".to_owned(), json!("true"));
        }
        let (mut house_key, mut beds_key) = ("house".to_owned(), "beds".to_owned());
        if self.has_telling_keys {
            house_key = format!("house at {}", secret.address());
            beds_key = format!("beds at {}", secret.address());
        }
        add("location", &house_key, Value::Object(house));
        add(
            "location",
            "office",
            json!({
                "location_type": "physical", "name": "Office", "description": told(), "transportation": told(),
                "latitude": 39.0997, "longitude": -94.5786, "organization_id": "o",
                "addresses": [{"address_1": "12 Public Square", "city": "Kansas City", "state_province": "MO", "postal_code": "64106"}],
                "attributes": attributes(&mut told), "Where the house is": told(),
            }),
        );
        for (key, service, location) in [
            (beds_key, "s", house_key.as_str()),
            ("p2".to_owned(), "advice", "office"),
        ] {
            add(
                "service_at_location",
                &key,
                json!({
                    "service_id": service, "location_id": location, "description": told(),
                    "phones": phones("816-555-0143", &mut told), "schedules": schedules(&mut told), "contacts": contacts(&mut told),
                    "service_areas": [{"name": told(), "description": told(), "extent": "Jackson County, MO", "extent_type": "text"}],
                    "attributes": attributes(&mut told), "Remarks": told(),
                }),
            );
        }
        if self.is_broken {
            // Refers to nothing, and has a number that is none.
            add(
                "service_at_location",
                "broken",
                json!({"service_id": "nobody", "location_id": house_key,
                "description": told(), "phones": [{"number": secret.address(), "description": told()}]}),
            );
        }
        if self.is_shelter {
            let beds = records.iter_mut().find(|record| record.key == "s");
            let codes = json!({"categories": ["shelter.emergency"], "audiences": ["domestic_violence_survivors"]});
            let codes = codes.as_object().expect("an object").clone();
            beds.expect("a service").body.extend(codes);
        }
        records
    }

    fn nested(&self) -> Vec<Value> {
        let mut records = self.records();
        let organization = flat(&records.remove(0));
        let of = |kind: &'static str| records.iter().filter(move |record| record.kind == kind);
        of("service")
            .map(|service| {
                let mut item = flat(service);
                item["organization"] = organization.clone();
                let placed = of("service_at_location").filter(|placed| {
                    placed.body["service_id"] == service.key.as_str()
                        || (placed.key == "broken" && service.key == "s")
                });
                let placed = placed.map(|placed| {
                    let location = of("location")
                        .find(|location| placed.body["location_id"] == location.key.as_str());
                    let mut placed = flat(placed);
                    placed["location"] = flat(location.expect("a location"));
                    placed
                });
                item["service_at_locations"] = placed.collect();
                item
            })
            .collect()
    }

    /// Of each table its name and rows.
    fn tables(&self, format: Format) -> Vec<(String, Vec<Map<String, Value>>)> {
        let is_first = format == Format::Tabular1;
        let mut tables: Vec<(String, Vec<Map<String, Value>>)> = Vec::new();
        let mut put = |table: &str, row: Map<String, Value>| {
            let name = format!("{table}.csv");
            match tables.iter_mut().find(|(known, _)| *known == name) {
                Some((_, rows)) => rows.push(row),
                None => tables.push((name, vec![row])),
            }
        };
        for record in self.records() {
            let table = match (record.kind, is_first) {
                ("service_at_location", true) => "services_at_location".to_owned(),
                ("service_at_location", false) => "service_at_location".to_owned(),
                (kind, _) => format!("{kind}s"),
            };
            let mut row = Map::from_iter([("id".to_owned(), json!(record.key))]);
            for (field, value) in record.body {
                match value {
                    Value::Array(items) => {
                        let table = match (field.as_str(), is_first) {
                            ("addresses", true) => "physical_addresses",
                            ("schedules", true) => "regular_schedules",
                            ("accessibility", true) => "accessibility_for_disabilities",
                            ("additional_websites", _) => "url",
                            (field, _) => field,
                        };
                        for item in items {
                            let mut part = Map::new();
                            if matches!(table, "attributes" | "metadata") {
                                part.insert("link_id".to_owned(), json!(record.key));
                                part.insert("link_entity".to_owned(), json!(record.kind));
                            } else {
                                part.insert(format!("{}_id", record.kind), json!(record.key));
                            }
                            part.extend(item.as_object().expect("an object").clone());
                            put(table, part);
                        }
                    }
                    Value::Object(fields) => {
                        let key = format!("program-{}", record.key);
                        row.insert("program_id".to_owned(), json!(key));
                        let mut part = Map::from_iter([("id".to_owned(), json!(key))]);
                        part.extend(fields);
                        put("programs", part);
                    }
                    Value::String(text) if field == "website" && is_first => {
                        row.insert("url".to_owned(), json!(text));
                    }
                    value => {
                        row.insert(field, value);
                    }
                }
            }
            put(&table, row);
        }
        tables
    }

    /// A row for each program, as a spreadsheet has it.
    fn rows(&self) -> Vec<Map<String, Value>> {
        let secret = self.secret;
        let spellings = secret.spellings();
        let mut next = 0;
        let mut told = || {
            next += 1;
            json!(spellings[next % spellings.len()])
        };
        let mut row = |program: &str, address: &str, is_house: bool| {
            let mut row = Map::new();
            let flag = json!(if is_house { "Yes" } else { "No" });
            if self.flag == Flag::BeforeTheAddress {
                row.insert("Confidential address?".to_owned(), flag.clone());
            }
            for (column, value) in [
                ("Agency", json!(self.name)),
                ("Agency notes", json!(spellings[1])),
                (
                    "ID",
                    match self.has_telling_keys {
                        true => json!(format!("{program} / {address}")),
                        false => json!(program),
                    },
                ),
                ("Program", json!(program)),
                (
                    "Site",
                    json!(if is_house { secret.building } else { "Office" }),
                ),
                ("Address", json!(address)),
                (
                    "Latitude",
                    if is_house {
                        json!(secret.latitude)
                    } else {
                        json!(39.0997)
                    },
                ),
                (
                    "Longitude",
                    if is_house {
                        json!(secret.longitude)
                    } else {
                        json!(-94.5786)
                    },
                ),
                ("Phone", json!("816-555-0144")),
            ] {
                row.insert(column.to_owned(), value);
            }
            for column in [
                "About",
                "Web",
                "Eligibility",
                "Fees",
                "Intake",
                "Languages note",
                "Directions",
                "Old notes",
                "Contact person",
                "Hours",
            ] {
                row.insert(column.to_owned(), told());
            }
            if self.flag == Flag::AfterTheAddress {
                row.insert("Confidential address?".to_owned(), flag);
            }
            row
        };
        let address = format!(
            "{}, Independence, MO {}-{}",
            secret.address(),
            secret.zip,
            secret.plus_4
        );
        let mut rows = vec![
            row("Beds for the night", &address, true),
            row("Advice", "12 Public Square, Kansas City, MO 64106", false),
        ];
        if self.is_broken {
            let mut broken = row("Broken", &address, true);
            broken.insert("Phone".to_owned(), json!(secret.address()));
            rows.push(broken);
        }
        rows
    }
}

const FLAG: &str = r#"fields.withheld = { column = "Confidential address?", as = "yes_no" }"#;

/// The keys are made of what a row has, as they are where a list has no ids.
const MAPPING: &str = r#"
[file.list]
path = "list.csv"

[[record]]
kind = "organization"
key = "Agency"
fields = { name = "Agency", description = "Agency notes" }

[[record]]
kind = "service"
key = "ID"
fields.name = "Program"
fields.organization_id = "Agency"
fields.description = "About"
fields.eligibility_description = "Eligibility"
fields.fees_description = "Fees"
fields.application_process = "Intake"

[[record]]
kind = "location"
key = "ID"
fields.location_type = { text = "physical" }
# FLAG
fields.name = "Site"
fields.addresses = { column = "Address", as = "address", state = "MO" }
fields.latitude = { column = "Latitude", as = "number" }
fields.longitude = { column = "Longitude", as = "number" }
fields.transportation = "Directions"
fields.phones = { column = "Phone", as = "phones" }
fields.schedules = { column = "Hours", as = "hours" }

[[record]]
kind = "service_at_location"
key = "ID"
fields = { service_id = "ID", location_id = "ID" }
"#;

fn claim(record: &Record) -> Value {
    json!({"record": record.kind, "key": record.key, "words": record.body.get("description"), "body": record.body})
}

fn flat(record: &Record) -> Value {
    let mut body = Map::from_iter([("id".to_owned(), json!(record.key))]);
    body.extend(record.body.clone());
    Value::Object(body)
}

fn write_csv(path: &Path, rows: &[Map<String, Value>]) {
    let mut header: Vec<&str> = Vec::new();
    for column in rows.iter().flat_map(Map::keys) {
        if !header.contains(&column.as_str()) {
            header.push(column);
        }
    }
    let mut writer = csv::Writer::from_path(path).expect("a file");
    writer.write_record(&header).expect("a row");
    for row in rows {
        let cells = header.iter().map(|column| match row.get(*column) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        });
        writer.write_record(cells).expect("a row");
    }
    writer.flush().expect("a file");
}
