//! What a person's word on held items does.
