//! The table of all that a material can use a texture for.
//!
//! Reading, the facts, drawing, checking and optimising take what they know of a slot from here. A new
//! extension with a texture is a row here, and beside it what [`super::Material`] says of it, its reader,
//! its numbers on the device and its shader.

use super::{Material, TextureRef};

/// A use of a texture. Where something must be said of one slot alone, it is named so; what goes for
/// all is a column of [`SLOTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is a row of the table below")]
pub enum Slot {
    BaseColor,
    MetallicRoughness,
    Normal,
    Occlusion,
    Emissive,
    Clearcoat,
    ClearcoatRoughness,
    ClearcoatNormal,
    SheenColor,
    SheenRoughness,
    Specular,
    SpecularColor,
    Transmission,
    Thickness,
    Iridescence,
    IridescenceThickness,
    Bump,
    Anisotropy,
}

/// What of a material holds a texture's use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The material itself.
    Material,
    /// Its `pbrMetallicRoughness`.
    MetallicRoughness,
    /// An extension of the material, by its name.
    Extension(&'static str),
}

/// What a texture's texels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texels {
    /// Colours in sRGB.
    Colors,
    /// Numbers, each channel by itself.
    Numbers,
    /// Directions in tangent space.
    Normals,
}

/// How a texture of one value everywhere is said without it, in the numbers beside its use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant {
    /// The colour multiplies a factor: its key, and what it is where it isn't written.
    Color(&'static str, &'static [f64]),
    /// Channels multiply factors. For each: the channel, the factor's key, and the factor's default.
    Numbers(&'static [(usize, &'static str, f64)]),
    /// A channel chooses between two numbers: the channel, then each number's key and default. Without
    /// a texture the second number is used.
    Between(usize, (&'static str, f64), (&'static str, f64)),
    /// Nothing need be said where this channel is 1; no other value can be said.
    One(usize),
    /// Nothing need be said of normals that stand upright; no others can be said.
    Upright,
    /// It can't.
    Never,
}

/// What goes for one slot.
#[derive(Debug)]
pub struct SlotRow {
    /// Which.
    pub slot: Slot,
    /// The words people see. Those in `--json` output are a contract.
    pub words: &'static str,
    /// The name in code and in shaders, where a capital copy with `_MAP` says that it is in use.
    pub name: &'static str,
    /// What holds it.
    pub holder: Holder,
    /// Its key there. No other slot has the same.
    pub key: &'static str,
    /// What it holds.
    pub texels: Texels,
    /// Which of red, green, blue and alpha count.
    pub channels: [bool; 4],
    /// The texel that changes least, to stand for the texture until it is loaded.
    pub neutral: [u8; 4],
    /// How a texture of one value is said without it.
    pub constant: Constant,
    texture: fn(&Material) -> Option<TextureRef>,
    is_on: fn(&Material) -> bool,
}

const WHITE: [u8; 4] = [255; 4];
const BLACK: [u8; 4] = [0, 0, 0, 255];
const UPRIGHT: [u8; 4] = [128, 128, 255, 255];
const R: [bool; 4] = [true, false, false, false];
const G: [bool; 4] = [false, true, false, false];
const A: [bool; 4] = [false, false, false, true];
const GB: [bool; 4] = [false, true, true, false];
const RGB: [bool; 4] = [true, true, true, false];
const RGBA: [bool; 4] = [true; 4];

const CLEARCOAT: Holder = Holder::Extension("KHR_materials_clearcoat");
const SHEEN: Holder = Holder::Extension("KHR_materials_sheen");
const SPECULAR: Holder = Holder::Extension("KHR_materials_specular");
const TRANSMISSION: Holder = Holder::Extension("KHR_materials_transmission");
const VOLUME: Holder = Holder::Extension("KHR_materials_volume");
const IRIDESCENCE: Holder = Holder::Extension("KHR_materials_iridescence");
const ANISOTROPY: Holder = Holder::Extension("KHR_materials_anisotropy");
const BUMP: Holder = Holder::Extension("EXT_materials_bump");

