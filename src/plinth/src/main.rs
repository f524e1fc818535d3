//! `plinth`: the window and the command line.

fn main() {
    quiet_mesa();
    plinth::cli::main(std::env::args_os());
}

/// Keeps Mesa's Vulkan device-select layer from looking for a Wayland server where there can be none
/// (a cron job, a container): libwayland complains of that on standard error, once an instance.
fn quiet_mesa() {
    if cfg!(target_os = "linux") && base::env::XDG_RUNTIME_DIR.get().is_none() {
        #[allow(
            unsafe_code,
            reason = "no other thread runs yet that could read the environment"
        )]
        // SAFETY: this is the first thing that `main` does; the process has one thread.
        unsafe {
            std::env::set_var("NODEVICE_SELECT", "1");
        }
    }
}
