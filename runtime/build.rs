//! Builds the Wasm form of the runtime, with whichever toolchain on this machine has the target.

fn main() {
    #[cfg(feature = "std")]
    {
        println!("cargo:rerun-if-env-changed=WASM_BUILD_TOOLCHAIN");
        println!("cargo:rerun-if-env-changed=WASM_BUILD_WORKSPACE_HINT");
        point_to_lock_file();
        choose_toolchain();
        substrate_wasm_builder::WasmBuilder::build_using_defaults();
    }
}

/// Makes the Wasm build use the workspace's `Cargo.lock`. By itself it looks above the target folder,
/// which may lie elsewhere, and would then take whatever versions are newest.
#[cfg(feature = "std")]
fn point_to_lock_file() {
    const HINT: &str = "WASM_BUILD_WORKSPACE_HINT";
    if let (None, Some(room)) = (
        std::env::var_os(HINT),
        std::env::var_os("CARGO_MANIFEST_DIR"),
    ) {
        let workspace = std::path::Path::new(&room).join("..");
        std::env::set_var(HINT, workspace);
    }
}

/// The toolchain that `scripts/setup.sh` makes from Debian's packages where no toolchain server
/// can be reached.
#[cfg(feature = "std")]
const FALLBACK: &str = "county-wasm";

/// Switches the Wasm build to the fallback toolchain if the one that runs this lacks the target
/// and the fallback has it. A toolchain named by `WASM_BUILD_TOOLCHAIN` always wins.
#[cfg(feature = "std")]
fn choose_toolchain() {
    if std::env::var_os("WASM_BUILD_TOOLCHAIN").is_some() {
        return;
    }
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    if !has_target(std::process::Command::new(compiler))
        && has_target({
            let mut command = std::process::Command::new("rustup");
            command.args(["run", FALLBACK, "rustc"]);
            command
        })
    {
        std::env::set_var("WASM_BUILD_TOOLCHAIN", FALLBACK);
    }
}

/// Whether the compiler that `command` starts can use the libraries for the Wasm target. They may be
/// missing, or be those of the compiler before an upgrade.
#[cfg(feature = "std")]
fn has_target(mut command: std::process::Command) -> bool {
    let Some(folder) = std::env::var_os("OUT_DIR").map(std::path::PathBuf::from) else {
        return false;
    };
    let source = folder.join("empty.rs");
    std::fs::write(&source, "#![no_std]\nextern crate alloc;\n").is_ok()
        && command
            .args(["--target", "wasm32v1-none", "--crate-type", "rlib"])
            .arg("--out-dir")
            .args([&folder, &source])
            .output()
            .is_ok_and(|output| output.status.success())
}
