//! One specification of the store, run on each backend.

/// Names every case of the specification, for a backend to run.
macro_rules! every_case {
    ($run:ident) => {
        $run! {
            a_new_directory_is_empty,
            every_type_reads_back_as_it_was_written,
            fields_keep_their_order,
            a_changeset_is_published_whole_or_not_at_all,
            a_record_must_name_its_parents,
            a_plan_on_an_older_revision_is_refused,
            nothing_to_publish_makes_no_revision,
            of_publishers_at_once_one_wins_each_revision,
            a_read_sees_one_revision,
            the_history_has_before_and_after,
            a_withdrawn_record_is_a_tombstone_until_it_comes_back,
            only_what_changed_is_since_a_revision,
            a_big_changeset_is_published,
            parts_make_one_revision,
            a_child_may_come_before_its_parent,
            what_is_begun_is_finished_or_nothing,
            a_rehearsal_leaves_nothing,
            an_error_of_the_caller_rolls_back,
            a_batch_reads_what_is_there,
            confirmations_and_blocks_have_a_history,
            an_undo_sees_what_was_changed_since,
            the_character_nul_is_refused,
            held_items_are_numbered_and_decided_once,
            a_rejection_is_remembered,
            the_last_words_of_people_are_found,
            held_items_are_found_and_counted,
            suggestions_are_few_and_deleted_when_judged,
            a_key_is_found_by_its_hash_until_it_is_revoked,
            a_reply_is_kept_until_it_is_forgotten,
            calls_are_found_by_number,
            scrubbing_rewrites_every_trace,
            a_reopened_directory_is_the_same,
            processes_that_start_at_once_make_one_directory,
            a_newer_version_is_refused_and_not_touched,
            nothing_that_is_printed_has_the_secret,
        }
    };
}

mod model;
#[cfg(feature = "postgres")]
mod postgres;
mod random;
mod samples;
mod specification;
mod sqlite;

/// Runs one statement, as another program would.
fn execute(url: &str, sql: &str) {
    use diesel::connection::{Connection, SimpleConnection};
    match url.strip_prefix("sqlite://") {
        Some(path) => diesel::SqliteConnection::establish(path)
            .unwrap()
            .batch_execute(sql)
            .unwrap(),
        #[cfg(feature = "postgres")]
        None => diesel::PgConnection::establish(url)
            .unwrap()
            .batch_execute(sql)
            .unwrap(),
        #[cfg(not(feature = "postgres"))]
        None => panic!("{url} is not SQLite"),
    }
}
