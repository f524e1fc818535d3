//! What can be checked: the names of the checks and the limits that they take. The checks themselves are
//! in `checks`.

use serde::{Deserialize, Serialize, Serializer};

/// What can be checked. The names in profiles and JSON are those of [`Check::id`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Bytes of the file and of every file it names.
    FileSize,
    /// Triangles drawn.
    Triangles,
    /// Vertices.
    Vertices,
    /// Materials.
    Materials,
    /// Draw calls of one picture.
    DrawCalls,
    /// Width and height of every texture in pixels.
    TextureSize,
    /// Whether width and height of every texture are powers of two.
    PowerOfTwo,
    /// Media types of the textures.
    ImageFormats,
    /// Whether every texture's file is there and is a picture.
    MissingImages,
    /// Brightness of the base colour: the greatest channel, 0 to 255 in sRGB.
    BaseColour,
    /// Deviation from the stated dimensions.
    Dimensions,
    /// Whether the product stands on the floor with the middle of its base at the origin.
    Ground,
    /// Whether the longest side, in metres, is that of a product.
    Units,
    /// Whether textured meshes have UVs.
    Uvs,
    /// How far UVs are outside of 0 to 1.
    UvRange,
    /// UV sets of a mesh.
    UvSets,
    /// Share of triangles without area.
    Degenerate,
    /// Joints of a skin.
    Bones,
    /// Lights in the file.
    Lights,
    /// Extensions that the place doesn't know.
    Extensions,
    /// Whether nodes, meshes and materials have names.
    Names,
    /// What is wrong with the file itself. What customers don't see for it always fails.
    Reading,
}

/// Which limits of a rule a check uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(crate) min: bool,
    pub(crate) max: bool,
    pub(crate) values: bool,
}

impl Needs {
    const NOTHING: Self = Self {
        min: false,
        max: false,
        values: false,
    };
    const MAX: Self = Self {
        max: true,
        ..Self::NOTHING
    };
    const RANGE: Self = Self {
        min: true,
        ..Self::MAX
    };
    const VALUES: Self = Self {
        values: true,
        ..Self::NOTHING
    };
}

/// What a check is called, and which limits it takes.
struct Name {
    check: Check,
    id: &'static str,
    title: &'static str,
    needs: Needs,
}

const fn name(check: Check, id: &'static str, title: &'static str, needs: Needs) -> Name {
    Name {
        check,
        id,
        title,
        needs,
    }
}

/// All checks, in the order of [`Check`].
const NAMES: &[Name] = &[
    name(Check::FileSize, "file-size", "File size", Needs::RANGE),
    name(Check::Triangles, "triangles", "Triangles", Needs::MAX),
    name(Check::Vertices, "vertices", "Vertices", Needs::MAX),
    name(Check::Materials, "materials", "Materials", Needs::MAX),
    name(Check::DrawCalls, "draw-calls", "Draw calls", Needs::MAX),
    name(
        Check::TextureSize,
        "texture-size",
        "Texture size",
        Needs::RANGE,
    ),
    name(
        Check::PowerOfTwo,
        "power-of-two",
        "Power-of-two textures",
        Needs::NOTHING,
    ),
    name(
        Check::ImageFormats,
        "image-formats",
        "Texture formats",
        Needs::VALUES,
    ),
    name(
        Check::MissingImages,
        "missing-images",
        "Missing textures",
        Needs::NOTHING,
    ),
    name(
        Check::BaseColour,
        "base-colour",
        "Base colour",
        Needs::RANGE,
    ),
    name(Check::Dimensions, "dimensions", "Dimensions", Needs::MAX),
    name(Check::Ground, "ground", "Stands on the floor", Needs::MAX),
    name(Check::Units, "units", "Units", Needs::RANGE),
    name(Check::Uvs, "uvs", "UVs", Needs::NOTHING),
    name(Check::UvRange, "uv-range", "UVs within 0 to 1", Needs::MAX),
    name(Check::UvSets, "uv-sets", "UV sets", Needs::MAX),
    name(
        Check::Degenerate,
        "degenerate",
        "Triangles without area",
        Needs::MAX,
    ),
    name(Check::Bones, "bones", "Bones", Needs::MAX),
    name(Check::Lights, "lights", "Lights", Needs::MAX),
    name(Check::Extensions, "extensions", "Extensions", Needs::VALUES),
    name(Check::Names, "names", "Names", Needs::NOTHING),
    name(Check::Reading, "reading", "Sound file", Needs::NOTHING),
];

impl Check {
    /// All checks.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|name| name.check)
    }

    const fn name(self) -> &'static Name {
        &NAMES[self as usize]
    }

    /// Its name in profiles, JSON and on the command line, such as `file-size`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.name().id
    }

    /// Its name for people, such as `File size`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.name().title
    }

    pub(crate) const fn needs(self) -> Needs {
        self.name().needs
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn every_check_has_the_name_that_profiles_give_it() {
        for (place, check) in Check::all().enumerate() {
            assert_eq!(place, check as usize, "{} stands in its place", check.id());
            let id = serde_json::to_value(check).unwrap();
            assert_eq!(serde_json::from_value::<Check>(id).unwrap(), check);
        }
    }
}
