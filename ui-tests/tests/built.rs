//! What `cargo check` lets through and `cargo build` refuses.

#[test]
fn built() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("built/*.rs");
    // What should run is built, and the rest with it.
    cases.pass("pass/floors.rs");
}
