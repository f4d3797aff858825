//! Who decides something by hand.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::confidential::{self, About};
use crate::store::{Header, Operation, StoreError, Transaction};

/// A person, when they decided, and why.
#[derive(Clone, Debug)]
pub struct Person {
    pub by: String,
    pub at: DateTime<Utc>,
    pub reason: String,
    /// The key of the API that it came with.
    pub api_key_id: Option<Uuid>,
}

impl Person {
    /// With words that tell no place which what they are about keeps from the public.
    pub fn discreet(
        &self,
        tx: &mut Transaction<'_>,
        about: About<'_>,
    ) -> Result<Person, StoreError> {
        let mut person = self.clone();
        confidential::discreet(tx, about, [&mut person.by, &mut person.reason])?;
        Ok(person)
    }

    /// The head of the changeset that writes the decision.
    pub fn header(&self, how: Operation) -> Header {
        Header {
            expected_revision: None,
            at: self.at,
            by: self.by.clone(),
            api_key_id: self.api_key_id,
            how,
            reason: self.reason.clone(),
            source_id: None,
        }
    }
}
