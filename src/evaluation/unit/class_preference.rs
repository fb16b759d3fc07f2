//! The class that a unit responds to most.

use nanoserde::{DeBin, SerBin};

/// A class is only preferred if at least this fraction of the samples that activate the unit belong to it: in a
/// class of two samples, a single one would otherwise count as a strong preference.
const LEAST_SHARE: f64 = 0.1;

/// The class whose samples activate a unit more often than others.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin)]
pub struct ClassPreference {
    /// The class with the highest lift among those that hold at least a tenth of the active samples.
    pub class: u32,
    /// Fraction of the class's samples that activate the unit, divided by the fraction of all samples that do.
    pub lift: f64,
    /// Number of samples of the class that activate the unit.
    pub active: u32,
    /// Mutual information of the class of a sample and whether the unit is active on it, in bits.
    pub mutual_information: f64,
}

impl ClassPreference {
    /// Counts the samples of each class that activate the unit. Returns `None` without classes, or if no sample
    /// activates it.
    #[must_use]
    pub fn new(labels: &[usize], active: &[bool], classes: usize) -> Option<Self> {
        if classes < 2 {
            return None;
        }
        let mut counts = vec![[0_u32; 2]; classes];
        for (&label, &is_active) in labels.iter().zip(active) {
            counts.get_mut(label)?[usize::from(is_active)] += 1;
        }
        let total = counts.iter().flatten().sum::<u32>();
        let all_active = counts.iter().map(|[_, active]| active).sum::<u32>();
        if all_active == 0 {
            return None;
        }
        let (n, rate) = (f64::from(total), f64::from(all_active) / f64::from(total));
        let mut best: Option<Self> = None;
        let mut mutual_information = 0.0;
        for (class, &[silent, active]) in counts.iter().enumerate() {
            let size = f64::from(silent + active);
            for (count, share) in [(silent, 1.0 - rate), (active, rate)] {
                if count > 0 {
                    let count = f64::from(count);
                    mutual_information += count / n * libm::log2(count / (size * share));
                }
            }
            if f64::from(active) < LEAST_SHARE * f64::from(all_active) || active == 0 {
                continue;
            }
            let lift = f64::from(active) / size / rate;
            if best.is_none_or(|best| lift > best.lift) {
                best = Some(Self { class: class as u32, lift, active, mutual_information: 0.0 });
            }
        }
        best.map(|best| Self { mutual_information: mutual_information.max(0.0), ..best })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_detects_a_class_has_its_entropy_as_mutual_information() {
        let labels = [0, 1, 0, 1];
        let found = ClassPreference::new(&labels, &[false, true, false, true], 2).expect("it is active");
        assert_eq!((found.class, found.active), (1, 2));
        assert!((found.lift - 2.0).abs() < 1e-12 && (found.mutual_information - 1.0).abs() < 1e-12);
        let always = ClassPreference::new(&labels, &[true; 4], 2).expect("it is active");
        assert!((always.lift - 1.0).abs() < 1e-12 && always.mutual_information.abs() < 1e-12);
    }

    #[test]
    fn a_unit_has_no_preference_without_classes_or_activations() {
        assert_eq!(ClassPreference::new(&[0, 0], &[true, false], 1), None);
        assert_eq!(ClassPreference::new(&[0, 1], &[false, false], 2), None);
    }

    #[test]
    fn a_class_with_few_of_the_active_samples_is_not_preferred() {
        // Class 2 has a single sample, which is active; class 1 has 20 of 40.
        let labels: Vec<_> =
            (0..101).map(|sample| if sample == 100 { 2 } else { usize::from(sample < 40) }).collect();
        let active: Vec<_> = (0..101).map(|sample| sample < 20 || sample == 100).collect();
        assert_eq!(ClassPreference::new(&labels, &active, 3).map(|found| found.class), Some(1));
    }
}
