//! Stands in for the crate `wasm-opt` (`[patch.crates-io]` in the workspace), with the few words that
//! `substrate-wasm-builder` uses, and has the program `wasm-opt` of Debian's package `binaryen` do the work.
//!
//! The crate compiles all of Binaryen in C++, which takes a sixth of a build from nothing, to take the debug sections
//! out of one file. The program is the same library, compiled by somebody else.

use std::{
    ffi::OsStr,
    fmt, io,
    path::Path,
    process::{Command, Output},
};

/// Takes only modules of the first version of WebAssembly.
const MVP: &str = "--mvp-features";

/// A pass over the module.
#[derive(Clone, Copy, Debug)]
pub enum Pass {
    /// Takes out the debug sections.
    StripDwarf,
    /// Replaces the instructions that extend a sign by those of the first version of WebAssembly. The runtime is
    /// compiled for that version (`wasm32v1-none`) and has none: a module that has some is refused.
    SignextLowering,
}

impl Pass {
    const fn option(self) -> &'static str {
        match self {
            Self::StripDwarf => "--strip-dwarf",
            Self::SignextLowering => MVP,
        }
    }
}

/// What to do with a module.
#[derive(Clone, Debug, Default)]
pub struct OptimizationOptions {
    options: Vec<&'static str>,
}

impl OptimizationOptions {
    /// Nothing but the passes that are added.
    #[must_use]
    pub fn new_opt_level_0() -> Self {
        Self::default()
    }

    /// Takes only modules of the first version of WebAssembly.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self.options.push(MVP);
        self
    }

    /// Whether names stay in the module.
    pub fn debug_info(&mut self, keep: bool) -> &mut Self {
        if keep {
            self.options.push("--debuginfo");
        }
        self
    }

    /// Adds a pass.
    pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
        self.options.push(pass.option());
        self
    }

    /// Reads a module from one file and writes it to another, which may be the same.
    ///
    /// # Errors
    ///
    /// The program is not there, or does not take the module.
    pub fn run(
        &self,
        module: impl AsRef<Path>,
        result: impl AsRef<Path>,
    ) -> Result<(), OptimizationError> {
        let output = Command::new("wasm-opt")
            .args(&self.options)
            .args([module.as_ref().as_os_str(), OsStr::new("--output")])
            .arg(result.as_ref())
            .output()
            .map_err(OptimizationError::Absent)?;
        if output.status.success() {
            Ok(())
        } else {
            Err(OptimizationError::Refused(output))
        }
    }
}

/// Why there is no result.
pub enum OptimizationError {
    /// The program cannot be started.
    Absent(io::Error),
    /// The program says no.
    Refused(Output),
}

impl fmt::Debug for OptimizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(error) => write!(
                f,
                "wasm-opt cannot be started ({error}): install Binaryen, the package `binaryen` of Debian, \
                 or run `make setup`"
            ),
            Self::Refused(output) => write!(
                f,
                "wasm-opt, {}: {}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a function and a debug section.
    fn module(body: &[u8]) -> Vec<u8> {
        let length = |of: usize| u8::try_from(of).expect("short");
        let mut module =
            b"\0asm\x01\0\0\0\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\0\x0a".to_vec();
        module.extend([length(body.len() + 4), 1, length(body.len() + 2), 0]);
        module.extend(body);
        module.extend(b"\x0b\0\x0d\x0b.debug_info\0");
        module
    }

    fn run(options: &OptimizationOptions, module: &[u8]) -> Result<Vec<u8>, OptimizationError> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("module.wasm");
        std::fs::write(&file, module).expect("written");
        options.run(&file, &file)?;
        Ok(std::fs::read(&file).expect("a result"))
    }

    #[test]
    fn debug_sections_go_and_the_rest_stays() {
        let before = module(b"\x20\0");
        let mut options = OptimizationOptions::new_opt_level_0();
        options.mvp_features_only().debug_info(true);
        options.add_pass(Pass::StripDwarf);
        options.add_pass(Pass::SignextLowering);
        let after = run(&options, &before).expect("a module");
        let has = |module: &[u8], part: &[u8]| module.windows(part.len()).any(|some| some == part);
        assert!(has(&before, b".debug_info") && !has(&after, b".debug_info"));
        assert!(has(&after, b"\x20\0\x0b"));
    }

    #[test]
    fn instructions_that_would_have_to_be_lowered_are_refused() {
        let extends = module(b"\x20\0\xc0");
        let mut options = OptimizationOptions::new_opt_level_0();
        options.add_pass(Pass::SignextLowering);
        assert!(run(&options, &extends).is_err());
    }

    #[test]
    fn what_is_no_module_is_refused_with_the_words_of_the_program() {
        let options = OptimizationOptions::new_opt_level_0();
        let error = run(&options, b"no module").expect_err("refused");
        assert!(format!("{error:?}").contains("wasm-opt, exit status: 1: "));
    }
}
