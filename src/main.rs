use std::process::ExitCode;

fn main() -> ExitCode {
    nearhelp::cli::main()
}
