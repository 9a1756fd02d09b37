//! What is published of this repository stands alone.
#![allow(missing_docs)]

#[test]
fn the_front_page_of_the_package_is_that_of_the_repository() {
    // A link where the file system has links: what stands outside of a package does not come along.
    assert!(include_str!("../../README.md") == include_str!("../../runtime/README.md"));
}
