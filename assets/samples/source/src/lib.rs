//! The sample products: an armchair, a lamp and a record player, made from formulas.
//!
//! The samples are what Plinth is tried with and first seen with. They come as an author's export would: PNG textures, more triangles than a shop needs, parts
//! nobody sees. The same source gives the same bytes on every machine, so the committed files can be checked against it.
//!
//! Entry point: [`products`]. This crate is a tool: nothing else in the workspace imports it, and it is no general modelling or glTF library.

mod gltf;
mod mesh;
mod noise;
mod numeric;
mod product;
mod shape;
mod surface;
mod texture;

/// Why a product could not be made: a PNG or JSON encoder refused.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A finished sample.
#[derive(Clone, Debug)]
pub struct Sample {
    /// File name, `name.glb`.
    pub file: &'static str,
    /// The GLB's bytes.
    pub bytes: Vec<u8>,
}

/// Makes all samples. Takes a few seconds of each core.
///
/// # Errors
/// Only if a PNG or JSON encoder fails.
pub fn products() -> Result<Vec<Sample>, Failure> {
    Ok(vec![
        Sample {
            file: "armchair.glb",
            bytes: product::armchair::glb()?,
        },
        Sample {
            file: "lamp.glb",
            bytes: product::lamp::glb()?,
        },
        Sample {
            file: "turntable.glb",
            bytes: product::turntable::glb()?,
        },
    ])
}

#[cfg(test)]
mod tests;
