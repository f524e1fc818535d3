//! What another reader of glTF, the crate `gltf`, reads of a file is what `asset` reads: of the samples,
//! of the parity board, and of what the optimiser makes of them.

use std::collections::BTreeMap;
use std::panic;

use asset::Limits;
use asset::model::{AlphaMode, Material, Model, Primitive, TextureRef, Topology};
use base::Job;
use gltf::accessor::{DataType, Dimensions, Item, Iter};
use gltf::mesh::Mode;
use gltf::{Accessor, Semantic, texture};
use optimise::{Geometry, Options, Target, TextureFormats};
use tests::parity::{board_subjects, sample_subjects};

/// Items of the board that the web viewer takes otherwise than the format says, and `asset` with it; in
/// order of their names.
const OTHERWISE: [(&str, &str); 1] = [(
    "occlusion-set",
    "UV set 2 is replaced by set 0 where occlusion uses that",
)];

/// What two readers may differ by: one divides where the other multiplies.
const NEAR: f32 = 1e-6;

/// A file, as both read it.
struct Both<'a> {
    name: &'a str,
    ours: Model,
    theirs: gltf::Gltf,
    /// How many accessors were compared number by number.
    compared: usize,
    /// How many they can't read, as they know no compression.
    counted: usize,
}

/// What both read of `bytes`, held against each other.
fn compare(name: &str, bytes: &[u8]) -> (usize, usize) {
    let ours = asset::read_bytes(name, bytes.to_vec().into(), &Limits::default()).unwrap();
    // Unchecked: it refuses extensions that it doesn't know where a file requires them.
    let theirs = gltf::Gltf::from_slice_without_validation(bytes)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut both = Both {
        name,
        ours,
        theirs,
        compared: 0,
        counted: 0,
    };
    both.nodes();
    both.meshes();
    both.materials();
    (both.compared, both.counted)
}

impl Both<'_> {
    fn nodes(&self) {
        let own = self.ours.nodes.iter().filter(|node| node.copy_of.is_none());
        assert_eq!(own.clone().count(), self.theirs.nodes().count());
        for (ours, theirs) in own.zip(self.theirs.nodes()) {
            let at = format!("{}, node {}", self.name, theirs.index());
            let children: Vec<usize> = theirs.children().map(|child| child.index()).collect();
            assert_eq!(ours.children, children, "{at}");
            assert_eq!(ours.mesh, theirs.mesh().map(|mesh| mesh.index()), "{at}");
            assert_eq!(ours.skin, theirs.skin().map(|skin| skin.index()), "{at}");
            let theirs = theirs.transform().matrix().concat();
            near(&ours.transform.matrix().to_cols_array(), &theirs, &at);
        }
        let shown = self.theirs.default_scene().map(|scene| scene.index());
        assert!(shown.is_none() || self.ours.scene == shown, "{}", self.name);
        for (ours, theirs) in self.ours.scenes.iter().zip(self.theirs.scenes()) {
            let roots: Vec<usize> = theirs.nodes().map(|node| node.index()).collect();
            assert_eq!(ours.nodes, roots, "{}", self.name);
        }
    }

    fn meshes(&mut self) {
        let theirs = self.theirs.clone();
        assert_eq!(self.ours.meshes.len(), theirs.meshes().count());
        for mesh in theirs.meshes() {
            let ours = self.ours.meshes[mesh.index()].primitives.clone();
            assert_eq!(ours.len(), mesh.primitives().count());
            for (ours, theirs) in ours.iter().zip(mesh.primitives()) {
                let at = format!("{}, part {}/{}", self.name, mesh.index(), theirs.index());
                self.primitive(ours, &theirs, &at);
            }
        }
    }

    fn primitive(&mut self, ours: &Primitive, theirs: &gltf::Primitive<'_>, at: &str) {
        assert_eq!(ours.topology, topology(theirs.mode()), "{at}");
        assert_eq!(ours.material, theirs.material().index(), "{at}");
        if let Some(accessor) = theirs.indices() {
            let indices = ours.indices.as_ref().unwrap();
            assert_eq!(indices.len(), accessor.count(), "{at}: indices");
            let blob = self.theirs.blob.clone();
            let reader = theirs.reader(|buffer| data(&blob, &buffer));
            match reader.read_indices() {
                Some(read) => {
                    assert!(read.into_u32().eq(indices.iter().copied()), "{at}: indices");
                    self.compared += 1;
                }
                None => self.counted += 1,
            }
        } else {
            assert_eq!(ours.indices, None, "{at}");
        }
        for (semantic, accessor) in theirs.attributes() {
            let flat: Option<Vec<f32>> = match semantic {
                Semantic::Positions => Some(ours.positions.as_flattened().to_vec()),
                Semantic::Normals => ours.normals.as_ref().map(|all| all.as_flattened().to_vec()),
                Semantic::Tangents => ours
                    .tangents
                    .as_ref()
                    .map(|all| all.as_flattened().to_vec()),
                Semantic::TexCoords(set) => ours
                    .uvs
                    .get(set as usize)
                    .and_then(|set| set.as_ref().map(|all| all.as_flattened().to_vec())),
                // Weights are made to sum up to 1, and colours of three numbers get a fourth.
                _ => continue,
            };
            let Some(flat) = flat else { continue };
            let at = format!("{at}: {semantic:?}");
            assert_eq!(ours.positions.len(), accessor.count(), "{at}");
            match numbers(&accessor, self.theirs.blob.as_deref()) {
                Some(theirs) => {
                    near(&flat, &theirs, &at);
                    self.compared += 1;
                }
                None => self.counted += 1,
            }
        }
    }

    fn materials(&self) {
        assert_eq!(self.ours.materials.len(), self.theirs.materials().count());
        for (ours, theirs) in self.ours.materials.iter().zip(self.theirs.materials()) {
            let at = format!("{}, material {:?}", self.name, theirs.index());
            material(ours, &theirs, &at);
        }
    }
}

