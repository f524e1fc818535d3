//! What the storage of numbers keeps of them.

use super::elements::{Component, Stored, Stream};
use super::{draco, meshopt};

impl Stream {
    /// Replaces the numbers by those that their storage keeps of them.
    pub(crate) fn settle(&mut self) {
        match self.stored {
            Stored::Plain {
                component,
                normalized: true,
            } if component != Component::F32 => {
                let one = component.one();
                for value in &mut self.values {
                    *value = (*value * one).round() / one;
                }
            }
            Stored::Plain { .. } => {}
            Stored::Stepped { exponent } => {
                let step = f32::from(exponent).exp2();
                for value in &mut self.values {
                    *value = (*value / step).round() * step;
                }
            }
            Stored::Octahedral { bits } => {
                (_, self.values) = meshopt::octahedral(self.width, &self.values, bits);
            }
            Stored::Grid { bits } => {
                if let Some(values) = draco::on_grid(self, bits) {
                    self.values = values;
                }
            }
            Stored::Sphere { bits } => self.values = draco::on_sphere(&self.values, bits),
        }
    }

    /// Whether Draco's grid of so many bits moves no number by more than floats are rounded by.
    pub(crate) fn lies_on_grid(&self, bits: u8) -> bool {
        let most = self
            .values
            .iter()
            .fold(0.0_f32, |most, n| most.max(n.abs()));
        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= most * 4.0 * f32::EPSILON;
        // Most tell within a few numbers.
        draco::on_grid(self, bits).is_some_and(|grid| self.values.iter().zip(&grid).all(near))
    }
}
