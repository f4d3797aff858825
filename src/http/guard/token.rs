//! The key itself, which is shown once and kept nowhere.

use sha2::{Digest, Sha256};

/// What every key begins with, so that tools that look for secrets know one.
const PREFIX: &str = "nh_";
const BYTES: usize = 32;

/// A key of the API: `nh_` and 256 random bits in hexadecimal digits.
pub struct Token(String);

impl Token {
    /// `Err` where the system has no random numbers to give.
    pub fn random() -> Result<Token, getrandom::Error> {
        let mut bits = [0; BYTES];
        getrandom::fill(&mut bits)?;
        let digits: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Token(format!("{PREFIX}{digits}")))
    }

    /// Nothing where `text` cannot be a key.
    pub fn parse(text: &str) -> Option<Token> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (digits.len() == 2 * BYTES && digits.bytes().all(is_hex)).then(|| Token(text.to_owned()))
    }

    /// What is kept of it. It is random enough that a plain hash gives nothing away.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    /// For the one time that it is shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_nothing_else_is_one() {
        let token = Token::random().unwrap();
        let again = Token::parse(token.reveal()).unwrap();
        assert_eq!(again.hash(), token.hash());
        assert_ne!(Token::random().unwrap().hash(), token.hash());
        for wrong in [
            "",
            "nh_",
            "nh_0",
            &token.reveal()[3..],
            &token.reveal().to_uppercase(),
        ] {
            assert!(Token::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Token::parse(&format!("{}0", token.reveal())).is_none());
    }
}