/// Factors and textures of one material.
fn material(ours: &Material, theirs: &gltf::Material<'_>, at: &str) {
    let base = theirs.pbr_metallic_roughness();
    near(&ours.base_color, &base.base_color_factor(), at);
    let strength = theirs.emissive_strength().unwrap_or(1.0);
    let emissive = theirs.emissive_factor().map(|factor| factor * strength);
    near(&ours.emissive, &emissive, at);
    let pairs = [
        (ours.metallic, base.metallic_factor()),
        (ours.roughness, base.roughness_factor()),
        (ours.ior, theirs.ior().unwrap_or(1.5)),
        (
            ours.transmission.map_or(0.0, |all| all.factor),
            theirs
                .transmission()
                .map_or(0.0, |all| all.transmission_factor()),
        ),
        (
            ours.volume.map_or(0.0, |all| all.thickness),
            theirs.volume().map_or(0.0, |all| all.thickness_factor()),
        ),
        (
            ours.normal_scale,
            theirs.normal_texture().map_or(1.0, |all| all.scale()),
        ),
        (
            ours.occlusion_strength,
            theirs.occlusion_texture().map_or(1.0, |all| all.strength()),
        ),
    ];
    for (ours, theirs) in pairs {
        near(&[ours], &[theirs], at);
    }
    let alpha = match theirs.alpha_mode() {
        gltf::material::AlphaMode::Opaque => AlphaMode::Opaque,
        gltf::material::AlphaMode::Mask => AlphaMode::Mask {
            cutoff: theirs.alpha_cutoff().unwrap_or(0.5),
        },
        gltf::material::AlphaMode::Blend => AlphaMode::Blend,
    };
    assert_eq!(ours.alpha_mode, alpha, "{at}");
    let flags = (ours.double_sided, ours.unlit);
    assert_eq!(flags, (theirs.double_sided(), theirs.unlit()), "{at}");
    let index = |info: texture::Info<'_>| info.texture().index();
    let textures = [
        (
            ours.base_color_texture,
            base.base_color_texture().map(index),
        ),
        (
            ours.metallic_roughness_texture,
            base.metallic_roughness_texture().map(index),
        ),
        (ours.emissive_texture, theirs.emissive_texture().map(index)),
        (
            ours.normal_texture,
            theirs.normal_texture().map(|all| all.texture().index()),
        ),
        (
            ours.occlusion_texture,
            theirs.occlusion_texture().map(|all| all.texture().index()),
        ),
    ];
    for (ours, theirs) in textures {
        let ours: Option<TextureRef> = ours;
        assert_eq!(ours.map(|texture| texture.texture), theirs, "{at}");
    }
}

/// The bytes of a GLB's one buffer; others have none, as they are there for compression.
fn data<'a>(blob: &'a Option<Vec<u8>>, buffer: &gltf::Buffer<'_>) -> Option<&'a [u8]> {
    blob.as_deref().filter(|_| buffer.index() == 0)
}

