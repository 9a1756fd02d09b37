//! Programs: what has to happen in Redis as a whole.

use redis::{Script, Value};
use tokio::time::Instant;

use super::{Failure, Link};

/// A script and the name that Redis knows it by.
pub(crate) struct Program {
    text: &'static str,
    hash: String,
}

impl Program {
    pub(crate) fn new(text: &'static str) -> Self {
        let hash = Script::new(text).get_hash().to_owned();
        Self { text, hash }
    }

    /// Runs it on these keys; what it answers.
    pub(crate) async fn run(
        &self,
        link: &Link,
        keys: &[&str],
        arguments: &[Vec<u8>],
        deadline: Instant,
    ) -> Result<Vec<Value>, Failure> {
        let call = |command: &str, program: &str| {
            let mut commands = redis::pipe();
            let call = commands.cmd(command).arg(program);
            call.arg(keys.len()).arg(keys).arg(arguments);
            commands
        };
        let answer = link.ask(&call("EVALSHA", &self.hash), deadline).await;
        if answer.as_ref().is_err_and(Failure::is_unknown_script) {
            return link.ask(&call("EVAL", self.text), deadline).await;
        }
        answer
    }
}
