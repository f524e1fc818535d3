//! What buffer views and accessors are used for. Each may be used for one purpose only, and must have
//! the form that this asks for.

use std::collections::BTreeMap;

use serde_json::Value;

use super::subject::{Form, list, members};

/// What bytes are used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Vertices,
    Indices,
    Matrices,
    Animation,
    Image,
}

impl Use {
    const fn words(self) -> &'static str {
        match self {
            Self::Vertices => "vertices",
            Self::Indices => "indices",
            Self::Matrices => "matrices of joints",
            Self::Animation => "an animation",
            Self::Image => "an image",
        }
    }

    /// The code of a stride of bytes that may have none.
    const fn strided(self) -> Option<&'static str> {
        match self {
            Self::Vertices => None,
            Self::Indices => Some("MESH_PRIMITIVE_INDICES_ACCESSOR_WITH_BYTESTRIDE"),
            Self::Matrices => Some("SKIN_IBM_ACCESSOR_WITH_BYTESTRIDE"),
            Self::Animation => Some("ANIMATION_SAMPLER_ACCESSOR_WITH_BYTESTRIDE"),
            Self::Image => Some("IMAGE_BUFFER_VIEW_WITH_BYTESTRIDE"),
        }
    }

    /// The target that a buffer view of it may name.
    const fn target(self) -> Option<u64> {
        match self {
            Self::Vertices => Some(34962),
            Self::Indices => Some(34963),
            _ => None,
        }
    }
}

pub(super) fn check(form: &mut Form<'_>) {
    let mut uses: Vec<(u64, Use)> = Vec::new();
    for (_, mesh) in form.entries("meshes") {
        for part in list(&mesh["primitives"]) {
            let sets = list(&part["targets"]).iter().chain([&part["attributes"]]);
            let named = sets
                .flat_map(members)
                .filter_map(|(_, index)| index.as_u64());
            uses.extend(named.map(|index| (index, Use::Vertices)));
            uses.extend(part["indices"].as_u64().map(|index| (index, Use::Indices)));
        }
    }
    for (_, skin) in form.entries("skins") {
        let matrices = skin["inverseBindMatrices"].as_u64();
        uses.extend(matrices.map(|index| (index, Use::Matrices)));
    }
    for (_, animation) in form.entries("animations") {
        for sampler in list(&animation["samplers"]) {
            let both = [&sampler["input"], &sampler["output"]];
            let both = both.into_iter().filter_map(Value::as_u64);
            uses.extend(both.map(|index| (index, Use::Animation)));
        }
    }
    let mut first: BTreeMap<u64, Use> = BTreeMap::new();
    let mut of_view: Vec<(u64, Use, String)> = Vec::new();
    for (index, own) in uses {
        let at = format!("/accessors/{index}");
        let before = *first.entry(index).or_insert(own);
        if before != own {
            let problem = format!("is of {} and of {}", before.words(), own.words());
            form.note("ACCESSOR_USAGE_OVERRIDE", at.as_str(), problem);
        }
        let accessor = form.entry("accessors", &index.into());
        let view = accessor.and_then(|accessor| accessor["bufferView"].as_u64());
        of_view.extend(view.map(|view| (view, own, at)));
    }
    for (index, image) in form.entries("images") {
        let view = image["bufferView"].as_u64();
        of_view.extend(view.map(|view| (view, Use::Image, format!("/images/{index}"))));
    }
    let mut first: BTreeMap<u64, Use> = BTreeMap::new();
    for (index, own, user) in of_view {
        let Some(view) = form.entry("bufferViews", &index.into()) else {
            continue;
        };
        let at = format!("/bufferViews/{index}");
        let strided = view["byteStride"].as_u64().is_some();
        if let Some(code) = own.strided().filter(|_| strided) {
            let problem = format!("its bytes are of {} and lie apart", own.words());
            form.note(code, user, problem);
        }
        let before = *first.entry(index).or_insert(own);
        let target = view["target"].as_u64();
        let told = target.is_some_and(|target| own.target() != Some(target));
        if before != own || told {
            let problem = format!(
                "is used for {}, and for or said to be for something else",
                own.words()
            );
            form.note("BUFFER_VIEW_TARGET_OVERRIDE", at.as_str(), problem);
        }
        if strided && target == Some(34963) {
            let problem = "is of indices, whose bytes can't lie apart";
            form.note("BUFFER_VIEW_INVALID_BYTE_STRIDE", at, problem);
        }
    }
}
