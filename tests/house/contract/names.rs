//! Keys: listed, odd ones, deleted.

use bytes::Bytes;
use cloud::{ObjectStore, PutOptions, StoreErrorKind};

use super::subject::Subject;

async fn put(store: &dyn ObjectStore, key: &str) {
    let options = PutOptions::immutable("text/plain");
    let content = Bytes::from(key.to_owned());
    store.put(key, content, &options).await.unwrap();
}

/// All keys with a prefix, page by page.
async fn keys(store: &dyn ObjectStore, prefix: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.list(prefix, after.as_deref()).await.unwrap();
        keys.extend(page.objects.into_iter().map(|object| object.key));
        after = page.next;
        if after.is_none() {
            return keys;
        }
        assert_eq!(
            after.as_ref(),
            keys.last(),
            "the next page begins behind this one"
        );
    }
}

pub(super) async fn lists_are_in_order_of_key_begin_behind_one_and_come_in_pages(
    subject: &Subject,
) {
    let store = &*subject.store;
    for key in [
        "list/b/1",
        "list/a/4",
        "list/a/2",
        "list/a/10",
        "list/a/3",
        "list/a",
    ] {
        put(store, key).await;
    }
    let of_a = ["list/a/10", "list/a/2", "list/a/3", "list/a/4"];
    assert_eq!(keys(store, "list/a/").await, of_a);
    assert_eq!(keys(store, "list/").await.len(), 6);
    let behind = store.list("list/a/", Some("list/a/2")).await.unwrap();
    let lengths = behind
        .objects
        .iter()
        .map(|object| (object.key.as_str(), object.length));
    assert_eq!(
        lengths.collect::<Vec<_>>(),
        [("list/a/3", 8), ("list/a/4", 8)]
    );
    assert_eq!(behind.next, None);
}

pub(super) async fn keys_are_only_names(subject: &Subject) {
    let store = &*subject.store;
    let odd = [
        "odd/%20",
        "odd/&amp;",
        "odd/a b",
        "odd/a+b",
        "odd/a=b?c#d",
        "odd/ä",
        "odd/椅子.glb",
    ];
    for key in odd {
        put(store, key).await;
    }
    for key in odd {
        assert_eq!(subject.content(key).await, key.as_bytes(), "{key}");
        assert_eq!(store.head(key).await.unwrap().unwrap().key, key);
    }
    assert_eq!(keys(store, "odd/").await, odd);
}

pub(super) async fn what_is_deleted_is_gone_for_all_who_look(subject: &Subject) {
    let store = &*subject.store;
    put(store, "delete/a").await;
    put(store, "delete/b").await;
    for _ in 0..2 {
        store.delete("delete/a").await.unwrap();
    }
    assert_eq!(store.head("delete/a").await.unwrap(), None);
    let error = store.get("delete/a", None).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::NotFound);
    assert_eq!(keys(store, "delete/").await, ["delete/b"]);
    // The name is free again.
    put(store, "delete/a").await;
    assert_eq!(keys(store, "delete/").await, ["delete/a", "delete/b"]);
}
