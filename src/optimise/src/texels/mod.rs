//! Texels of the working form: what is seen of them, at which size, and how far an encoded form is from
//! them. Passes and the search both work on them.

mod error;
mod forms;
mod halve;
mod shown;

pub(crate) use error::{decoded, psnr, square_error};
pub(crate) use forms::{alike, ktx2, plain_ktx2};
pub(crate) use halve::halve;
pub(crate) use shown::{fades, has_alpha, pixels};
