//! Connecting: what is refused at once, what is warned of, and what no text may hold.

use tests::Journal;

use super::*;

async fn refused(url: &str) -> String {
    let error = RedisStore::connect(url).await;
    error.expect_err("no use").to_string()
}

#[tokio::test]
async fn a_url_that_is_no_use_is_refused_without_its_password() {
    for url in [
        "",
        "hunter2",
        "localhost:6379",
        "http://:hunter2@localhost",
        "redis://",
        "redis://:hunter2@",
        "redis://:hunter2@localhost:port",
        "redis://:hunter2@localhost/hunter2",
        "redis://:hunter2@0.0.0.0",
        "redis://user:6379/hunter2@localhost",
        "redis://user:6379?hunter2@localhost",
        "redis://user:6379#hunter2@localhost",
        "redis://:hunter2@localhost/?protocol=hunter2",
        "rediss://:hunter2@localhost#insecure",
        "unix://?pass=hunter2",
    ] {
        let error = refused(url).await;
        assert!(error.contains("the URL of Redis"), "{url}: {error}");
        assert!(!error.contains("hunter2"), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_timeout_that_is_no_use_is_refused() {
    for timeout in [Duration::ZERO, Duration::from_secs(31)] {
        let store = RedisStore::builder("redis://localhost").timeout(timeout);
        let error = store.connect().await.expect_err("no use");
        assert!(error.to_string().contains("`timeout`"), "{error}");
    }
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_named_without_password() {
    let Some(mut redis) = PrivateRedis::start() else {
        return;
    };
    redis.kill();
    let url = format!("redis://ann:hunter2@127.0.0.1:{}/0", redis.port());
    let error = refused(&url).await;
    let expected = format!(
        "`RedisStore` at 127.0.0.1:{}: Redis cannot be reached: ",
        redis.port()
    );
    assert!(error.starts_with(&expected), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_the_right_one_taken() {
    let Some(redis) = PrivateRedis::with(&[["requirepass", "hunter2 @/?#%"]]) else {
        return;
    };
    let at = format!(
        "`RedisStore` at 127.0.0.1:{}: Redis refuses: ",
        redis.port()
    );
    let with = |password: &str| format!("redis://{password}127.0.0.1:{}", redis.port());
    assert_eq!(refused(&with("")).await, format!("{at}NOAUTH"));
    assert_eq!(refused(&with(":wrong@")).await, format!("{at}WRONGPASS"));
    let right = with(":hunter2%20%40%2F%3F%23%25@");
    let builder = RedisStore::builder(right.as_str());
    assert!(!format!("{builder:?}").contains("hunter2"));
    let store = builder.connect().await.expect("let in");
    assert!(!format!("{store:?}").contains("hunter2"), "{store:?}");
    store.begin([1; 16], family()).await.expect("kept");
}

#[tokio::test]
async fn an_account_or_a_server_that_may_not_write_is_refused_at_once() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let mut raw = Raw::new(&redis);
    raw.ask::<()>(&[
        "ACL", "SETUSER", "reader", "on", ">hunter2", "~*", "+@all", "-@write",
    ]);
    let url = format!("redis://reader:hunter2@127.0.0.1:{}", redis.port());
    let error = refused(&url).await;
    assert!(error.contains("Redis refuses: "), "{error}");
    assert_eq!(raw.keys(), HashSet::new());

    // It may do all but let things expire: what it wrote it takes back.
    raw.ask::<()>(&[
        "ACL",
        "SETUSER",
        "keeper",
        "on",
        ">hunter2",
        "~*",
        "+@all",
        "-pexpireat",
    ]);
    let url = format!("redis://keeper:hunter2@127.0.0.1:{}", redis.port());
    let error = refused(&url).await;
    assert!(error.contains("Redis refuses: "), "{error}");
    assert_eq!(raw.keys(), HashSet::new());

    raw.ask::<()>(&["REPLICAOF", "127.0.0.1", "1"]);
    let error = refused(&redis.url()).await;
    assert!(error.ends_with("Redis refuses: READONLY"), "{error}");
}

#[tokio::test]
async fn the_commands_that_are_documented_suffice() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let mut raw = Raw::new(&redis);
    raw.ask::<()>(&[
        "ACL",
        "SETUSER",
        "tokens",
        "on",
        ">hunter2",
        "~axum-secured:*",
        "-@all",
        "+hello",
        "+eval",
        "+evalsha",
        "+hlen",
        "+hget",
        "+hset",
        "+hgetall",
        "+exists",
        "+del",
        "+pexpireat",
        "+get",
        "+set",
    ]);
    let url = format!("redis://tokens:hunter2@127.0.0.1:{}", redis.port());
    let store = RedisStore::connect(&url).await.expect("let in");
    for (call, answer) in every_call(&store).await {
        assert!(answer.is_ok(), "{call}");
    }
}

#[tokio::test]
async fn a_redis_that_may_forget_is_warned_of() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let mut raw = Raw::new(&redis);
    let mut warnings = async |settings: &[[&str; 2]]| {
        for [name, value] in settings {
            raw.ask::<()>(&["CONFIG", "SET", name, value]);
        }
        Journal::open();
        store(&redis).await;
        let mut lines = Journal::lines();
        lines.retain(|line| line.contains("of Redis is"));
        lines
    };
    assert_eq!(warnings(&[]).await, Vec::<String>::new());
    let everysec = warnings(&[["appendfsync", "everysec"]]).await;
    assert_eq!(everysec.len(), 1, "{everysec:?}");
    assert!(everysec[0].contains("`appendfsync` of Redis is `everysec`, not `always`"));
    let both = warnings(&[["appendonly", "no"], ["maxmemory-policy", "allkeys-lru"]]).await;
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both[0].contains("`maxmemory-policy` of Redis is `allkeys-lru`, not `noeviction`"));
    assert!(both[1].contains("`appendonly` of Redis is `no`, not `yes`"));
}

#[tokio::test]
async fn a_redis_that_keeps_its_settings_to_itself_is_not_warned_of() {
    let Some(redis) = PrivateRedis::start() else {
        return;
    };
    let mut raw = Raw::new(&redis);
    raw.ask::<()>(&["CONFIG", "SET", "appendonly", "no"]);
    raw.ask::<()>(&["ACL", "SETUSER", "default", "-config"]);
    Journal::open();
    store(&redis).await;
    let lines = Journal::lines().concat();
    assert!(lines.contains("does not tell its settings"), "{lines}");
    assert!(!lines.contains("of Redis is"), "{lines}");
}
