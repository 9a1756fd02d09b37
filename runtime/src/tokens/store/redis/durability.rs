//! Whether Redis keeps what it has acknowledged.

use std::collections::HashMap;

use redis::Value;

use crate::redis_link::Link;

/// Settings under which what was acknowledged is not lost, and what happens under others.
const SETTINGS: [(&str, &str, &str); 3] = [
    (
        "maxmemory-policy",
        "noeviction",
        "what was revoked may be forgotten when memory is short",
    ),
    (
        "appendonly",
        "yes",
        "what was acknowledged may be lost when Redis ends",
    ),
    (
        "appendfsync",
        "always",
        "what was acknowledged in the last second may be lost when its machine fails",
    ),
];

/// Says in the log where Redis is set otherwise, if it tells its settings at all.
pub(super) async fn warn(link: &Link) {
    for (name, good, consequence) in SETTINGS {
        let mut command = redis::pipe();
        command.cmd("CONFIG").arg("GET").arg(name);
        let set = match link.ask(&command, link.deadline()).await {
            Ok(values) => setting(values, name),
            Err(failure) => {
                tracing::debug!(%failure, "Redis does not tell its settings");
                return;
            }
        };
        if let Some(set) = set
            && set != good
        {
            tracing::warn!("`{name}` of Redis is `{set}`, not `{good}`: {consequence}");
            if name == "appendonly" {
                // Without it the one that follows says nothing.
                return;
            }
        }
    }
}

fn setting(mut values: Vec<Value>, name: &str) -> Option<String> {
    let settings: HashMap<String, String> = redis::from_redis_value(values.pop()?).ok()?;
    settings.get(name).cloned()
}
