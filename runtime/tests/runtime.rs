//! The runtime as a whole: its first blocks, who may do what, and what the council decides.

mod runtime {
    pub(crate) mod support;

    mod documentation;
    mod governance;
    mod permissions;
    mod presets;
}
