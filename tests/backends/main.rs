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
