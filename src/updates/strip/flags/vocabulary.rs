//! The words of columns, as feeds and spreadsheets have them: names without case, separators and marks, and their codes.

/// Parts of the names of columns that keep something from the public.
pub const KEEPS: [&str; 29] = [
    "safehouse",
    "dvprotect",
    "dvlocation",
    "dvaddr",
    "domesticviolencelocation",
    "domesticviolenceaddr",
    "addressprotect",
    "addrprotect",
    "protectedaddr",
    "private",
    "privad",
    "confidential",
    "confidencial",
    "undisclosed",
    "nondisclos",
    "withh",
    "hidden",
    "ocult",
    "unlisted",
    "unpublish",
    "suppress",
    "redact",
    "maskaddr",
    "masklocation",
    "notpublic",
    "notpublish",
    "nonpublic",
    "secret",
    "notfor",
];
/// Words by which nobody may, "never publish", and by which somebody may, "OK to list address", each right before one for
/// what is done with a place. "Don't" is read as "do not".
pub const NEVER: [&str; 3] = ["donot", "never", "nottobe"];
pub const MAY: [&str; 5] = ["okto", "okayto", "canwe", "maywe", "mayto"];
pub const TELLS: [&str; 13] = [
    "publi", "display", "show", "disclos", "release", "list", "giveout", "giveaddr", "print",
    "share", "reveal", "map", "include",
];
/// The same in Spanish: "no mostrar".
pub const NO: &str = "no";
pub const DICE: [&str; 4] = ["publicar", "mostrar", "divulgar", "exhibir"];
/// What is done to a place so that nobody finds it: beside a word for one.
pub const HIDES: [&str; 6] = ["hide", "anonymi", "shield", "obscur", "obfuscat", "conceal"];
/// Homes of survivors: each word before each. Such a one waits where nobody says that it is public.
pub const OF_HARM: [&str; 5] = [
    "dv",
    "domesticviolence",
    "trafficking",
    "survivor",
    "batteredwomen",
];
pub const HOMES: [&str; 4] = ["shelter", "home", "house", "refuge"];
/// Parts of the names of columns that give something to the public.
pub const GIVES: [&str; 17] = [
    "public",
    "display",
    "show",
    "publish",
    "visib",
    "disclos",
    "release",
    "share",
    "mappin",
    "includeaddr",
    "includelocation",
    "includestreet",
    "printaddr",
    "printlocation",
    "mostrar",
    "divulgar",
    "incluirdirec",
];
/// What makes other words of these: a "shared location" is shared with others.
pub const GIVES_NOTHING: [&str; 9] = [
    "transport",
    "transit",
    "open",
    "bus",
    "parking",
    "shared",
    "rideshare",
    "bikeshare",
    "carshare",
];
pub const PLACES: [&str; 12] = [
    "addr",
    "location",
    "place",
    "site",
    "street",
    "map",
    "coordinate",
    "latlong",
    "geocod",
    "direccion",
    "ubicacion",
    "domicilio",
];
/// What else may be private or public, and says nothing of a place.
pub const OTHERS: [&str; 42] = [
    "disab",
    "discapac",
    "phone",
    "telefono",
    "fax",
    "email",
    "web",
    "contact",
    "note",
    "comment",
    "service",
    "program",
    "school",
    "insur",
    "pay",
    "room",
    "bath",
    "fund",
    "profit",
    "owner",
    "parking",
    "club",
    "practice",
    "client",
    "record",
    "data",
    "interview",
    "counsel",
    "test",
    "polic",
    "confidentiality",
    "sector",
    "entit",
    "organizationtype",
    "transport",
    "transit",
    "bus",
    "open",
    "transl",
    "housing",
    "health",
    "area",
];
/// Whole names of columns that give a place to the public, though they name none.
pub const GIVES_ALL: [&str; 21] = [
    "map",
    "onmap",
    "mapped",
    "mappable",
    "public",
    "ispublic",
    "publicdisplay",
    "displaytopublic",
    "displaypublic",
    "publiclyvisible",
    "visible",
    "isvisible",
    "display",
    "oktolist",
    "okaytolist",
    "oktoshare",
    "okaytoshare",
    "oktopublish",
    "okaytopublish",
    "oktoprint",
    "oktodisplay",
];
/// Whole names of columns that keep a place from the public where their cell is yes: "parking" may be restricted too.
pub const RESTRICTS: [&str; 18] = [
    "restricted",
    "isrestricted",
    "restrictedlocation",
    "locationrestricted",
    "restrictedaddress",
    "addressrestricted",
    "protectedlocation",
    "locationprotected",
    "hide",
    "confidentiality",
    "confidentialitylevel",
    "sensitive",
    "issensitive",
    "sensitivity",
    "sensitivelocation",
    "locationsensitive",
    "sensitiveaddress",
    "addresssensitive",
];
/// Those of them that are about a record whole: its places are kept, whatever the record.
pub const GUARDS: [&str; 5] = [
    "confidentiality",
    "confidentialitylevel",
    "sensitive",
    "issensitive",
    "sensitivity",
];
/// What a cell begins with by which nothing is given to the public: "No - DV". A house may begin with "No. 5".
pub const NOT_GIVEN: [&str; 9] = [
    "no", "n", "not", "never", "nope", "dont", "do not", "none", "nunca",
];
/// What is kept, as a cell says it of a column that does not: "Hide: address".
pub const KEPT: [&str; 5] = ["addr", "location", "direccion", "ubicacion", "domicilio"];
/// How much a place is kept from the public, where that is all.
pub const HIGH: [&str; 7] = [
    "high", "veryhigh", "highest", "strict", "full", "maximum", "alta",
];
/// What is left of the name of a column without its words for a place, where a yes keeps that from the public: "Addr. Conf.",
/// "Anonymous location". Nothing else may stand there: "Anonymous testing site", "Address confirmed".
pub const KEEPS_ITS_PLACE: [&str; 7] = [
    "conf",
    "confid",
    "priv",
    "anonymous",
    "anonym",
    "anonima",
    "anonimo",
];
/// Words for a place, as they are taken off for that; the longer of two that begin alike first.
pub const PLACE_WORDS: [&str; 15] = [
    "address",
    "addr",
    "locations",
    "location",
    "locn",
    "loc",
    "physical",
    "mailing",
    "street",
    "place",
    "site",
    "direccion",
    "ubicacion",
    "domicilio",
    "is",
];
/// Ends of the names of columns that say who may see it, and the whole codes by which not everybody may.
pub const SEEN_BY: [&str; 5] = [
    "accesslevel",
    "visibility",
    "privacy",
    "sharing",
    "disclosure",
];
/// Whole names of columns that say whether anybody may come or look: one of those codes is reason enough to ask.
pub const ACCESS: [&str; 3] = ["access", "siteaccess", "locationaccess"];
pub const RESTRICTED_CODES: [&str; 6] = [
    "staffonly",
    "staff",
    "internalonly",
    "internal",
    "restricted",
    "authorizedonly",
];
/// Ends of the names of columns whose value is a code.
pub const CODED: [&str; 9] = [
    "type",
    "status",
    "visibility",
    "privacy",
    "access",
    "level",
    "class",
    "sharing",
    "disclosure",
];
pub const SECRET_CODES: [&str; 10] = [
    "confiden",
    "undisclosed",
    "withheld",
    "private",
    "hidden",
    "secret",
    "nonpublic",
    "notpublic",
    "safehouse",
    "safehome",
];

/// What else a column about a phone or a contact may be of, that may be private by itself.
pub const NOTES: [&str; 7] = [
    "note",
    "comment",
    "client",
    "record",
    "interview",
    "counsel",
    "confidentiality",
];
/// Words by which a phone or a contact is not for the public.
pub const PRIVATE_CODES: [&str; 13] = [
    "private",
    "isprivate",
    "unlisted",
    "unpublished",
    "hidden",
    "secret",
    "nonpublic",
    "notpublic",
    "internal",
    "internalonly",
    "staffonly",
    "donotpublish",
    "undisclosed",
];
