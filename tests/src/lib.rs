//! Behaviour of axum-secured as an application sees it; the tests are in `tests/`.
