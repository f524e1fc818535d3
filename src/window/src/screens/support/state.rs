//! Support: a live listing as customers get it, and another of its releases beside it.

use std::path::PathBuf;

use viewer::Attributes;

use crate::state::{Failure, JobId};

/// What support knows of a release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListingCard {
    /// The product's name.
    pub title: String,
    /// The merchant's article number.
    pub sku: String,
    /// The release's number.
    pub release: u32,
    /// The release that is live, where the platform was asked.
    pub live: Option<u32>,
    /// Since when it is live.
    pub since: Option<String>,
    /// Who put it live.
    pub by: Option<String>,
    /// What it costs.
    pub price: String,
    /// The address of its page.
    pub url: String,
    /// Where the edge had the manifest from, in words.
    pub edge: Option<String>,
    /// The optimiser's proof, in a sentence.
    pub proof: Option<String>,
    /// Its objects: every byte came through the edge, and every hash agrees.
    pub objects: Vec<ObjectRow>,
    /// What the preview can't follow.
    pub not_followed: Vec<String>,
}

/// One object of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRow {
    /// What it is for.
    pub role: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, as text.
    pub sha256: String,
    /// Where the edge had it from, in words.
    pub edge: String,
}

/// A release that was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchedListing {
    /// The model's file, on this computer.
    pub path: PathBuf,
    /// The listing's own camera and light.
    pub attributes: Attributes,
    /// What support knows of it.
    pub card: ListingCard,
}

/// A listing that is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// It is to be fetched: a SKU or the address of a page.
    Name(String),
    /// It was fetched.
    Fetched(Box<FetchedListing>),
}

/// The way of the listing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Seeking {
    /// Nothing is looked for.
    #[default]
    Idle,
    /// A release is on its way.
    Running {
        /// Its job.
        job: JobId,
    },
    /// It couldn't be opened.
    Failed(Failure),
}

/// The words of the support place.
#[derive(Debug, Clone, Default)]
pub struct Support {
    /// A SKU or the address of a page.
    pub name: String,
    /// The number of another release.
    pub other: String,
    /// The way of what is looked for.
    pub seeking: Seeking,
}

impl ListingCard {
    /// How the objects of `other`, another release of the listing, differ from those of this one: a
    /// line for each role, with its length and whether it has the same bytes.
    #[must_use]
    pub fn beside(&self, other: &Self) -> Vec<(String, bool, u64)> {
        let same = |object: &ObjectRow| {
            let mut own = self.objects.iter();
            own.any(|own| own.role == object.role && own.sha256 == object.sha256)
        };
        let all = other.objects.iter();
        all.map(|object| (object.role.clone(), same(object), object.bytes))
            .collect()
    }
}

impl Support {
    /// Whether there is a name to look for.
    #[must_use]
    pub fn has_name(&self) -> bool {
        !self.name.trim().is_empty()
    }

    /// The other release's number; the error says what is wrong with it.
    ///
    /// # Errors
    /// In one sentence.
    pub fn other_release(&self) -> Result<u32, String> {
        match self.other.trim().parse::<u32>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err("A release's number, such as 2.".to_owned()),
        }
    }
}
