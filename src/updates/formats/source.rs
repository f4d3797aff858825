//! Our own format, of `data/README.md`: one source with its claims in one JSON object.

use super::{Input, Refusal, See};
use crate::standing::RecordKind;
use crate::updates::entries::{SourceFile, SourceHeader};

/// A source file. It is small enough to be held: a person wrote it.
pub struct SourceInput(pub SourceFile);

impl Input for SourceInput {
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal> {
        for entry in self.0.entries.iter().filter(|entry| entry.record == kind) {
            if see(Ok(entry.clone())).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn source(&self) -> Option<&SourceHeader> {
        Some(&self.0.source)
    }
}
