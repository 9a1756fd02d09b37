//! What a store of tokens has to keep to.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::{
    secret::fill_random,
    tokens::{Family, FamilyId, RevokedDigest, TokenStore},
    verifier::Source,
};

/// Tries whether `store` keeps to what [`TokenStore`] promises, with families of its own beside
/// whatever is there. To be called in a tokio runtime.
///
/// # Errors
/// The first promise that is not kept, or the error of the store.
pub async fn check_token_store<S: TokenStore>(store: Arc<S>) -> Result<(), String> {
    let (one, other) = (id()?, id()?);
    nothing_is_there(&*store, one).await?;
    a_family_comes_back_as_it_was(&*store, one, other).await?;
    renewing_compares(&*store, one, other).await?;
    of_many_one_renews(&store, one).await?;
    what_ended_is_gone(&*store, one, other).await?;
    what_was_revoked_is_remembered(&*store).await
}

async fn nothing_is_there<S: TokenStore>(store: &S, id: FamilyId) -> Result<(), String> {
    let found = store.find(id).await.map_err(down)?;
    demand(found.is_none(), "an unknown family is not found")?;
    let renewed = store.renew(id, [1; 32], [2; 32], time(0)).await;
    demand(!renewed.map_err(down)?, "an unknown family is not renewed")?;
    let found = store.find(id).await.map_err(down)?;
    demand(found.is_none(), "renewing begins no family")?;
    store.end(id).await.map_err(down)
}

async fn a_family_comes_back_as_it_was<S: TokenStore>(
    store: &S,
    one: FamilyId,
    other: FamilyId,
) -> Result<(), String> {
    let bare = Family {
        subject: "J\u{fc}rgen '; --".to_owned(),
        client: None,
        scope: String::new(),
        ..family()
    };
    store.begin(one, family()).await.map_err(down)?;
    store.begin(other, bare.clone()).await.map_err(down)?;
    let found = store.find(one).await.map_err(down)?;
    demand(found == Some(family()), "a family comes back as it was")?;
    let found = store.find(other).await.map_err(down)?;
    demand(found == Some(bare), "names and absent values are kept")
}

async fn renewing_compares<S: TokenStore>(
    store: &S,
    one: FamilyId,
    other: FamilyId,
) -> Result<(), String> {
    let renewed = store.renew(one, [9; 32], [2; 32], time(1)).await;
    demand(!renewed.map_err(down)?, "another token is not renewed")?;
    let found = store.find(one).await.map_err(down)?;
    demand(found == Some(family()), "a vain attempt changes nothing")?;
    let renewed = store.renew(one, [1; 32], [2; 32], time(1)).await;
    demand(renewed.map_err(down)?, "the current token is renewed")?;
    let expected = Family {
        current: [2; 32],
        spent: Some(([1; 32], time(1))),
        ..family()
    };
    let found = store.find(one).await.map_err(down)?;
    demand(found == Some(expected), "the token spent last is kept")?;
    let renewed = store.renew(one, [1; 32], [3; 32], time(2)).await;
    demand(!renewed.map_err(down)?, "a spent token is not renewed")?;
    let found = store.find(other).await.map_err(down)?;
    let is_same = found.is_some_and(|family| family.current == [1; 32]);
    demand(is_same, "other families stay as they are")
}

async fn of_many_one_renews<S: TokenStore>(store: &Arc<S>, id: FamilyId) -> Result<(), String> {
    let attempts: Vec<_> = (0..16)
        .map(|number| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let renewed = store.renew(id, [2; 32], [100 + number; 32], time(3)).await;
                renewed.map(|renewed| renewed.then_some(number))
            })
        })
        .collect();
    let mut winners = Vec::new();
    for attempt in attempts {
        let attempt = attempt.await.map_err(|_| "the store panicked".to_owned())?;
        winners.extend(attempt.map_err(down)?);
    }
    let [winner] = winners[..] else {
        return Err(format!("of many at once one renews, not {}", winners.len()));
    };
    let found = store.find(id).await.map_err(down)?;
    let is_theirs = found.is_some_and(|family| family.current == [100 + winner; 32]);
    demand(is_theirs, "the token of the one that renewed is current")
}

async fn what_ended_is_gone<S: TokenStore>(
    store: &S,
    one: FamilyId,
    other: FamilyId,
) -> Result<(), String> {
    store.end(other).await.map_err(down)?;
    let found = store.find(other).await.map_err(down)?;
    demand(found.is_none(), "a family that ended is not found")?;
    let renewed = store.renew(other, [1; 32], [2; 32], time(4)).await;
    demand(
        !renewed.map_err(down)?,
        "a family that ended is not renewed",
    )?;
    store.end(other).await.map_err(down)?;
    let found = store.find(one).await.map_err(down)?;
    demand(found.is_some(), "other families do not end")?;
    store.end(one).await.map_err(down)
}

async fn what_was_revoked_is_remembered<S: TokenStore>(store: &S) -> Result<(), String> {
    let (mine, other) = (digest()?, digest()?);
    let found = store.is_revoked(&[mine, other]).await.map_err(down)?;
    demand(!found, "nothing is revoked unasked")?;
    // Nor does asking for nothing find anything.
    let found = store.is_revoked(&[]).await.map_err(down)?;
    demand(!found, "none of none is revoked")?;
    for until in [time(2), time(1)] {
        store.revoke(mine, until).await.map_err(down)?;
        let found = store.is_revoked(&[mine]).await.map_err(down)?;
        demand(found, "what was revoked is found")?;
    }
    for places in [[mine, other], [other, mine]] {
        let found = store.is_revoked(&places).await.map_err(down)?;
        demand(found, "what was revoked is found in either place")?;
    }
    let found = store.is_revoked(&[other]).await.map_err(down)?;
    demand(!found, "nothing else is revoked")
}

/// With times in whole seconds: no store need keep more.
fn family() -> Family {
    Family {
        subject: "ann".to_owned(),
        client: Some("web".to_owned()),
        scope: "items:read items:write".to_owned(),
        authenticated_at: time(0),
        expires_at: time(86_400),
        current: [1; 32],
        spent: None,
    }
}

fn time(seconds: u64) -> SystemTime {
    // In the year 2096, so that nothing has expired.
    SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000 + seconds)
}

fn id() -> Result<FamilyId, String> {
    random()
}

fn digest() -> Result<RevokedDigest, String> {
    random()
}

fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    fill_random(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn demand(is_kept: bool, promise: &str) -> Result<(), String> {
    if is_kept {
        Ok(())
    } else {
        Err(format!("not kept: {promise}"))
    }
}

fn down(source: Source) -> String {
    format!("the store failed: {}", source.error())
}
