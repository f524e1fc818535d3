//! Circles in a graph.

use std::collections::{BTreeMap, BTreeSet};

/// The strongly connected components with more than one node, largest first (Tarjan 1972).
pub(super) fn components(nodes: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<BTreeSet<usize>> {
    let mut search = Search {
        next,
        index: vec![None; nodes],
        low: vec![0; nodes],
        stack: Vec::new(),
        count: 0,
        found: Vec::new(),
    };
    for node in 0..nodes {
        if search.index[node].is_none() {
            search.visit(node);
        }
    }
    search
        .found
        .sort_by_key(|found| std::cmp::Reverse(found.len()));
    search.found
}

struct Search<N> {
    next: N,
    /// When a node was first met.
    index: Vec<Option<usize>>,
    /// The earliest node on the stack that it leads to.
    low: Vec<usize>,
    stack: Vec<usize>,
    count: usize,
    found: Vec<BTreeSet<usize>>,
}

impl<N: Fn(usize) -> Vec<usize>> Search<N> {
    fn visit(&mut self, node: usize) {
        let index = self.count;
        self.count += 1;
        self.index[node] = Some(index);
        self.low[node] = index;
        self.stack.push(node);
        for other in (self.next)(node) {
            match self.index[other] {
                None => {
                    self.visit(other);
                    self.low[node] = self.low[node].min(self.low[other]);
                }
                Some(met) if self.stack.contains(&other) => {
                    self.low[node] = self.low[node].min(met);
                }
                Some(_) => {}
            }
        }
        if self.low[node] == index {
            let place = self.stack.iter().rposition(|other| *other == node).unwrap();
            let component: BTreeSet<usize> = self.stack.drain(place..).collect();
            if component.len() > 1 {
                self.found.push(component);
            }
        }
    }
}

/// Whether every circle in a component is one of two nodes that may know each other: the component is
/// a tree then, and each of its edges such a pair.
pub(super) fn is_allowed(
    component: &BTreeSet<usize>,
    edges: &BTreeMap<usize, Vec<usize>>,
    may: impl Fn(usize, usize) -> bool,
) -> bool {
    let within = |node: &usize| {
        let next = edges.get(node).into_iter().flatten();
        next.copied().filter(|other| component.contains(other))
    };
    let pairs: BTreeSet<(usize, usize)> = component
        .iter()
        .flat_map(|node| within(node).map(|other| (*node.min(&other), *node.max(&other))))
        .collect();
    pairs.len() == component.len() - 1 && pairs.iter().all(|(one, other)| may(*one, *other))
}
