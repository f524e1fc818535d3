//! Publish: the words of a listing as they are typed, what is wrong with them, and their way to the shop.

use std::path::{Path, PathBuf};

use audit::Allowances;
use base::{Currency, Money, Sku};
use viewer::Attributes;

use crate::screens::support::state::ListingCard;
use crate::state::{Failure, JobId};

/// Longest title, in characters: what shops and search results show whole.
const TITLE_MAX: usize = 150;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The product's name.
    Title,
    /// The article number.
    Sku,
    /// The amount.
    Price,
    /// The currency's code.
    Currency,
    /// The text of the page.
    Description,
}

/// All fields, in the order of the form.
pub const FIELDS: [Field; 5] = [
    Field::Title,
    Field::Sku,
    Field::Price,
    Field::Currency,
    Field::Description,
];

/// A listing ready to be published: every word was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The model's file.
    pub path: PathBuf,
    /// The product's name.
    pub title: String,
    /// The article number.
    pub sku: Sku,
    /// The price.
    pub price: Money,
    /// The text of the page; may be empty.
    pub description: String,
    /// How customers first see it.
    pub attributes: Attributes,
    /// What customers may miss of what the file means.
    pub allowed: Allowances,
}

/// The form as it stands.
#[derive(Debug, Clone, Default)]
pub struct Form {
    texts: [String; FIELDS.len()],
    left: [bool; FIELDS.len()],
}

impl Form {
    /// A form for the file at `path`: title and article number follow from its name.
    pub(crate) fn for_file(path: &Path) -> Self {
        let stem = path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into());
        let mut form = Self::default();
        *form.text_mut(Field::Title) = title_from(&stem);
        *form.text_mut(Field::Sku) = sku_from(&stem);
        *form.text_mut(Field::Currency) = "EUR".to_owned();
        form
    }

    /// A form for the next release of a listing.
    pub(crate) fn for_listing(card: &ListingCard) -> Self {
        let mut form = Self::default();
        form.text_mut(Field::Title).clone_from(&card.title);
        form.text_mut(Field::Sku).clone_from(&card.sku);
        let (amount, currency) = card.price.split_once(' ').unwrap_or((&card.price, "EUR"));
        *form.text_mut(Field::Price) = amount.to_owned();
        *form.text_mut(Field::Currency) = currency.to_owned();
        form
    }

    /// What the field says.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        &self.texts[field as usize]
    }

    fn text_mut(&mut self, field: Field) -> &mut String {
        &mut self.texts[field as usize]
    }

    pub(crate) fn edit(&mut self, field: Field, text: String) {
        *self.text_mut(field) = text;
    }

    pub(crate) fn leave(&mut self, field: Field) {
        self.left[field as usize] = true;
    }

    /// What is wrong with a field that was left, in one sentence.
    #[must_use]
    pub fn complaint(&self, field: Field) -> Option<String> {
        self.left[field as usize]
            .then(|| self.problem(field))
            .flatten()
    }

    /// What is wrong with a field, whether it was left or not.
    fn problem(&self, field: Field) -> Option<String> {
        match field {
            Field::Title => self.title().err(),
            Field::Sku => self.sku().err(),
            Field::Price => self.price().err(),
            Field::Currency => self.currency().err(),
            Field::Description => None,
        }
    }

    /// The listing, or nothing where a field is wrong; every wrong field complains from then on.
    pub(crate) fn check(&mut self, path: &Path, attributes: &Attributes) -> Option<Draft> {
        self.left = [true; FIELDS.len()];
        self.currency().ok()?;
        Some(Draft {
            path: path.to_path_buf(),
            title: self.title().ok()?,
            sku: self.sku().ok()?,
            price: self.price().ok()?,
            description: self.text(Field::Description).trim().to_owned(),
            attributes: attributes.clone(),
            allowed: Allowances::default(),
        })
    }

    fn title(&self) -> Result<String, String> {
        let title = self.text(Field::Title).trim();
        match title.chars().count() {
            0 => Err("Give the product a name.".to_owned()),
            1..=TITLE_MAX => Ok(title.to_owned()),
            length => Err(format!("{length} characters; {TITLE_MAX} is the most.")),
        }
    }

    fn sku(&self) -> Result<Sku, String> {
        let sku = self.text(Field::Sku).trim();
        if sku.is_empty() {
            return Err("Give it an article number.".to_owned());
        }
        sku.parse().map_err(|_| {
            "Up to 64 letters, digits, “-”, “_” or “.”, beginning with a letter or digit."
                .to_owned()
        })
    }

    fn currency(&self) -> Result<Currency, String> {
        self.text(Field::Currency)
            .trim()
            .parse()
            .map_err(|_| "Three letters, such as EUR.".to_owned())
    }

    fn price(&self) -> Result<Money, String> {
        let amount = self.text(Field::Price).trim();
        if amount.is_empty() {
            return Err("Say what it costs.".to_owned());
        }
        // The currency complains for itself; until it is right, two digits are the common case.
        let currency = match self.currency().or_else(|_| "EUR".parse()) {
            Ok(currency) => currency,
            Err(_) => return Err("Three letters, such as EUR.".to_owned()),
        };
        // Many keyboards and habits have a comma before the cents.
        Money::parse(&amount.replace(',', "."), currency).map_err(|_| match currency.decimals() {
            0 => "An amount such as 199, without cents.".to_owned(),
            _ => "An amount such as 199.00.".to_owned(),
        })
    }
}

