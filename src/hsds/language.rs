//! What languages are called.

/// Names of languages as American directories write them, and their codes (ISO 639-1, or 639-3 where there is none).
pub const LANGUAGES: [(&str, &str); 28] = [
    ("english", "en"),
    ("spanish", "es"),
    ("espanol", "es"),
    ("french", "fr"),
    ("german", "de"),
    ("italian", "it"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("polish", "pl"),
    ("bosnian", "bs"),
    ("serbian", "sr"),
    ("croatian", "hr"),
    ("arabic", "ar"),
    ("farsi", "fa"),
    ("persian", "fa"),
    ("dari", "prs"),
    ("pashto", "ps"),
    ("urdu", "ur"),
    ("hindi", "hi"),
    ("somali", "so"),
    ("swahili", "sw"),
    ("amharic", "am"),
    ("vietnamese", "vi"),
    ("korean", "ko"),
    ("tagalog", "tl"),
    ("haitian creole", "ht"),
    ("american sign language", "ase"),
];

/// The English name of a language, in small letters, by its code.
pub fn language_name(code: &str) -> Option<&'static str> {
    let mut languages = LANGUAGES.iter();
    let (name, _) = languages.find(|(_, known)| known.eq_ignore_ascii_case(code.trim()))?;
    Some(name)
}
