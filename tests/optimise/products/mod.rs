//! A dozen generated products of different kinds, small enough for tests: what the optimiser promises must
//! hold on products that nobody tuned it to.

mod kinds;
mod moving;
mod shapes;
mod writer;

use std::path::{Path, PathBuf};

use asset::Document;
use base::{Fault, Result};

/// A kind of product, and what makes one.
pub type Product = (&'static str, fn() -> Result<Document>);

/// A dozen products of different kinds.
pub const PRODUCTS: [Product; 12] = [
    ("thin parts", kinds::thin_parts),
    ("small parts", kinds::small_parts),
    ("vertex colours", kinds::vertex_colors),
    ("one big texture", kinds::one_big_texture),
    ("many textures", kinds::many_textures),
    ("cut-outs", kinds::cutouts),
    ("mirrored UVs", kinds::mirrored_uvs),
    ("hard edges", kinds::hard_edges),
    ("skinned", moving::skinned),
    ("morphing", moving::morphing),
    ("instanced", kinds::instanced),
    ("scan", kinds::scan),
];

/// The product of this name as the bytes of a GLB file.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a picture can't be encoded.
pub fn product((_, make): Product) -> Result<Vec<u8>> {
    Ok(asset::write_glb(&make()?)?)
}

/// All of them as files in `folder`.
///
/// # Errors
/// Those of [`product`]; a [`Service`](base::FaultKind::Service) fault if a file can't be written.
pub fn products(folder: &Path) -> Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Fault::service(format!("{} can't be made", folder.display())).because(error)
    })?;
    let make = |own: Product| {
        let path = folder.join(format!("{}.glb", own.0));
        asset::save(&path, &product(own)?)?;
        Ok(path)
    };
    PRODUCTS.into_iter().map(make).collect()
}
