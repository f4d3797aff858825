//! An HSDS tabular package of any size, the same each time: for each service a location, a phone, an address,
//! a schedule and an area, and an organization for each ten.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use zip::{ZipWriter, write::SimpleFileOptions};

type Row = fn(&mut dyn Write, usize) -> io::Result<()>;

const TABLES: [(&str, &str, Row); 8] = [
    (
        "organizations.csv",
        "id,name,description,website",
        |out, n| {
            if n % 10 == 0 {
                let n = n / 10;
                writeln!(
                    out,
                    "o{n},Harbor Help {n},\"Food, clothes and a bed\",https://example.org/{n}"
                )?;
            }
            Ok(())
        },
    ),
    (
        "services.csv",
        "id,organization_id,name,description,status,minimum_age",
        |out, n| {
            let of = n / 10;
            writeln!(
                out,
                "s{n},o{of},Shelter {n},\"A bed for the night, and help the next day\",active,18"
            )
        },
    ),
    (
        "locations.csv",
        "id,location_type,name,latitude,longitude",
        |out, n| {
            let (latitude, longitude) = (
                36.5 + (n % 4000) as f64 / 1000.0,
                -95.0 + (n % 5500) as f64 / 1000.0,
            );
            writeln!(out, "l{n},physical,Site {n},{latitude:.4},{longitude:.4}")
        },
    ),
    (
        "service_at_location.csv",
        "id,service_id,location_id,description",
        |out, n| writeln!(out, "p{n},s{n},l{n},"),
    ),
    (
        "phones.csv",
        "id,service_id,number,type,description",
        |out, n| {
            let number = 8_165_550_000 + n % 1_000_000;
            writeln!(out, "{n},s{n},+1{number},voice,Front desk")
        },
    ),
    (
        "addresses.csv",
        "id,location_id,address_1,city,state_province,postal_code,country,address_type",
        |out, n| {
            let zip = 63_000 + n % 2_800;
            writeln!(
                out,
                "{n},l{n},{n} Example Ave,Kansas City,MO,{zip},US,physical"
            )
        },
    ),
    (
        "schedules.csv",
        "id,service_id,freq,byday,opens_at,closes_at",
        |out, n| writeln!(out, "{n},s{n},WEEKLY,\"MO,TU,WE,TH,FR\",09:00,17:00"),
    ),
    (
        "service_areas.csv",
        "id,service_id,extent,extent_type",
        |out, n| writeln!(out, "{n},s{n},\"Jackson County, MO\",text"),
    ),
];

/// Writes the package's tables into a folder.
pub fn write(folder: &Path, services: usize) -> io::Result<()> {
    for (name, header, row) in TABLES {
        let mut out = BufWriter::new(File::create(folder.join(name))?);
        writeln!(out, "{header}")?;
        for number in 0..services {
            row(&mut out, number)?;
        }
        out.flush()?;
    }
    Ok(())
}

/// Writes the same as a zip.
pub fn zip(path: &Path, services: usize) -> io::Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(path)?));
    for (name, header, row) in TABLES {
        zip.start_file(name, SimpleFileOptions::default())?;
        let mut out = BufWriter::new(&mut zip);
        writeln!(out, "{header}")?;
        for number in 0..services {
            row(&mut out, number)?;
        }
        out.flush()?;
    }
    zip.finish()?.flush()
}
