//! A product as parts in groups, and its way into a GLB: normals, baked light, atlas, nodes.

use std::collections::BTreeSet;

use glam::{DAffine3, DQuat, DVec3};
use serde_json::{Map, Value, json};

use super::animation::{self, Turning};
use super::container::{ARRAY, Container};
use super::material::Material;
use crate::Failure;
use crate::mesh::Mesh;
use crate::surface::{atlas, light::Room};
use crate::texture::picture::Picture;

/// Where something stands: metres and rotation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Metres from the parent.
    pub(crate) position: DVec3,
    /// Rotation within the parent.
    pub(crate) rotation: DQuat,
}

impl Place {
    /// At the parent's origin.
    pub(crate) const HERE: Self = Self {
        position: DVec3::ZERO,
        rotation: DQuat::IDENTITY,
    };

    /// Moved, not turned.
    pub(crate) fn at(x: f64, y: f64, z: f64) -> Self {
        Self {
            position: DVec3::new(x, y, z),
            rotation: DQuat::IDENTITY,
        }
    }

    /// The same place, turned.
    pub(crate) fn turned(self, rotation: DQuat) -> Self {
        Self { rotation, ..self }
    }

    /// As a transform.
    fn affine(self) -> DAffine3 {
        DAffine3::from_rotation_translation(self.rotation, self.position)
    }
}

/// A named node that holds parts and other groups.
struct Group {
    name: String,
    parent: Option<usize>,
    place: Place,
}

/// A mesh in one material, standing in one or more places.
struct Part {
    name: String,
    mesh: Mesh,
    material: usize,
    places: Vec<(String, usize, Place)>,
}

/// A product under construction. Group 0 is the product itself.
pub(crate) struct Assembly {
    container: Container,
    groups: Vec<Group>,
    parts: Vec<Part>,
    materials: Vec<Material>,
    /// Variant names.
    variants: Vec<String>,
    /// For a default material, the materials of the variants in order.
    swaps: Vec<(usize, Vec<usize>)>,
    animation: Option<(String, Vec<Turning>)>,
    /// How far baked shade reaches, in metres.
    reach: f64,
    /// Side of the baked light's picture in texels.
    atlas: usize,
}

impl Assembly {
    /// An empty product. Baked shade reaches `reach` metres and is stored in `atlas` x `atlas` texels.
    pub(crate) fn new(name: &str, reach: f64, atlas: usize) -> Self {
        let root = Group {
            name: name.to_owned(),
            parent: None,
            place: Place::HERE,
        };
        Self {
            container: Container::default(),
            groups: vec![root],
            parts: Vec::new(),
            materials: Vec::new(),
            variants: Vec::new(),
            swaps: Vec::new(),
            animation: None,
            reach,
            atlas,
        }
    }

    /// Adds a texture.
    pub(crate) fn texture(&mut self, name: &str, picture: &Picture) -> Result<usize, Failure> {
        Ok(self.container.texture(name, &picture.png()?))
    }

    /// Adds a material.
    pub(crate) fn material(&mut self, material: Material) -> usize {
        self.materials.push(material);
        self.materials.len() - 1
    }

    /// Names the variants; each of `swaps` is a default material and its replacements in the variants' order.
    pub(crate) fn vary(&mut self, names: &[&str], swaps: Vec<(usize, Vec<usize>)>) {
        self.variants = names.iter().map(|&n| n.to_owned()).collect();
        self.swaps = swaps;
    }

    /// Adds a group below another.
    pub(crate) fn group(&mut self, name: &str, parent: usize, place: Place) -> usize {
        self.groups.push(Group {
            name: name.to_owned(),
            parent: Some(parent),
            place,
        });
        self.groups.len() - 1
    }

    /// Adds a part that stands once, where it was modelled.
    pub(crate) fn part(&mut self, name: &str, group: usize, material: usize, mesh: Mesh) {
        self.placed(name, group, material, mesh, Place::HERE);
    }

    /// Adds a part that stands once.
    pub(crate) fn placed(
        &mut self,
        name: &str,
        group: usize,
        material: usize,
        mesh: Mesh,
        place: Place,
    ) {
        self.repeated(name, material, mesh, vec![(name.to_owned(), group, place)]);
    }

