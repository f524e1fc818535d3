//! What headers are called: Plinth's own names, those of shops' exports, and everyday words of the
//! languages that spreadsheets are written in.

use super::column::Column;

/// How surely a header means its column; where two columns mean the same, the surer is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// Somebody said so.
    Told,
    /// It can mean nothing else.
    Certain,
    /// It does unless another column does.
    Likely,
    /// It does where nothing else is left.
    Perhaps,
}

use Sure::{Certain, Likely, Perhaps};

/// Words in lower case, with single spaces for all that isn't a letter or digit; several divided by
/// a bar.
const NAMES: &[(Column, Sure, &str)] = &[
    (
        Column::Sku,
        Certain,
        "sku|variant sku|article number|item number|item sku|product sku|product code sku|seller sku\
         |sku number|product number|ordernumber|artikelnummer|artikelnr|artikel nr|art nr|bestellnummer\
         |reference|référence|référence produit|codice articolo|referencia|artikelcode",
    ),
    (
        Column::Sku,
        Likely,
        "article|artikel|item|product code|code|model number|référence interne",
    ),
    (Column::Sku, Perhaps, "id"),
    (
        Column::Gtin,
        Certain,
        "gtin|ean|barcode|variant barcode|ean13|ean 13|gtin13|gtin 13|gtin14|gtin 14|gtin upc ean or isbn\
         |product upc ean|upc ean|ean upc|gtin ean|ean gtin|ean code|global trade item number\
         |external product id|barcode isbn upc gtin etc|strichcode|code barres|code barre\
         |codice a barre|código de barras|streepjescode",
    ),
    (Column::Gtin, Likely, "upc|gtin12|gtin 12|upc a"),
    (Column::Gtin, Perhaps, "gtin8|gtin 8|isbn|ean8|ean 8"),
    (
        Column::Title,
        Certain,
        "title|name|product name|item name|product title|titel|bezeichnung|artikelbezeichnung\
         |artikelname|produktname|nom|nom du produit|titre|désignation|nombre|título|titolo|naam",
    ),
    (
        Column::Title,
        Likely,
        "product|produkt|produit|listing title",
    ),
    (
        Column::Price,
        Certain,
        "price|variant price|regular price|standard price|preis|verkaufspreis|vk preis|vk|prix\
         |prix de vente|precio|prezzo|prijs|verkoopprijs|price gross|bruttopreis",
    ),
    (
        Column::Price,
        Perhaps,
        "unit price|retail price|list price|uvp|rrp|msrp",
    ),
    (
        Column::SalePrice,
        Certain,
        "sale price|special price|angebotspreis|aktionspreis|prix promo|prix promotionnel",
    ),
    (
        Column::Currency,
        Certain,
        "currency|price currency|currency code|währung|waehrung|devise|moneda|valuta",
    ),
    (
        Column::Description,
        Certain,
        "description|body html|body|product description|beschreibung|produktbeschreibung|langtext\
         |long description|full description|descripción|descrizione|omschrijving",
    ),
    (
        Column::Description,
        Perhaps,
        "short description|kurzbeschreibung|summary|résumé|description short",
    ),
    (
        Column::Brand,
        Certain,
        "brand|brand name|brands|marke|marque|marca|merk",
    ),
    (
        Column::Brand,
        Likely,
        "vendor|maker|manufacturer|manufacturer name|hersteller|fabricant|fabricante|produttore",
    ),
    (Column::Brand, Perhaps, "supplier|lieferant"),
    (
        Column::File,
        Certain,
        "file|file name|filename|model file|3d model|3d file|glb|glb file|datei|dateiname|modelldatei\
         |3d modell|fichier|modèle 3d|archivo|modelo 3d",
    ),
    (Column::File, Likely, "model|modell|modèle"),
    (
        Column::Action,
        Certain,
        "action|command|update delete|aktion",
    ),
    (Column::VariantAction, Certain, "variant command"),
    (
        Column::Width,
        Certain,
        "width|product width|breite|largeur|ancho|larghezza|breedte",
    ),
    (
        Column::Height,
        Certain,
        "height|product height|höhe|hoehe|hauteur|alto|altura|altezza|hoogte",
    ),
    (
        Column::Depth,
        Certain,
        "depth|product depth|tiefe|profondeur|profundidad|fondo|profondità|diepte",
    ),
    (
        Column::Depth,
        Likely,
        "length|product length|länge|laenge|longueur|largo|lunghezza|lengte",
    ),
    (Column::Variants, Certain, "variants|varianten"),
    (Column::Handle, Certain, "handle|url handle"),
    (Column::Status, Certain, "status|product status|statut"),
    (
        Column::Published,
        Certain,
        "published|published on online store|product visible|visible|is visible|product online|active\
         |active 0 1|enabled|is active|aktiv|sichtbar|veröffentlicht|actif|publié|activo",
    ),
    (Column::Kind, Certain, "type|parent child|parentage"),
    (Column::Parent, Certain, "parent|parent sku"),
];

/// Words about a column rather than its name.
const ASIDES: [&str; 8] = [
    "required",
    "optional",
    "mandatory",
    "pflichtfeld",
    "pflicht",
    "obligatoire",
    "html",
    "non editable",
];

/// Words for prices that the tax is in.
const WITH_TAX: [&str; 14] = [
    "incl",
    "inkl",
    "inklusive",
    "including",
    "included",
    "inc",
    "vat",
    "mwst",
    "ust",
    "tax",
    "ttc",
    "tva",
    "brutto",
    "gross",
];

/// What the column `words` means, and how surely.
pub(super) fn find(words: &str) -> Option<(Column, Sure)> {
    let known = |words: &str| {
        NAMES
            .iter()
            .find(|(_, _, names)| names.split('|').any(|name| name == words))
            .map(|(column, sure, _)| (*column, *sure))
    };
    known(words).or_else(|| {
        let bare: Vec<&str> = words
            .split(' ')
            .filter(|word| !WITH_TAX.contains(word))
            .collect();
        known(&bare.join(" ")).filter(|(column, _)| *column == Column::Price)
    })
}

/// `header` in lower case with single spaces for all that isn't a letter or digit, without what is
/// said beside the name (`Title (required)`, `g:title`).
pub(super) fn normalise(header: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let header: String = header.nfc().collect::<String>().to_lowercase();
    let header = header.strip_prefix("g:").unwrap_or(&header);
    let mut words = header
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    while let Some(bare) = ASIDES
        .iter()
        .find_map(|aside| words.strip_suffix(aside)?.strip_suffix(' '))
        && words != "body html"
    {
        words.truncate(bare.len());
    }
    words
}
