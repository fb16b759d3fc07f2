//! Distinct vertices of a hypercube.

use std::collections::BTreeSet;

use ndarray::Array2;

use crate::random::RandomState;

/// Most dimensions whose vertices are numbered and drawn without replacement; further ones are drawn
/// bit by bit.
const NUMBERED_DIMENSIONS: usize = 30;

/// Draws `count` distinct vertices of the unit hypercube, shape (count, dimensions), with coordinates 0 and
/// 1.
///
/// Source: scikit-learn 1.9, `_generate_hypercube` (`sklearn/datasets/_samples_generator.py`).
pub(super) fn vertices(count: usize, dimensions: usize, random: &mut RandomState) -> Array2<f64> {
    let free = dimensions.saturating_sub(NUMBERED_DIMENSIONS);
    let numbered = dimensions - free;
    let mut vertices = Array2::zeros((count, dimensions));
    for mut vertex in vertices.rows_mut() {
        for coordinate in vertex.iter_mut().take(free) {
            *coordinate = f64::from(random.randint(2));
        }
    }
    let numbers = sample_without_replacement(1 << numbered, count, random);
    for (mut vertex, number) in vertices.rows_mut().into_iter().zip(numbers) {
        for (place, coordinate) in vertex.iter_mut().rev().take(numbered).enumerate() {
            *coordinate = f64::from(number >> place & 1);
        }
    }
    vertices
}

/// Draws `count` distinct numbers below `population`, by the method that scikit-learn chooses for their ratio
/// (`sample_without_replacement` in `sklearn/utils/_random.pyx`).
fn sample_without_replacement(population: u32, count: usize, random: &mut RandomState) -> Vec<u32> {
    let ratio = count as f64 / f64::from(population);
    if draws_permutation(ratio) {
        let mut numbers = random.permutation(population);
        numbers.truncate(count);
        numbers
    } else if ratio < 0.2 {
        track_selection(population, count, random)
    } else {
        sample_reservoir(population, count, random)
    }
}

/// The most memory, in bytes, that drawing the numbers of `count` vertices holds.
pub(in crate::data) fn estimated_bytes(count: u64, dimensions: usize) -> u64 {
    const NUMBER: u64 = 4;
    const TREE_ENTRY: u64 = 8; // nodes of a B-tree are at least half full
    let population = 1_u64 << dimensions.min(NUMBERED_DIMENSIONS);
    if draws_permutation(count as f64 / population as f64) {
        population * NUMBER
    } else {
        count.saturating_mul(NUMBER + TREE_ENTRY)
    }
}

/// Returns whether this fraction of a population is drawn by shuffling all of it.
fn draws_permutation(ratio: f64) -> bool {
    ratio > 0.01 && ratio < 0.99
}

/// Draws until enough distinct numbers have been found, which suits few out of many.
fn track_selection(population: u32, count: usize, random: &mut RandomState) -> Vec<u32> {
    let mut selected = BTreeSet::new();
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let number = random.randint(population);
        if selected.insert(number) {
            numbers.push(number);
        }
    }
    numbers
}

/// Starts with the first `count` numbers and lets each later one displace a random one: for nearly
/// all of them.
fn sample_reservoir(population: u32, count: usize, random: &mut RandomState) -> Vec<u32> {
    let first_left_out = u32::try_from(count).expect("a sample is no larger than its population");
    let mut numbers: Vec<u32> = (0..first_left_out).collect();
    for number in first_left_out..population {
        if let Some(place) = numbers.get_mut(random.randint(number + 1) as usize) {
            *place = number;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hypercube_vertices_are_distinct() {
        // Tracked, permuted, sampled from a reservoir; with bits drawn one by one.
        for (count, dimensions) in [(4, 9), (1, 1), (3, 3), (60, 6), (64, 6), (127, 7), (40, 30), (40, 35)] {
            let vertices = vertices(count, dimensions, &mut RandomState::new(1));
            assert_eq!(vertices.dim(), (count, dimensions));
            assert!(vertices.iter().all(|coordinate| [0.0, 1.0].contains(coordinate)));
            let distinct: BTreeSet<Vec<bool>> =
                vertices.rows().into_iter().map(|vertex| vertex.mapv(|c| c > 0.0).to_vec()).collect();
            assert_eq!(distinct.len(), count, "{count} of {dimensions} dimensions");
        }
    }
}
