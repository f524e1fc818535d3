//! Bakes the viewer's two rooms into `assets/environments`:
//! `cargo run --release -p render --example bake_environments -- assets/environments`.

use std::path::Path;

use base::{Fault, Result};
use render::environment::{Room, bake, encode};

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| {
        Fault::usage("Which folder the environments go to is missing")
            .hint("Give assets/environments")
    })?;
    for (name, room) in [("neutral", Room::Neutral), ("legacy", Room::Legacy)] {
        let path = Path::new(&folder).join(format!("{name}.pmrem.gz"));
        let bytes = encode(&bake(room))?;
        std::fs::write(&path, bytes).map_err(|error| {
            Fault::service(format!("{} can't be written", path.display())).because(error)
        })?;
    }
    Ok(())
}
