//! Items of several tenants.

use items_api::items::{Content, Items, KeptItem};

use crate::{Both, opened};

fn content(name: &str, quantity: i64) -> Content {
    Content {
        name: name.to_owned(),
        quantity,
    }
}

async fn of_tenant(items: &Items, tenant: &str, after: i64) -> Vec<KeptItem> {
    let listed = items.of_tenant(tenant, after).await;
    listed.expect("it answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_found_in_its_tenant_alone() {
    let both = Both::new();
    for location in both.locations() {
        let items = Items::new(opened(&location).await);
        let other = Items::new(opened(&location).await);
        let created = items.create("acme", "ann", content("L\u{f6}ffel", 3)).await;
        let spoon = created.expect("it answers");
        let expected = KeptItem {
            item_id: spoon.item_id.clone(),
            owner: "ann".to_owned(),
            name: "L\u{f6}ffel".to_owned(),
            quantity: 3,
        };
        assert_eq!(spoon, expected);
        let id: i64 = spoon.item_id.parse().expect("a number");
        let found = other.find("acme", id).await.expect("it answers");
        assert_eq!(found, Some(spoon.clone()));
        for foreign in ["globex", "Acme", "acme ", "", "%"] {
            assert_eq!(items.find(foreign, id).await.expect("it answers"), None);
            let changed = items.update(foreign, id, content("fork", 1)).await;
            assert_eq!(changed.expect("it answers"), None, "{foreign}");
            assert!(!items.remove(foreign, id).await.expect("it answers"));
            assert_eq!(of_tenant(&items, foreign, 0).await, [], "{foreign}");
        }
        assert_eq!(of_tenant(&other, "acme", 0).await, [spoon]);
        let changed = items.update("acme", id, content("fork", i64::MAX)).await;
        let changed = changed.expect("it answers").expect("an item");
        let expected = KeptItem {
            name: "fork".to_owned(),
            quantity: i64::MAX,
            ..expected
        };
        assert_eq!(changed, expected);
        let found = other.find("acme", id).await.expect("it answers");
        assert_eq!(found, Some(expected));
        assert!(other.remove("acme", id).await.expect("it answers"));
        assert!(!items.remove("acme", id).await.expect("it answers"));
        // A number that is free again is given to nobody.
        let next = items.create("acme", "ann", content("fork", 1)).await;
        let next: i64 = next.expect("it answers").item_id.parse().expect("a number");
        assert!(next > id);
        assert_eq!(of_tenant(&items, "acme", next).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_are_made_at_once_each_is_one() {
    let both = Both::new();
    for location in both.locations() {
        let items = [
            Items::new(opened(&location).await),
            Items::new(opened(&location).await),
        ];
        let attempts: Vec<_> = (0..32)
            .map(|number: i64| {
                let items = items[usize::from(number % 2 == 0)].clone();
                tokio::spawn(async move {
                    let created = items.create("acme", "ann", content("spoon", number)).await;
                    created.expect("it answers")
                })
            })
            .collect();
        let mut created = Vec::new();
        for attempt in attempts {
            created.push(attempt.await.expect("no panic"));
        }
        let number = |item: &KeptItem| item.item_id.parse::<i64>().expect("a number");
        created.sort_by_key(number);
        assert_eq!(of_tenant(&items[0], "acme", 0).await, created);
        let quantities: std::collections::BTreeSet<_> =
            created.iter().map(|item| item.quantity).collect();
        assert_eq!(quantities, (0..32).collect());
    }
}
