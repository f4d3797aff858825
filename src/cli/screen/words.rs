//! What the screen says, in its languages.

use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;

use super::typed;
use crate::eligibility::{Fact, FactType, vocabulary::Words};

/// Of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// Español
    Es,
}

/// A sentence in English and in Spanish.
pub type Said = (&'static str, &'static str);

pub const EMERGENCY: Said = (
    "In an emergency call 911.",
    "En una emergencia llame al 911.",
);
pub const INTRODUCTION: Said = (
    "You can skip every question: press Enter. Type d if you would rather not say, back to undo your last answer, ? for help, \
     q to stop.\n\
     Nothing that you type is kept in a file or a log. It stays on this screen until you close it.",
    "Puede saltar cada pregunta: pulse Intro. Escriba d si prefiere no decirlo, atrás para borrar su última respuesta, \
     ? para ayuda, q para terminar.\n\
     Nada de lo que escriba se guarda en un archivo ni en un registro. Queda en esta pantalla hasta que la cierre.",
);
pub const NOT_KEPT: Said = (
    "Nothing was kept. Close this screen so that nobody reads it.",
    "No se ha guardado nada. Cierre esta pantalla para que nadie la lea.",
);
pub const NOTHING_MORE: Said = (
    "No other question would settle more.",
    "Ninguna otra pregunta aclararía más.",
);
pub const LAST_CHANCE: Said = (
    "Press Enter to end, or type back to undo your last answer.",
    "Pulse Intro para terminar, o escriba atrás para borrar su última respuesta.",
);
pub const NO_CHANGE: Said = ("That changes no verdict.", "Eso no cambia nada.");
pub const CHANGED: Said = ("This changes:", "Esto cambia:");
/// Around how many.
pub const MORE_CHANGED: [Said; 2] = [
    ("Besides these, it changes", "Además, cambia en"),
    ("more.", "más."),
];
pub const LINES: Said = ("Call or text:", "Llame o escriba:");
pub const PLACES: Said = ("Places, by distance:", "Lugares, por distancia:");
pub const WIDENED: Said = (
    "Nothing is inside the radius; the nearest beyond it:",
    "No hay nada dentro de la distancia; lo más cercano fuera de ella:",
);
pub const OTHERS: Said = (
    "At a place that is not stated, or without a number:",
    "En un lugar que no se indica, o sin número:",
);
pub const NO_PLACES: Said = ("No places match.", "No hay lugares.");
pub const NO_NUMBER: Said = ("no number known", "sin número conocido");
pub const BRING: Said = ("Bring", "Traiga");
pub const BEFORE: Said = ("Before you call", "Antes de llamar");
pub const ARTICLE: Said = ("One article says", "Un artículo dice");
pub const WITHHELD: Said = ("The place is confidential.", "El lugar es confidencial.");
pub const SEVERAL: Said = (
    "You can type several numbers: 1 3",
    "Puede escribir varios números: 1 3",
);
pub const YES_OR_NO: Said = ("y: yes · n: no", "s: sí · n: no");
pub const HELP: Said = (
    "Enter: skip · d: I would rather not say · back: undo my last answer · ?: this help · q: stop",
    "Intro: saltar · d: prefiero no decirlo · atrás: borrar mi última respuesta · ?: esta ayuda · q: terminar",
);
pub const UNDONE: Said = (
    "Your last answer is gone.",
    "Su última respuesta ya no cuenta.",
);
pub const NOTHING_TO_UNDO: Said = (
    "There is no answer to undo.",
    "No hay respuesta que borrar.",
);
pub const CONTRADICTS: Said = (
    "That does not go with what you said before. Type it again, or back to undo your last answer.",
    "Eso no va con lo que dijo antes. Escríbalo otra vez, o atrás para borrar su última respuesta.",
);
pub const TWICE: Said = (
    "is given more than once; expected one answer",
    "está más de una vez; se espera una sola respuesta",
);
pub const SOMETHING: Said = ("something", "algo");
pub const NO_OBJECT: Said = (
    "is no JSON object of questions and answers",
    "no es un objeto JSON de preguntas y respuestas",
);
/// Around the name of the file.
pub const BUILT_IN: [Said; 2] = [
    ("there is no", "no hay"),
    (
        "here: this is the built-in directory.",
        "aquí: este es el directorio que trae el programa.",
    ),
];

