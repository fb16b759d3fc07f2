//! The positions of sliders: round numbers, dense where small changes matter.

use super::{SliderSteps, decimal};

/// Round numbers from 1 to below 10.
pub const DECADE: [f64; 10] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

/// The stops from `min` to `max`, both ends included, rising, without repeats.
#[must_use]
pub fn between(min: f64, max: f64, slider_steps: SliderSteps, whole: bool) -> Vec<f64> {
    let mut values = match slider_steps {
        SliderSteps::Every(step) => every(min, max, step),
        SliderSteps::Decades(smallest) => decades(smallest, max),
        SliderSteps::Octaves => octaves(max),
        SliderSteps::Classes => return Vec::new(),
    };
    values.retain(|&value| value > min && value < max && (!whole || value.fract() == 0.0));
    values.insert(0, min);
    values.push(max);
    values.dedup();
    values
}

/// The index of the stop nearest to `value`, in the order of the stops.
#[must_use]
pub fn nearest(slider_steps: &[f64], value: f64) -> usize {
    let above = slider_steps.partition_point(|&stop| stop < value);
    if above == 0 {
        return 0;
    }
    if above == slider_steps.len() || value - slider_steps[above - 1] <= slider_steps[above] - value {
        return above - 1;
    }
    above
}

fn every(min: f64, max: f64, step: f64) -> Vec<f64> {
    let per_unit = (1.0 / step).round();
    let count = ((max - min) / step).round() as u32;
    // Dividing by a whole number gives 0.15, multiplying by 0.05 gives 0.15000000000000002.
    let scale = |steps: f64| if step < 1.0 { steps / per_unit } else { steps * step };
    let first = (min / step).ceil();
    (0..=count).map(|i| scale(first + f64::from(i))).collect()
}

fn decades(smallest: f64, max: f64) -> Vec<f64> {
    let mut values = Vec::new();
    let mut exponent = libm::log10(smallest).round() as i32;
    loop {
        for mantissa in DECADE {
            // Parsed, not multiplied: the stop is the number a person would type.
            let value = decimal::parse(&format!("{mantissa}e{exponent}"))
                .expect("mantissa and exponent make a number");
            if value > max {
                return values;
            }
            values.push(value);
        }
        exponent += 1;
    }
}

fn octaves(max: f64) -> Vec<f64> {
    let mut values: Vec<f64> = (0..16).map(f64::from).collect();
    let mut octave = 16.0;
    while octave <= max {
        values.extend([1.0, 1.25, 1.5, 1.75].map(|part| part * octave));
        octave *= 2.0;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_are_the_numbers_a_person_types() {
        assert_eq!(between(0.0, 0.02, SliderSteps::Decades(0.01), false), [0.0, 0.01, 0.012, 0.015, 0.02]);
        assert_eq!(
            between(20.0, 100.0, SliderSteps::Decades(10.0), true),
            [20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0]
        );
    }

    #[test]
    fn steps_below_one_stay_round() {
        assert_eq!(between(0.05, 0.2, SliderSteps::Every(0.05), false), [0.05, 0.1, 0.15, 0.2]);
    }

    #[test]
    fn octaves_hold_the_powers_of_two() {
        let values = between(1.0, 1024.0, SliderSteps::Octaves, true);
        assert!(
            [1.0, 2.0, 8.0, 25.0_f64.floor() - 1.0, 32.0, 64.0, 256.0, 1024.0]
                .iter()
                .all(|v| values.contains(v))
        );
        assert!(values.is_sorted());
    }

    #[test]
    fn nearest_takes_the_closer_neighbour() {
        let slider_steps = [0.0, 1.0, 10.0];
        assert_eq!(
            [-1.0, 0.4, 0.6, 5.0, 6.0, 99.0].map(|value| nearest(&slider_steps, value)),
            [0, 0, 1, 1, 2, 2]
        );
    }
}
