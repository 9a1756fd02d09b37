//! Redis over TLS: with a certificate that is trusted, and with one that is not.

use std::process::Command;

use super::*;

/// Where the process of the test below finds the server.
const URL: &str = "REDIS_STORE_TEST_URL";

#[tokio::test]
async fn only_a_server_with_a_trusted_certificate_is_spoken_with() {
    let identity = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]);
    let identity = identity.expect("a certificate");
    let certificate = identity.cert.pem();
    let key = identity.signing_key.serialize_pem();
    let Some(redis) = PrivateRedis::encrypted(&certificate, &key) else {
        return;
    };
    let error = RedisStore::connect(&redis.url()).await;
    let error = error.expect_err("nobody vouches for it").to_string();
    assert!(error.contains("certificate"), "{error}");
    // Without TLS it does not speak.
    let plain = redis.url().replace("rediss:", "redis:");
    assert!(RedisStore::connect(&plain).await.is_err());

    // Who is trusted is a matter of the process: one of its own trusts the certificate.
    let trusted = redis.folder().join("trusted.pem");
    std::fs::write(&trusted, certificate).expect("a folder of its own");
    let this = std::env::current_exe().expect("this test");
    let output = Command::new(this)
        .args([
            "--exact",
            "--ignored",
            "--nocapture",
            "tls::a_server_that_is_trusted",
        ])
        .env("SSL_CERT_FILE", &trusted)
        .env_remove("SSL_CERT_DIR")
        .env(URL, redis.url())
        .output()
        .expect("a process");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "run by the test above, in a process that trusts the server"]
async fn a_server_that_is_trusted() {
    let Ok(url) = std::env::var(URL) else {
        // All ignored tests were asked for.
        return;
    };
    let store = RedisStore::connect(&url).await.expect("trusted");
    for (call, answer) in every_call(&store).await {
        assert!(answer.is_ok(), "{call}");
    }
}
