//! The dictionary: the columns of the decoder, one per unit of the code.

use ndarray::Array2;

use super::architecture::{LayerLayout, ParameterLayout};
use crate::tensor::Real;

/// The position of the weight of the decoder's first layer, viewed as one column per unit. For a tied decoder
/// these are the rows of the encoder's last layer.
#[derive(Debug, Clone)]
pub struct Dictionary {
    first: usize,
    units: usize,
    /// From one unit's number to the next one's, and from one number of a unit to the next.
    steps: (usize, usize),
    width: usize,
    /// One number per unit.
    sums: Vec<f64>,
}

impl Dictionary {
    #[must_use]
    pub fn new(plan: &ParameterLayout) -> Self {
        Self::of(&plan.layers[plan.depth()])
    }

    /// The columns of any layer of a decoder.
    #[must_use]
    pub fn of(place: &LayerLayout) -> Self {
        let (units, width) = (place.inputs, place.outputs);
        let steps = if place.tied { (width, 1) } else { (1, units) };
        Self { first: place.weight.start, units, steps, width, sums: vec![0.0; units] }
    }

    /// Returns the position of element `index` of a unit's column among the parameters.
    #[must_use]
    pub fn position(&self, unit: usize, index: usize) -> usize {
        self.first + unit * self.steps.0 + index * self.steps.1
    }

    /// Returns the length of a column.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The length of each column.
    pub fn norms<T: Real>(&mut self, parameters: &[T]) -> &[f64] {
        self.add_up(|position| {
            let value = parameters[position].to_f64();
            value * value
        });
        self.sums.iter_mut().for_each(|sum| *sum = libm::sqrt(*sum));
        &self.sums
    }

    /// The columns as they are, in double precision: shape (width, units).
    #[must_use]
    pub fn columns<T: Real>(&self, parameters: &[T]) -> Array2<f64> {
        Array2::from_shape_fn((self.width, self.units), |(index, unit)| {
            parameters[self.position(unit, index)].to_f64()
        })
    }

    /// Gives every column the length 1; one of zeros stays, as in `torch.nn.functional.normalize`.
    pub fn normalise<T: Real>(&mut self, parameters: &mut [T]) {
        self.norms(parameters);
        for unit in 0..self.units {
            let norm = T::of(self.sums[unit].max(1e-12));
            for index in 0..self.width {
                let number = &mut parameters[self.position(unit, index)];
                *number = *number / norm;
            }
        }
    }

    /// Takes off each column's gradient what would only change its length: g − (g · d) d for a
    /// column d of length 1 (Bricken et al. 2023).
    pub fn remove_parallel<T: Real>(&mut self, parameters: &[T], gradient: &mut [T]) {
        self.add_up(|position| gradient[position].to_f64() * parameters[position].to_f64());
        for unit in 0..self.units {
            let along = T::of(self.sums[unit]);
            for index in 0..self.width {
                let position = self.position(unit, index);
                gradient[position] = gradient[position] - along * parameters[position];
            }
        }
    }

    /// Adds the derivative of Σ factor · ‖column‖, with a factor a unit; of a column of zeros 0.
    pub fn add_norms<T: Real>(
        &mut self,
        factors: impl Fn(usize) -> f64,
        parameters: &[T],
        gradient: &mut [T],
    ) {
        self.norms(parameters);
        for unit in (0..self.units).filter(|&unit| self.sums[unit] > 0.0) {
            let factor = T::of(factors(unit) / self.sums[unit]);
            for index in 0..self.width {
                let position = self.position(unit, index);
                gradient[position] = gradient[position] + factor * parameters[position];
            }
        }
    }

    fn add_up(&mut self, term: impl Fn(usize) -> f64) {
        for unit in 0..self.units {
            let terms = (0..self.width).map(|index| term(self.position(unit, index)));
            self.sums[unit] = terms.sum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::architecture::Architecture;
    use super::*;
    use crate::experiment::Link;

    fn dictionary(link: &str) -> (Dictionary, usize) {
        let experiment = Link::parse(link).experiment;
        let plan = Architecture { input: 3, widths: vec![2], ..Architecture::from(&*experiment) }.plan();
        (Dictionary::new(&plan), plan.parameters)
    }

    #[test]
    fn columns_are_those_of_the_decoder_or_the_rows_of_a_tied_encoder() {
        let (untied, _) = dictionary("");
        assert_eq!([0, 1, 2].map(|index| untied.position(1, index)), [9, 11, 13]);
        let (tied, _) = dictionary("tied=true");
        assert_eq!([0, 1, 2].map(|index| tied.position(1, index)), [3, 4, 5]);
    }

    #[test]
    fn dictionary_lists_one_column_per_unit() {
        for link in ["", "tied=true"] {
            let (dictionary, count) = dictionary(link);
            let parameters: Vec<f32> = (0..count as u16).map(f32::from).collect();
            let columns = dictionary.columns(&parameters);
            assert_eq!(columns.dim(), (3, 2));
            for ((index, unit), &value) in columns.indexed_iter() {
                assert_eq!(value, dictionary.position(unit, index) as f64);
            }
        }
    }

    #[test]
    fn projected_gradient_keeps_the_norm_of_columns() {
        let (mut dictionary, count) = dictionary("");
        let mut parameters: Vec<f64> = (0..count).map(|index| libm::sin(index as f64)).collect();
        dictionary.normalise(&mut parameters);
        assert!(dictionary.norms(&parameters).iter().all(|norm| (norm - 1.0).abs() < 1e-12));
        let mut gradient: Vec<f64> = (0..count).map(|index| libm::cos(index as f64)).collect();
        dictionary.remove_parallel(&parameters, &mut gradient);
        for unit in 0..2 {
            let along = |index| {
                let position = dictionary.position(unit, index);
                parameters[position] * gradient[position]
            };
            assert!((0..3).map(along).sum::<f64>().abs() < 1e-12);
        }
    }
}
