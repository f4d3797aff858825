//! What the screen says, in its languages.

use clap::ValueEnum;

use crate::eligibility::{FactType, vocabulary::Words};

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
    "You can skip every question: press Enter. Type d if you would rather not say, q to stop.\n\
     Nothing that you type is kept in a file or a log. It stays on this screen until you close it.",
    "Puede saltar cada pregunta: pulse Intro. Escriba d si prefiere no decirlo, q para terminar.\n\
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
pub const NO_CHANGE: Said = ("That changes no verdict.", "Eso no cambia nada.");
pub const CHANGED: Said = ("This changes:", "Esto cambia:");
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
            "That is no number that fits. Type digits alone, or press Enter to skip.",
            "No es un número que valga. Escriba solo cifras, o pulse Intro para saltarla.",
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
            "That does not name one place. Type a ZIP, or press Enter to skip.",
            "No indica un único lugar. Escriba un código postal (ZIP), o pulse Intro para saltarla.",
        ),
    }
}
