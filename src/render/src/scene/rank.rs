//! The order in which opaque parts are drawn.

use std::collections::HashMap;

use super::Part;

/// Numbers the materials in the order in which the viewer meets them, in which opaque parts are drawn:
/// first the parts that keep the file's material, then those that the variant changes, backwards.
pub(super) fn rank(parts: &mut [Part]) {
    let mut met = HashMap::new();
    let own = |part: &&mut Part| part.own_material() == part.present_material();
    let (kept, changed): (Vec<_>, Vec<_>) = parts.iter_mut().partition(own);
    for (changes, part) in kept
        .into_iter()
        .map(|part| (false, part))
        .chain(changed.into_iter().rev().map(|part| (true, part)))
    {
        let next = met.len();
        part.rank = *met
            .entry((changes, part.material, part.kind()))
            .or_insert(next);
    }
}