/// `lounge_chair-v2` → `Lounge chair v2`.
fn title_from(stem: &str) -> String {
    let spaced = stem.replace(['_', '-', '.'], " ");
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `lounge chair (v2)` → `LOUNGE-CHAIR-V2`.
fn sku_from(stem: &str) -> String {
    let mut sku = String::new();
    for letter in stem.chars() {
        if letter.is_ascii_alphanumeric() {
            sku.push(letter.to_ascii_uppercase());
        } else if !sku.is_empty() && !sku.ends_with('-') {
            sku.push('-');
        }
    }
    sku.truncate(64);
    sku.trim_end_matches('-').to_owned()
}

/// The way of a publish.
#[derive(Debug, Default)]
pub enum Publishing {
    /// The form is open.
    #[default]
    Editing,
    /// Under way.
    Running {
        /// Its job.
        job: JobId,
    },
    /// Customers can see it.
    Live(Live),
    /// It failed; the form is kept.
    Failed(Failure),
}

/// A listing that just went live.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// The product's name.
    pub title: String,
    /// The address of its page.
    pub url: String,
    /// The release's number.
    pub release: u32,
    /// Bytes that had to be sent; 0 where the shop had them all.
    pub sent_bytes: u64,
    /// Bytes of all objects of the release.
    pub total_bytes: u64,
    /// Seconds it took.
    pub seconds: f64,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn names_and_numbers_follow_from_the_file() {
        let form = Form::for_file(Path::new("/x/lounge_chair (v2).glb"));
        assert_eq!(form.text(Field::Title), "Lounge chair (v2)");
        assert_eq!(form.text(Field::Sku), "LOUNGE-CHAIR-V2");
        assert_eq!(Form::for_file(Path::new("/")).text(Field::Sku), "");
        assert!(sku_from("é").is_empty());
    }

    #[test]
    fn the_next_release_begins_with_the_words_of_the_listing() {
        let card = ListingCard {
            title: "Pine box".to_owned(),
            sku: "BOX-1".to_owned(),
            price: "49.90 EUR".to_owned(),
            ..ListingCard::default()
        };
        let form = Form::for_listing(&card);
        let words = FIELDS.map(|field| form.text(field));
        assert_eq!(words, ["Pine box", "BOX-1", "49.90", "EUR", ""]);
    }

    #[test]
    fn a_form_complains_only_about_what_was_left() {
        let mut form = Form::for_file(Path::new("chair.glb"));
        assert_eq!(form.complaint(Field::Price), None);
        form.leave(Field::Price);
        assert!(form.complaint(Field::Price).is_some());
        assert!(
            form.check(Path::new("chair.glb"), &Attributes::default())
                .is_none()
        );
        form.edit(Field::Price, "199,50".to_owned());
        assert_eq!(form.complaint(Field::Price), None);
        let draft = form
            .check(Path::new("chair.glb"), &Attributes::default())
            .unwrap();
        assert_eq!(
            (draft.price.minor, draft.price.currency.code()),
            (19950, "EUR")
        );
    }

    #[test]
    fn wrong_words_are_refused_with_a_sentence() {
        let wrong = [
            (Field::Title, " "),
            (Field::Title, &"x".repeat(151)),
            (Field::Sku, "a b"),
            (Field::Sku, ""),
            (Field::Price, "cheap"),
            (Field::Price, "1.234"),
            (Field::Currency, "EURO"),
        ];
        for (field, text) in wrong {
            let mut form = Form::for_file(Path::new("chair.glb"));
            form.edit(Field::Price, "1".to_owned());
            form.edit(field, text.to_owned());
            assert!(
                form.check(Path::new("chair.glb"), &Attributes::default())
                    .is_none(),
                "{field:?} {text}"
            );
            assert!(
                form.complaint(field).unwrap().ends_with('.'),
                "{field:?} {text}"
            );
        }
    }

    #[test]
    fn a_currency_without_cents_takes_none() {
        let mut form = Form::for_file(Path::new("chair.glb"));
        form.edit(Field::Currency, "JPY".to_owned());
        form.edit(Field::Price, "1500.50".to_owned());
        assert!(
            form.check(Path::new("chair.glb"), &Attributes::default())
                .is_none()
        );
        form.edit(Field::Price, "1500".to_owned());
        assert_eq!(
            form.check(Path::new("chair.glb"), &Attributes::default())
                .unwrap()
                .price
                .minor,
            1500
        );
    }
}
