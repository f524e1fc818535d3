//! What every object store keeps, whoever it is: one list of behaviours, run with the store in memory,
//! with S3 as moto speaks it, and with the platform's own store.

mod bytes;
mod names;
mod parts;
mod subject;
mod watch;

use subject::Subject;

use crate::stores::{embedded, moto};

/// Every behaviour, in words that a failure's log shows.
async fn keeps_the_contract(subject: &Subject) {
    macro_rules! in_turn {
        ($($module:ident::$behaviour:ident),* $(,)?) => {
            $(
                println!(stringify!($behaviour));
                $module::$behaviour(subject).await;
            )*
        };
    }
    in_turn! {
        bytes::what_is_missing_is_said_to_be_and_may_be_deleted,
        bytes::what_is_put_comes_back_with_what_was_said_of_it,
        bytes::ranges_end_with_the_object_and_are_refused_beyond_it,
        bytes::more_than_a_reader_allows_is_too_large,
        bytes::what_is_there_is_replaced_only_where_that_is_asked_for,
        bytes::headers_are_those_that_were_written,
        names::lists_are_in_order_of_key_begin_behind_one_and_come_in_pages,
        names::keys_are_only_names,
        names::what_is_deleted_is_gone_for_all_who_look,
        parts::a_small_file_arrives_whole,
        parts::a_large_file_arrives_in_parts_whatever_its_checksums_and_only_once,
        parts::another_file_under_the_key_is_refused_and_leaves_nothing,
        parts::a_file_that_has_changed_is_not_sent,
        parts::a_file_that_changes_on_its_way_is_not_completed,
        parts::a_stopped_upload_leaves_nothing,
    }
}

#[tokio::test]
async fn the_store_in_memory_keeps_the_contract() {
    keeps_the_contract(&Subject::memory()).await;
}

#[tokio::test]
async fn s3_keeps_the_contract() {
    keeps_the_contract(&Subject::at(moto::start().await)).await;
}

#[tokio::test]
async fn the_embedded_store_keeps_the_contract() {
    keeps_the_contract(&Subject::at(embedded().await)).await;
}
