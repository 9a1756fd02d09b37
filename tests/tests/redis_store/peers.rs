//! Whoever else may answer at the port: none of it is taken for an answer, or repeated.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinHandle,
};

use super::*;

/// Answers whatever is sent first with `answer`, and then closes the connection.
async fn peer(answer: &'static str) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let task = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut heard = [0; 4096];
            if stream.read(&mut heard).await.is_ok() {
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    (format!("redis://ann:hunter2@127.0.0.1:{port}"), task)
}

#[tokio::test]
async fn what_a_stranger_says_is_neither_taken_nor_repeated() {
    for (answer, expected) in [
        // Redis 5, in two wordings. It repeats the password.
        (
            "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `ann`, `hunter2`\r\n+OK\r\n+OK\r\n",
            "Redis is older than version 6",
        ),
        (
            "-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'ann' 'hunter2'\r\n+OK\r\n+OK\r\n",
            "Redis refuses: ERR",
        ),
        ("-hunter2 said it\r\n+OK\r\n+OK\r\n", "Redis refuses: ERR"),
        (
            "HTTP/1.1 400 Bad Request: hunter2\r\n\r\n",
            "does not speak",
        ),
        ("220 hunter2 ESMTP\r\n", "does not speak"),
        ("\0\0\0\0", "does not speak"),
        ("", "Redis cannot be reached: "),
        // It gives up what it announced.
        ("%7\r\n$6\r\nserver\r\n", "Redis cannot be reached: "),
        ("*-2\r\n", "Redis"),
    ] {
        let (url, task) = peer(answer).await;
        let error = RedisStore::connect(&url).await;
        let error = error.expect_err("nothing of the kind").to_string();
        assert!(error.contains(expected), "{answer:?}: {error}");
        assert!(!error.contains("hunter2"), "{answer:?}: {error}");
        task.abort();
    }
}