    /// Adds a part that stands in several places: (node name, group, place).
    pub(crate) fn repeated(
        &mut self,
        name: &str,
        material: usize,
        mesh: Mesh,
        places: Vec<(String, usize, Place)>,
    ) {
        self.parts.push(Part {
            name: name.to_owned(),
            mesh,
            material,
            places,
        });
    }

    /// Sets the product's animation.
    pub(crate) fn animate(&mut self, name: &str, turnings: Vec<Turning>) {
        self.animation = Some((name.to_owned(), turnings));
    }

    /// A group's place in the world.
    fn world(&self, group: usize) -> DAffine3 {
        let own = self.groups[group].place.affine();
        self.groups[group]
            .parent
            .map_or(own, |parent| self.world(parent) * own)
    }

    /// Smooths normals, bakes the light, and writes the GLB.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Failure> {
        for part in &mut self.parts {
            part.mesh.smooth();
            if self.materials[part.material].framed {
                part.mesh.frame();
            }
        }
        self.bake()?;
        self.written()
    }

    /// Moves the groups below the product so that its box is centred on the origin and stands on the floor.
    pub(crate) fn centre(&mut self) {
        let (low, high) = self.bounds();
        let offset = DVec3::new((low.x + high.x) * 0.5, low.y, (low.z + high.z) * 0.5);
        for group in self.groups.iter_mut().filter(|g| g.parent == Some(0)) {
            group.place.position -= offset;
        }
    }

    /// The product's box in the world.
    fn bounds(&self) -> (DVec3, DVec3) {
        let (mut low, mut high) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
        for part in &self.parts {
            for (_, group, place) in &part.places {
                let world = self.world(*group) * place.affine();
                for vertex in &part.mesh.vertices {
                    let p = world.transform_point3(vertex.position);
                    (low, high) = (low.min(p), high.max(p));
                }
            }
        }
        (low, high)
    }

    /// Bakes the light of every part that wants it and adds the picture to its materials.
    fn bake(&mut self) -> Result<(), Failure> {
        let casters: Vec<(usize, DAffine3)> = (0..self.parts.len())
            .filter(|&p| self.materials[self.parts[p].material].casts)
            .flat_map(|p| {
                self.parts[p]
                    .places
                    .iter()
                    .map(move |(_, group, place)| (p, *group, *place))
            })
            .map(|(p, group, place)| (p, self.world(group) * place.affine()))
            .collect();
        let room = Room::new(
            casters
                .iter()
                .map(|&(p, world)| (&self.parts[p].mesh, world)),
            self.reach,
        );
        let worlds: Vec<DAffine3> = self
            .parts
            .iter()
            .map(|p| self.world(p.places[0].1) * p.places[0].2.affine())
            .collect();
        let mut meshes: Vec<&mut Mesh> = Vec::new();
        for (part, world) in self.parts.iter_mut().zip(worlds) {
            if self.materials[part.material].baked {
                room.shade(&mut part.mesh, world);
                meshes.push(&mut part.mesh);
            }
        }
        let picture = atlas::baked(&mut meshes, self.atlas);
        let texture = self.container.texture("Occlusion", &picture.png()?);
        for material in self.materials.iter_mut().filter(|m| m.baked) {
            material.json["occlusionTexture"] = json!({ "index": texture, "texCoord": 1 });
        }
        Ok(())
    }

    /// Writes meshes, nodes, materials and the rest.
    fn written(mut self) -> Result<Vec<u8>, Failure> {
        let (low, high) = self.bounds();
        let size = high - low;
        let mut nodes: Vec<Value> = self.groups.iter().map(|g| node(&g.name, g.place)).collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.groups.len()];
        for (index, group) in self.groups.iter().enumerate() {
            if let Some(parent) = group.parent {
                children[parent].push(index);
            }
        }
        let mut meshes = Vec::new();
        for part in std::mem::take(&mut self.parts) {
            for (name, group, place) in &part.places {
                let mut own = node(name, *place);
                own["mesh"] = json!(meshes.len());
                children[*group].push(nodes.len());
                nodes.push(own);
            }
            meshes.push(self.mesh(&part));
        }
        for (index, own) in children.into_iter().enumerate().filter(|c| !c.1.is_empty()) {
            nodes[index]["children"] = json!(own);
        }
        let millimetres = |metres: f64| (metres * 1000.0).round();
        nodes[0]["extras"] = json!({
            "dimensions": { "unit": "mm", "width": millimetres(size.x), "height": millimetres(size.y), "depth": millimetres(size.z) },
        });
        let mut document = json!({
            "asset": {
                "version": "2.0",
                "generator": "Plinth samples",
                "copyright": "CC0-1.0, the Plinth contributors",
            },
            "scene": 0,
            "scenes": [{ "name": self.groups[0].name, "nodes": [0] }],
            "nodes": nodes,
            "meshes": meshes,
            "materials": self.materials.iter().map(|m| m.json.clone()).collect::<Vec<_>>(),
        });
        if let Some((name, turnings)) = &self.animation {
            // Groups come first among the nodes.
            document["animations"] = json!([animation::written(
                name,
                turnings,
                &mut self.container,
                |group| group
            )]);
        }
        let mut used: BTreeSet<String> = self
            .materials
            .iter()
            .filter_map(|m| m.json.get("extensions")?.as_object())
            .flat_map(|e| e.keys().cloned())
            .collect();
        if !self.variants.is_empty() {
            let names: Vec<Value> = self.variants.iter().map(|n| json!({ "name": n })).collect();
            document["extensions"] = json!({ "KHR_materials_variants": { "variants": names } });
            used.insert("KHR_materials_variants".to_owned());
        }
        if !used.is_empty() {
            document["extensionsUsed"] = json!(used);
        }
        self.container.finish(document)
    }

    /// Adds a part's vertex data and returns its glTF mesh.
    fn mesh(&mut self, part: &Part) -> Value {
        let (mesh, material) = (&part.mesh, &self.materials[part.material]);
        let vertices = &mesh.vertices;
        let collect3 = |pick: fn(&crate::mesh::Vertex) -> [f32; 3]| {
            vertices.iter().map(pick).collect::<Vec<_>>()
        };
        let mut attributes = Map::new();
        let container = &mut self.container;
        attributes.insert(
            "POSITION".into(),
            json!(container.bounded(&collect3(|v| v.position.as_vec3().to_array()), Some(ARRAY))),
        );
        attributes.insert(
            "NORMAL".into(),
            json!(container.floats(&collect3(|v| v.normal.as_vec3().to_array()), Some(ARRAY))),
        );
        if material.framed {
            let tangents: Vec<[f32; 4]> = vertices
                .iter()
                .map(|v| v.tangent.as_vec4().to_array())
                .collect();
            attributes.insert(
                "TANGENT".into(),
                json!(container.floats(&tangents, Some(ARRAY))),
            );
        }
        let uv: Vec<[f32; 2]> = vertices.iter().map(|v| v.uv.as_vec2().to_array()).collect();
        attributes.insert(
            "TEXCOORD_0".into(),
            json!(container.floats(&uv, Some(ARRAY))),
        );
        if material.baked {
            let uv: Vec<[f32; 2]> = vertices
                .iter()
                .map(|v| v.chart.as_vec2().to_array())
                .collect();
            attributes.insert(
                "TEXCOORD_1".into(),
                json!(container.floats(&uv, Some(ARRAY))),
            );
        }
        let indices = container.indices(&mesh.triangles, vertices.len());
        let mut primitive =
            json!({ "attributes": attributes, "indices": indices, "material": part.material });
        if let Some((_, swaps)) = self.swaps.iter().find(|s| s.0 == part.material) {
            let mappings: Vec<Value> = swaps
                .iter()
                .enumerate()
                .map(|(variant, material)| json!({ "material": material, "variants": [variant] }))
                .collect();
            primitive["extensions"] = json!({ "KHR_materials_variants": { "mappings": mappings } });
        }
        json!({ "name": part.name, "primitives": [primitive] })
    }
}

/// A node's JSON without mesh or children.
fn node(name: &str, place: Place) -> Value {
    let mut node = json!({ "name": name });
    if place.position != DVec3::ZERO {
        node["translation"] = json!(place.position.to_array().map(|c| (c * 1e6).round() / 1e6));
    }
    if place.rotation != DQuat::IDENTITY {
        node["rotation"] = json!(place.rotation.as_quat().to_array());
    }
    node
}
