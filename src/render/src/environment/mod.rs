//! Light from all around: the viewer's two rooms, pictures of real places, and their prefiltered
//! form.
//!
//! An environment becomes an [`Atlas`]: a cube of radiance, filtered more and more for rougher
//! surfaces, all in one flat texture whose layout the shader (pmrem.wgsl) knows. The two rooms are
//! baked into the program by the example `bake_environments`, so that starting costs nothing.

mod atlas;
mod baked;
mod blur;
mod cube;
mod dfg;
mod faces;
mod gain_map;
mod hdr;
mod light;
mod multi_picture;
mod prefilter;
mod room;
mod silhouette;
mod stamp;

pub use atlas::Atlas;
pub use baked::{decode, encode};
pub(crate) use dfg::{SIDE as DFG_SIDE, table as dfg_table};
pub use hdr::open;
pub(crate) use light::Light;
pub use room::Room;
pub(crate) use stamp::Stamp;

/// Light of a room as the viewer prefilters it: drawn as a cube, blurred, filtered. Takes about a
/// second.
#[must_use]
pub fn bake(room: Room) -> Atlas<1> {
    let mut cube = room.draw();
    blur::blur(&mut cube);
    prefilter::prefilter(cube.size(), |direction| cube.sample(direction))
}

/// The neutral room, as baked into the program.
pub(crate) static NEUTRAL: &[u8] =
    include_bytes!("../../../../assets/environments/neutral.pmrem.gz");

/// The legacy room, as baked into the program.
pub(crate) static LEGACY: &[u8] = include_bytes!("../../../../assets/environments/legacy.pmrem.gz");