/// All slots, in the order of [`Slot`]. Where an adapter can't take all of a material's textures, the
/// last go first.
pub const SLOTS: &[SlotRow] = &[
    SlotRow {
        slot: Slot::BaseColor,
        words: "base colour",
        name: "base",
        holder: Holder::MetallicRoughness,
        key: "baseColorTexture",
        texels: Texels::Colors,
        channels: RGBA,
        neutral: WHITE,
        constant: Constant::Color("baseColorFactor", &[1.0; 4]),
        texture: |m| m.base_color_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::MetallicRoughness,
        words: "metallic-roughness",
        name: "metallic_roughness",
        holder: Holder::MetallicRoughness,
        key: "metallicRoughnessTexture",
        texels: Texels::Numbers,
        channels: GB,
        neutral: WHITE,
        constant: Constant::Numbers(&[(1, "roughnessFactor", 1.0), (2, "metallicFactor", 1.0)]),
        texture: |m| m.metallic_roughness_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::Normal,
        words: "normal",
        name: "normal",
        holder: Holder::Material,
        key: "normalTexture",
        texels: Texels::Normals,
        channels: RGB,
        neutral: UPRIGHT,
        constant: Constant::Upright,
        texture: |m| m.normal_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::Occlusion,
        words: "occlusion",
        name: "occlusion",
        holder: Holder::Material,
        key: "occlusionTexture",
        texels: Texels::Numbers,
        channels: R,
        neutral: WHITE,
        constant: Constant::One(0),
        texture: |m| m.occlusion_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::Emissive,
        words: "emissive",
        name: "emissive",
        holder: Holder::Material,
        key: "emissiveTexture",
        texels: Texels::Colors,
        channels: RGB,
        neutral: BLACK,
        constant: Constant::Color("emissiveFactor", &[0.0; 3]),
        texture: |m| m.emissive_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::Clearcoat,
        words: "clearcoat",
        name: "clearcoat",
        holder: CLEARCOAT,
        key: "clearcoatTexture",
        texels: Texels::Numbers,
        channels: R,
        neutral: WHITE,
        constant: Constant::Numbers(&[(0, "clearcoatFactor", 0.0)]),
        texture: |m| m.clearcoat?.texture,
        is_on: is_coated,
    },
    SlotRow {
        slot: Slot::ClearcoatRoughness,
        words: "clearcoat roughness",
        name: "clearcoat_roughness",
        holder: CLEARCOAT,
        key: "clearcoatRoughnessTexture",
        texels: Texels::Numbers,
        channels: G,
        neutral: WHITE,
        constant: Constant::Numbers(&[(1, "clearcoatRoughnessFactor", 0.0)]),
        texture: |m| m.clearcoat?.roughness_texture,
        is_on: is_coated,
    },
    SlotRow {
        slot: Slot::ClearcoatNormal,
        words: "clearcoat normal",
        name: "clearcoat_normal",
        holder: CLEARCOAT,
        key: "clearcoatNormalTexture",
        texels: Texels::Normals,
        channels: RGB,
        neutral: UPRIGHT,
        constant: Constant::Upright,
        texture: |m| m.clearcoat?.normal_texture,
        is_on: is_coated,
    },
    SlotRow {
        slot: Slot::SheenColor,
        words: "sheen colour",
        name: "sheen_color",
        holder: SHEEN,
        key: "sheenColorTexture",
        texels: Texels::Colors,
        channels: RGB,
        neutral: WHITE,
        constant: Constant::Color("sheenColorFactor", &[0.0; 3]),
        texture: |m| m.sheen?.color_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::SheenRoughness,
        words: "sheen roughness",
        name: "sheen_roughness",
        holder: SHEEN,
        key: "sheenRoughnessTexture",
        texels: Texels::Numbers,
        channels: A,
        neutral: WHITE,
        constant: Constant::Numbers(&[(3, "sheenRoughnessFactor", 0.0)]),
        texture: |m| m.sheen?.roughness_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::Specular,
        words: "specular",
        name: "specular",
        holder: SPECULAR,
        key: "specularTexture",
        texels: Texels::Numbers,
        channels: A,
        neutral: WHITE,
        constant: Constant::Numbers(&[(3, "specularFactor", 1.0)]),
        texture: |m| m.specular?.texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::SpecularColor,
        words: "specular colour",
        name: "specular_color",
        holder: SPECULAR,
        key: "specularColorTexture",
        texels: Texels::Colors,
        channels: RGB,
        neutral: WHITE,
        constant: Constant::Color("specularColorFactor", &[1.0; 3]),
        texture: |m| m.specular?.color_texture,
        is_on: always,
    },
    SlotRow {
        slot: Slot::Transmission,
        words: "transmission",
        name: "transmission",
        holder: TRANSMISSION,
        key: "transmissionTexture",
        texels: Texels::Numbers,
        channels: R,
        neutral: WHITE,
        constant: Constant::Numbers(&[(0, "transmissionFactor", 0.0)]),
        texture: |m| m.transmission?.texture,
        is_on: lets_light_through,
    },
    SlotRow {
        slot: Slot::Thickness,
        words: "thickness",
        name: "thickness",
        holder: VOLUME,
        key: "thicknessTexture",
        texels: Texels::Numbers,
        channels: G,
        neutral: WHITE,
        constant: Constant::Numbers(&[(1, "thicknessFactor", 0.0)]),
        texture: |m| m.volume?.thickness_texture,
        is_on: lets_light_through,
    },
    SlotRow {
        slot: Slot::Iridescence,
        words: "iridescence",
        name: "iridescence",
        holder: IRIDESCENCE,
        key: "iridescenceTexture",
        texels: Texels::Numbers,
        channels: R,
        neutral: WHITE,
        constant: Constant::Numbers(&[(0, "iridescenceFactor", 0.0)]),
        texture: |m| m.iridescence?.texture,
        is_on: is_filmed,
    },
    SlotRow {
        slot: Slot::IridescenceThickness,
        words: "iridescence thickness",
        name: "iridescence_thickness",
        holder: IRIDESCENCE,
        key: "iridescenceThicknessTexture",
        texels: Texels::Numbers,
        channels: G,
        neutral: WHITE,
        constant: Constant::Between(
            1,
            ("iridescenceThicknessMinimum", 100.0),
            ("iridescenceThicknessMaximum", 400.0),
        ),
        texture: |m| m.iridescence?.thickness_texture,
        is_on: is_filmed,
    },
    SlotRow {
        slot: Slot::Bump,
        words: "bump",
        name: "bump",
        holder: BUMP,
        key: "bumpTexture",
        texels: Texels::Numbers,
        channels: R,
        neutral: BLACK,
        constant: Constant::Never,
        texture: |m| Some(m.bump?.texture),
        is_on: |m| m.normal_texture.is_none(),
    },
    SlotRow {
        slot: Slot::Anisotropy,
        words: "anisotropy",
        name: "anisotropy",
        holder: ANISOTROPY,
        key: "anisotropyTexture",
        texels: Texels::Numbers,
        channels: RGB,
        // Along the tangent, with the whole strength.
        neutral: [255, 128, 255, 255],
        constant: Constant::Never,
        texture: |m| m.anisotropy?.texture,
        is_on: |m| m.anisotropy.is_some_and(|part| part.strength > 0.0),
    },
];

