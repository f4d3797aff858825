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
        how -> Text,
        api_key_id -> Nullable<Text>,
        report -> Nullable<Text>,
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

diesel::table! {
    api_key (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        hash -> Binary,
        created_at -> Text,
        revoked_at -> Nullable<Text>,
        rate_limit_per_minute -> Nullable<BigInt>,
    }
}

diesel::table! {
    idempotency (api_key_id, key) {
        api_key_id -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> BigInt,
        body -> Text,
        at -> Text,
    }
}

diesel::table! {
    call (id) {
        id -> Text,
        number -> Text,
        by -> Text,
        at -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    verification (record_kind, record_id, fact_group) {
        record_kind -> Text,
        record_id -> Text,
        fact_group -> Text,
        how -> Text,
        date -> Text,
        value -> Text,
        by -> Text,
        at -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    blocked_number (number) {
        number -> Text,
        reason -> Text,
        by -> Text,
        at -> Text,
    }
}

diesel::table! {
    held (number) {
        number -> BigInt,
        revision -> BigInt,
        at -> Text,
        source_id -> Text,
        rule -> Text,
        record_kind -> Nullable<Text>,
        record_id -> Nullable<Text>,
        fact_group -> Nullable<Text>,
        group_key -> Text,
        proposal -> Text,
        fingerprint -> Text,
        state -> Text,
        decided_at -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        reason -> Nullable<Text>,
        remembered_until -> Nullable<Text>,
    }
}

diesel::table! {
    suggestion (id) {
        id -> Text,
        at -> Text,
        record_kind -> Text,
        record_id -> Text,
        body -> Text,
    }
}

diesel::table! {
    judged_suggestion (id) {
        id -> Text,
        record_kind -> Text,
        record_id -> Text,
        state -> Text,
        at -> Text,
        by -> Text,
        reason -> Text,
    }
}

diesel::table! {
    quiet_update (id) {
        id -> BigInt,
        source_id -> Text,
        at -> Text,
        report -> Text,
    }
}
