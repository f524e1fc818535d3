//! Models of any size that are drawn at once: a box, and bytes that nothing compresses.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use base::{ContentHash, ContentHasher};

use super::Random;

/// The corners of a box of half a metre.
const CORNERS: [[f32; 3]; 8] = [
    [0.0, 0.0, 0.0],
    [0.5, 0.0, 0.0],
    [0.5, 0.5, 0.0],
    [0.0, 0.5, 0.0],
    [0.0, 0.0, 0.5],
    [0.5, 0.0, 0.5],
    [0.5, 0.5, 0.5],
    [0.0, 0.5, 0.5],
];

/// Its triangles, seen from outside.
const INDICES: [u16; 36] = [
    0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0,
    4, 3, 4, 7,
];

/// Writes a model of about `bytes` whose content `seed` decides; gives its hash.
pub(super) fn write(path: &Path, bytes: u64, seed: u64) -> io::Result<ContentHash> {
    let corners: Vec<u8> = CORNERS
        .iter()
        .flatten()
        .flat_map(|x| x.to_le_bytes())
        .collect();
    let indices: Vec<u8> = INDICES.iter().flat_map(|x| x.to_le_bytes()).collect();
    let filler = bytes.saturating_sub(2000) / 8 * 8;
    let drawn = corners.len() + indices.len();
    let all = drawn as u64 + filler;
    let json = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
"meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}},"indices":1}}]}}],
"accessors":[{{"bufferView":0,"componentType":5126,"count":8,"type":"VEC3","min":[0,0,0],"max":[0.5,0.5,0.5]}},
{{"bufferView":1,"componentType":5123,"count":36,"type":"SCALAR"}}],
"bufferViews":[{{"buffer":0,"byteLength":{},"target":34962}},
{{"buffer":0,"byteOffset":{},"byteLength":{},"target":34963}},
{{"buffer":0,"byteOffset":{drawn},"byteLength":{filler}}}],
"buffers":[{{"byteLength":{all}}}]}}"#,
        corners.len(),
        corners.len(),
        indices.len(),
    );
    let mut json = json.into_bytes();
    json.resize(json.len().next_multiple_of(4), b' ');
    let fits = |length: u64| {
        u32::try_from(length).map_err(|_| io::Error::other("a GLB has at most 4 GiB"))
    };
    let json_length = fits(json.len() as u64)?;
    let whole = fits(12 + 8 + json.len() as u64 + 8 + all)?;

    let mut file = Hashed {
        file: BufWriter::new(File::create(path)?),
        hasher: ContentHasher::default(),
    };
    file.put(b"glTF")?;
    for number in [2, whole, json_length] {
        file.put(&number.to_le_bytes())?;
    }
    file.put(b"JSON")?;
    file.put(&json)?;
    file.put(&fits(all)?.to_le_bytes())?;
    file.put(b"BIN\0")?;
    file.put(&corners)?;
    file.put(&indices)?;
    let mut random = Random(seed);
    let mut piece = Vec::with_capacity(64 * 1024);
    let mut left = filler;
    while left > 0 {
        piece.clear();
        while piece.len() < 64 * 1024 && (piece.len() as u64) < left {
            piece.extend_from_slice(&random.next().to_le_bytes());
        }
        file.put(&piece)?;
        left -= piece.len() as u64;
    }
    file.file.flush()?;
    Ok(file.hasher.finish().0)
}

struct Hashed {
    file: BufWriter<File>,
    hasher: ContentHasher,
}

impl Hashed {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_model_is_sound_and_its_hash_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("box.glb");
        let hash = write(&path, 100_000, 7).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(hash, ContentHash::of(&bytes));
        assert!((98_000..102_000).contains(&bytes.len()), "{}", bytes.len());
        let model = asset::read(&path, &asset::Limits::default(), &base::Job::quiet()).unwrap();
        assert_eq!(asset::Facts::of(&model).triangles, 12);
    }
}
