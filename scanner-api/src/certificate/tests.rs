//! Certificates from the chain to paper.
