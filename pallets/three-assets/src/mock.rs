//! A test runtime.
