//! Tools written elsewhere, and what to do where they are not installed.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

/// A path in the folder of the tools.
pub(crate) fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/tools")
        .join(inside)
}

/// Whether all of them are there. Where they are not, the test says what it leaves out; in CI,
/// where they have to be, it fails.
pub(crate) fn present(tools: &[&str]) -> bool {
    let missing: Vec<_> = tools.iter().filter(|tool| !path(tool).exists()).collect();
    if missing.is_empty() {
        return true;
    }
    let said = format!("left out, because tests/tools lacks {missing:?}: `.ci/run` installs them");
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{said}"
    );
    // Not `eprintln!`, which the test harness swallows when the test passes.
    let _ = writeln!(std::io::stderr(), "{said}");
    false
}
