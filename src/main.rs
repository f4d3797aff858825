use std::process::ExitCode;

/// A load makes small values in one thread and drops them in another, which cost the C library's allocator dearly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    nearhelp::cli::main()
}