fn always(_: &Material) -> bool {
    true
}

fn is_coated(material: &Material) -> bool {
    material.clearcoat.is_some_and(|coat| coat.factor > 0.0)
}

fn lets_light_through(material: &Material) -> bool {
    material.transmission.is_some_and(|part| part.factor > 0.0)
}

fn is_filmed(material: &Material) -> bool {
    material.iridescence.is_some_and(|film| film.factor > 0.0)
}

impl Slot {
    /// How many there are.
    pub const COUNT: usize = SLOTS.len();

    /// What goes for it.
    #[must_use]
    pub fn row(self) -> &'static SlotRow {
        &SLOTS[self as usize]
    }

    /// The slot under a key of a material's JSON, at whatever depth.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let row = SLOTS.iter().find(|row| row.key == key);
        row.map(|row| row.slot)
    }

    /// Whether its texture holds colours (sRGB) rather than numbers.
    #[must_use]
    pub fn is_color(self) -> bool {
        self.row().texels == Texels::Colors
    }

    /// The extension that holds it; `None` where glTF itself does.
    #[must_use]
    pub fn extension(self) -> Option<&'static str> {
        match self.row().holder {
            Holder::Extension(name) => Some(name),
            Holder::Material | Holder::MetallicRoughness => None,
        }
    }
}

impl Material {
    /// Every texture that it names, whether or not it has an effect, in the order of [`SLOTS`].
    pub fn textures(&self) -> impl Iterator<Item = (Slot, TextureRef)> + use<'_> {
        let rows = SLOTS.iter();
        rows.filter_map(|row| Some((row.slot, (row.texture)(self)?)))
    }

    /// Those that the web viewer loads: of an unlit material the base colour alone.
    pub fn loaded_textures(&self) -> impl Iterator<Item = (Slot, TextureRef)> + use<'_> {
        let unlit = self.unlit;
        self.textures()
            .filter(move |(slot, _)| !unlit || *slot == Slot::BaseColor)
    }

    /// Those that it draws with: parts of extensions that are switched off have none.
    pub fn drawn_textures(&self) -> impl Iterator<Item = (Slot, TextureRef)> + use<'_> {
        self.loaded_textures()
            .filter(|(slot, _)| (slot.row().is_on)(self))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn rows_stand_where_their_slots_say_and_no_two_share_a_name() {
        for (index, row) in SLOTS.iter().enumerate() {
            assert_eq!(row.slot as usize, index, "{:?}", row.slot);
            assert_eq!(Slot::of_key(row.key), Some(row.slot));
            assert!(row.channels.contains(&true));
        }
        for column in [
            |row: &SlotRow| row.key,
            |row: &SlotRow| row.name,
            |row: &SlotRow| row.words,
        ] {
            let different: HashSet<_> = SLOTS.iter().map(column).collect();
            assert_eq!(different.len(), Slot::COUNT);
        }
    }

    #[test]
    fn what_says_a_constant_reads_channels_that_count() {
        for row in SLOTS {
            let channels = match row.constant {
                Constant::Color(_, factor) => (0..factor.len()).collect(),
                Constant::Numbers(list) => list.iter().map(|(channel, ..)| *channel).collect(),
                Constant::Between(channel, ..) | Constant::One(channel) => vec![channel],
                Constant::Upright => vec![0, 1, 2],
                Constant::Never => continue,
            };
            let counted: Vec<usize> = (0..4).filter(|channel| row.channels[*channel]).collect();
            assert_eq!(channels, counted, "{:?}", row.slot);
        }
    }
}
