//! Limits: how often a caller may ask, and how often an attempt may fail.

pub use address::{ClientAddress, TrustedProxies};

mod address;
mod bounded;
mod key;
mod memory;