/// What is wrong with a parameter, in Spanish.
pub fn fault_in_spanish(parameter: &str) -> &'static str {
    match parameter {
        "near" => {
            "no indica un único lugar. Escriba un código postal (ZIP), una ciudad con su estado (“Joplin, MO”) o un condado \
             con su estado (“Jackson County, MO”)"
        }
        "radius" => "no es una distancia. Escriba metros, o un número con su unidad: 25mi, 40km",
        "per_page" => "no vale. Escriba un número de 1 a 100",
        "category" => "no es una categoría de este directorio",
        _ => "no vale",
    }
}

/// What is wrong with an answer to a question, in Spanish; of no question that there is a key which is none.
pub fn answer_in_spanish(question: &str) -> String {
    match question {
        "" => "hay una clave que no es ninguna pregunta de aquí".to_owned(),
        question => format!("{question}: esa respuesta no vale, o no va con las otras"),
    }
}

/// The sentences of ours that a caution is made of.
const CAUTIONS: [Said; 5] = [
    (
        "Calling can start a report to the state.",
        "Si llama, puede que avisen al Estado.",
    ),
    ("This number is disputed.", "Hay dudas sobre este número."),
    ("Ask who you have reached.", "Pregunte con quién habla."),
    (
        "Public records give this number to ",
        "Según los registros públicos, este número es de ",
    ),
    ("” gives this number to ", "” da este número a "),
];

/// What has to be said before a call. What a source says stays in its language.
pub fn caution_in_spanish(caution: &str) -> String {
    let said = |text: String, (en, es): Said| text.replace(en, es);
    CAUTIONS.into_iter().fold(caution.to_owned(), said)
}

const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Why what was said on a day long ago stands against nobody.
pub fn said_long_ago_in_spanish(day: NaiveDate) -> String {
    let (number, month, year) = (day.day(), MONTHS[day.month0() as usize], day.year());
    format!("Se dijo el {number} de {month} de {year}: pregúnteles si sigue siendo así.")
}

/// How to answer.
pub fn answers(fact: &Fact) -> Said {
    match fact.kind {
        FactType::Number if !typed::has_fraction(fact) => (
            "Type a whole number, in digits.",
            "Escriba un número entero, en cifras.",
        ),
        FactType::Number => (
            "Type a number. A half is 17.5 or 17 1/2.",
            "Escriba un número. Un medio es 17,5 o 17 1/2.",
        ),
        FactType::Boolean => YES_OR_NO,
        FactType::Choice if fact.several => SEVERAL,
        FactType::Choice => (
            "Type a number of the list.",
            "Escriba un número de la lista.",
        ),
        FactType::Place => (
            "Type a ZIP, a town with its state (Joplin, MO), or a county with its state.",
            "Escriba un código postal (ZIP), un pueblo o ciudad con su estado (Joplin, MO), o un condado con su estado.",
        ),
    }
}
impl Language {
    pub fn pick(self, (en, es): Said) -> &'static str {
        match self {
            Language::En => en,
            Language::Es => es,
        }
    }

    pub fn of(self, words: &Words) -> &str {
        match self {
            Language::En => &words.en,
            Language::Es => &words.es,
        }
    }
}

/// What would be an answer.
pub fn expected(kind: FactType) -> Said {
    match kind {
        FactType::Number => (
            "That is no number that fits. Type digits, or press Enter to skip.",
            "No es un número que valga. Escriba cifras, o pulse Intro para saltarla.",
        ),
        FactType::Boolean => (
            "Type y or n, or press Enter to skip.",
            "Escriba s o n, o pulse Intro para saltarla.",
        ),
        FactType::Choice => (
            "Type a number of the list, or press Enter to skip.",
            "Escriba un número de la lista, o pulse Intro para saltarla.",
        ),
        FactType::Place => (
            "That does not name one place, or is a whole state, which is too wide. Type a ZIP, or press Enter to skip.",
            "No indica un único lugar, o es todo un estado, que es demasiado. Escriba un código postal (ZIP), o pulse Intro para saltarla.",
        ),
    }
}
