//! The tables, the same in both backends. Ids, times, words and JSON are text.

diesel::table! {
    directory (directory_id) {
        directory_id -> Text,
        revision -> BigInt,
        secret -> Binary,
        created_at -> Text,
    }
}

diesel::table! {
    source (id) {
        id -> Text,
        key -> Text,
        name -> Text,
        kind -> Text,
        date -> Nullable<Text>,
        url -> Nullable<Text>,
    }
}

diesel::table! {
    claim (record_kind, record_id, source_id, foreign_id) {
        record_kind -> Text,
        record_id -> Text,
        source_id -> Text,
        foreign_id -> Text,
        body -> Text,
        denies -> Text,
        words -> Nullable<Text>,
        how -> Text,
        date -> Nullable<Text>,
    }
}

diesel::table! {
    same_as (source_id, record_kind, foreign_id) {
        source_id -> Text,
        record_kind -> Text,
        foreign_id -> Text,
        record_id -> Text,
    }
}

diesel::table! {
    resolution (record_kind, record_id, fact_group) {
        record_kind -> Text,
        record_id -> Text,
        fact_group -> Text,
        preferred -> Text,
        reason -> Text,
        by -> Text,
        at -> Text,
    }
}

diesel::table! {
    changeset (revision) {
        revision -> BigInt,
        at -> Text,
        by -> Text,
        reason -> Text,
        source_id -> Nullable<Text>,
    }
}

diesel::table! {
    change (revision, position) {
        revision -> BigInt,
        position -> BigInt,
        subject -> Text,
        record_kind -> Nullable<Text>,
        record_id -> Nullable<Text>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
    }
}

diesel::joinable!(change -> changeset (revision));
diesel::allow_tables_to_appear_in_same_query!(change, changeset);

diesel::table! {
    organization (id) {
        id -> Text,
        body -> Text,
        facts -> Text,
        revision -> BigInt,
        modified_at -> Text,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    location (id) {
        id -> Text,
        body -> Text,
        facts -> Text,
        revision -> BigInt,
        modified_at -> Text,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    service (id) {
        id -> Text,
        organization_id -> Text,
        body -> Text,
        facts -> Text,
        revision -> BigInt,
        modified_at -> Text,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    service_at_location (id) {
        id -> Text,
        service_id -> Text,
        location_id -> Text,
        body -> Text,
        facts -> Text,
        revision -> BigInt,
        modified_at -> Text,
        withdrawn_at -> Nullable<Text>,
    }
}
