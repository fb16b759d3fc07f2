//! Checks that the features of every kind fit into `n_features`, and the clusters into the hypercube. A
//! message names only the parameters that conflict whatever the others are.

use crate::experiment::{Key, Problem, Remedy, Settings, remedy};

/// The largest value of `n_features`.
const MOST_FEATURES: usize = 1000;

/// Number of features of one kind, and the fewest there can be.
struct Count {
    key: Key,
    value: usize,
    fewest: usize,
}

/// Checks that the features hold the informative, redundant and repeated ones.
///
/// # Errors
/// The smallest group of them that has no room.
pub fn features(settings: &Settings) -> Result<(), Problem> {
    const GROUPS: [&[usize]; 7] = [&[0], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]];

    let Settings { n_features, n_informative, n_redundant, n_repeated, .. } = *settings;
    let counts = [
        Count { key: Key::n_informative, value: n_informative, fewest: 1 },
        Count { key: Key::n_redundant, value: n_redundant, fewest: 0 },
        Count { key: Key::n_repeated, value: n_repeated, fewest: 0 },
    ];
    let needed = |group: &[usize]| {
        let each = counts.iter().enumerate();
        each.map(|(place, it)| if group.contains(&place) { it.value } else { it.fewest }).sum::<usize>()
    };
    let first_above = |most: usize| GROUPS.into_iter().find(|group| needed(group) > most);
    let Some(group) = first_above(MOST_FEATURES).or_else(|| first_above(n_features)) else { return Ok(()) };
    let is_ever_too_many = needed(group) > MOST_FEATURES;
    let members: Vec<_> = group.iter().map(|&place| &counts[place]).collect();
    let names = members.iter().map(|it| format!("{}={}", it.key, it.value)).collect::<Vec<_>>();
    let names = match names.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        names => names.concat(),
    };
    let must = match (members.len(), group.contains(&0)) {
        (1, true) => "be at most",
        (1, false) => "be less than",
        (_, true) => "not sum to more than",
        (_, false) => "sum to less than",
    };
    let what = if is_ever_too_many {
        format!("{MOST_FEATURES}, the largest number of features")
    } else {
        format!("n_features={n_features}")
    };
    let because = if group.contains(&0) { "" } else { ", because at least one feature is informative" };
    let made = n_informative + n_redundant + n_repeated;
    let room = if is_ever_too_many { MOST_FEATURES } else { n_features };
    let lowered = members
        .iter()
        .map(|it| remedy(it.key, it.value.saturating_sub(made.saturating_sub(room)).max(it.fewest)));
    let parameters: &'static [Key] = match group {
        [0] => &[Key::n_features, Key::n_informative],
        [1] => &[Key::n_features, Key::n_redundant],
        [2] => &[Key::n_features, Key::n_repeated],
        [0, 1] => &[Key::n_features, Key::n_informative, Key::n_redundant],
        [0, 2] => &[Key::n_features, Key::n_informative, Key::n_repeated],
        [1, 2] => &[Key::n_features, Key::n_redundant, Key::n_repeated],
        _ => &[Key::n_features, Key::n_informative, Key::n_redundant, Key::n_repeated],
    };
    Err(Problem::Joint {
        parameters,
        message: format!("{names} must {must} {what}{because}"),
        remedies: [remedy(Key::n_features, made)].into_iter().chain(lowered).collect(),
    })
}

/// Checks that there is a corner of a hypercube for each cluster of each class.
///
/// # Errors
/// The fewest of them that have no room.
pub fn clusters(settings: &Settings) -> Result<(), Problem> {
    let Settings { n_features, n_informative, n_classes, n_clusters_per_class: clusters, .. } = *settings;
    let both = n_classes * clusters;
    let dimensions: [(_, _, [&'static [Key]; 3]); 2] = [
        (
            Key::n_features,
            n_features,
            [
                &[Key::n_features, Key::n_classes],
                &[Key::n_features, Key::n_clusters_per_class],
                &[Key::n_features, Key::n_classes, Key::n_clusters_per_class],
            ],
        ),
        (
            Key::n_informative,
            n_informative,
            [
                &[Key::n_informative, Key::n_classes],
                &[Key::n_informative, Key::n_clusters_per_class],
                &[Key::n_informative, Key::n_classes, Key::n_clusters_per_class],
            ],
        ),
    ];
    for (key, dimensions, [with_classes, with_clusters, with_both]) in dimensions {
        let bits = u32::try_from(dimensions).ok();
        let corners = bits.and_then(|bits| 1_usize.checked_shl(bits)).unwrap_or(usize::MAX);
        let (parameters, said) = if n_classes > corners {
            (with_classes, format!("n_classes={n_classes}"))
        } else if clusters > corners {
            (with_clusters, format!("n_clusters_per_class={clusters}"))
        } else if both > corners {
            (with_both, format!("n_classes={n_classes} times n_clusters_per_class={clusters}"))
        } else {
            continue;
        };
        let dimensions_needed = both.next_power_of_two().ilog2();
        return Err(Problem::Joint {
            parameters,
            message: format!("{said} must be at most 2 to the power of {key}={dimensions}"),
            remedies: vec![
                remedy(key, dimensions_needed),
                remedy(Key::n_classes, corners / clusters),
                remedy(Key::n_clusters_per_class, corners / n_classes),
                both_remedy(corners),
            ],
        });
    }
    Ok(())
}

/// One cluster per class, and as many classes as there are corners.
fn both_remedy(corners: usize) -> Remedy {
    vec![(Key::n_classes, corners.to_string()), (Key::n_clusters_per_class, "1".to_owned())]
}