/// The numbers of an accessor as the format says what they mean; `None` where they are compressed.
fn numbers(accessor: &Accessor<'_>, blob: Option<&[u8]>) -> Option<Vec<f32>> {
    let one = match accessor.data_type() {
        DataType::I8 => 127.0,
        DataType::U8 => 255.0,
        DataType::I16 => 32_767.0,
        DataType::U16 => 65_535.0,
        DataType::U32 | DataType::F32 => 1.0,
    };
    let read = match accessor.data_type() {
        DataType::I8 => flat::<i8>(accessor, blob, f32::from),
        DataType::U8 => flat::<u8>(accessor, blob, f32::from),
        DataType::I16 => flat::<i16>(accessor, blob, f32::from),
        DataType::U16 => flat::<u16>(accessor, blob, f32::from),
        DataType::U32 => flat::<u32>(accessor, blob, |number| number as f32),
        DataType::F32 => flat::<f32>(accessor, blob, |number| number),
    }?;
    let meant = |number: f32| match accessor.normalized() {
        true => (number / one).max(-1.0),
        false => number,
    };
    Some(read.into_iter().map(meant).collect())
}

/// The numbers of an accessor as they are stored.
fn flat<T: Item + Copy>(
    accessor: &Accessor<'_>,
    blob: Option<&[u8]>,
    number: fn(T) -> f32,
) -> Option<Vec<f32>> {
    let data = |buffer: gltf::Buffer<'_>| blob.filter(|_| buffer.index() == 0);
    Some(match accessor.dimensions() {
        Dimensions::Scalar => Iter::<T>::new(accessor.clone(), data)?
            .map(number)
            .collect(),
        Dimensions::Vec2 => Iter::<[T; 2]>::new(accessor.clone(), data)?
            .flatten()
            .map(number)
            .collect(),
        Dimensions::Vec3 => Iter::<[T; 3]>::new(accessor.clone(), data)?
            .flatten()
            .map(number)
            .collect(),
        Dimensions::Vec4 => Iter::<[T; 4]>::new(accessor.clone(), data)?
            .flatten()
            .map(number)
            .collect(),
        other => panic!("vertices of {other:?}"),
    })
}

fn topology(mode: Mode) -> Topology {
    match mode {
        Mode::Points => Topology::Points,
        Mode::Lines => Topology::Lines,
        Mode::LineLoop => Topology::LineLoop,
        Mode::LineStrip => Topology::LineStrip,
        Mode::Triangles => Topology::Triangles,
        Mode::TriangleStrip => Topology::TriangleStrip,
        Mode::TriangleFan => Topology::TriangleFan,
    }
}

fn near(ours: &[f32], theirs: &[f32], at: &str) {
    assert_eq!(ours.len(), theirs.len(), "{at}");
    for (place, (one, other)) in ours.iter().zip(theirs).enumerate() {
        let apart = (one - other).abs();
        assert!(
            apart <= NEAR * one.abs().max(1.0),
            "{at}, number {place}: {one} and {other}"
        );
    }
}

/// The GLB form of the file at `path`.
fn glb(path: &std::path::Path) -> Vec<u8> {
    let model = asset::read(path, &Limits::default(), &Job::quiet()).unwrap();
    asset::write_glb(&model.document).unwrap()
}

#[test]
fn another_reader_reads_the_same_of_samples_and_of_the_board() {
    for subject in sample_subjects().unwrap() {
        let (compared, counted) = compare(&subject.name, &glb(&subject.model));
        assert!(compared > 10 && counted == 0, "{}", subject.name);
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut files, mut different) = (0, BTreeMap::new());
    for subject in board_subjects(folder.path(), None).unwrap() {
        let item = subject
            .name
            .split('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let bytes = glb(&subject.model);
        if let Err(told) = panic::catch_unwind(|| compare(&item, &bytes)) {
            let told = told.downcast_ref::<String>().cloned();
            different.insert(item, told.unwrap_or_default());
        }
        files += 1;
    }
    assert!(files > 50, "{files}");
    let named: Vec<&str> = different.keys().map(String::as_str).collect();
    let known = OTHERWISE.map(|(item, _)| item);
    assert_eq!(named, known, "{different:#?}");
}

#[test]
fn another_reader_reads_the_same_of_what_the_optimiser_writes() {
    for subject in sample_subjects().unwrap() {
        let limits = Limits::default();
        let model = asset::read(&subject.model, &limits, &Job::quiet()).unwrap();
        for geometry in [Geometry::Plain, Geometry::Meshopt, Geometry::Draco] {
            let options = Options {
                geometry: Some(geometry),
                textures: Some(TextureFormats::Plain),
                ..Options::new(Target::Web)
            };
            let output = optimise::optimise(&model, &options, &Job::quiet()).unwrap();
            let name = format!("{}, {geometry:?}", subject.name);
            let (compared, counted) = compare(&name, &output.bytes);
            match geometry {
                Geometry::Plain => assert!(compared > 10 && counted == 0, "{name}"),
                _ => assert!(counted > 10, "{name}"),
            }
        }
    }
}
