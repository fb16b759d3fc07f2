//! The line search of Moré and Thuente (1994), as in SciPy's L-BFGS-B (MINPACK-2).
//!
//! argmin's version differs in three ways: it compares a trial with the previous trial instead of the best
//! one, it loses the values of the tilted function, and it takes the wrong root of a cubic when all slopes
//! are negative. Its steps then differ by a thousandth or more, and the difference grows.

use argmin::core::{
    CostFunction, Error, Gradient, IterState, KV, LineSearch, Problem, Solver, State, TerminationReason,
};
use ndarray::Array1;

/// The sufficient decrease along a line. Like the constants below, it has the value of SciPy's L-BFGS-B.
const ARMIJO: f64 = 1e-3;
/// The curvature condition.
const CURVATURE: f64 = 0.9;
/// The relative width of the bracket below which it is not narrowed further.
const WIDTH: f64 = 0.1;
/// The least and the largest factor by which the next trial extends the step before a bracket exists.
const FURTHER: (f64, f64) = (1.1, 4.0);
/// Two trials must shrink the bracket to this fraction. It is also how far a trial moves towards the other
/// end.
const SHARE: f64 = 0.66;

pub type Vector = Array1<f64>;
pub type Iteration = IterState<Vector, Vector, (), (), (), f64>;

/// A search along a line; the first of all begins with a step of length 1, as in SciPy.
#[derive(Clone)]
pub struct WolfeLineSearch {
    direction: Vector,
    step: f64,
    is_first: bool,
}

impl WolfeLineSearch {
    pub fn new(is_first: bool) -> Self {
        Self { direction: Vector::default(0), step: 1.0, is_first }
    }
}

impl LineSearch<Vector, f64> for WolfeLineSearch {
    fn search_direction(&mut self, direction: Vector) {
        let length = libm::sqrt(direction.dot(&direction));
        self.step = if self.is_first { 1.0 / length } else { 1.0 };
        self.is_first = false;
        self.direction = direction;
    }

    fn initial_step_length(&mut self, step: f64) -> Result<(), Error> {
        self.step = step;
        Ok(())
    }
}

impl<O> Solver<O, Iteration> for WolfeLineSearch
where
    O: CostFunction<Param = Vector, Output = f64> + Gradient<Param = Vector, Gradient = Vector>,
{
    fn name(&self) -> &'static str {
        "Moré and Thuente"
    }

    /// Runs the whole search.
    fn next_iter(
        &mut self,
        problem: &mut Problem<O>,
        mut state: Iteration,
    ) -> Result<(Iteration, Option<KV>), Error> {
        let (Some(start), Some(gradient)) = (state.take_param(), state.take_gradient()) else {
            return Err(Error::msg("a line begins at a point"));
        };
        let slope = gradient.dot(&self.direction);
        if slope.is_nan() || slope >= 0.0 {
            return Err(Error::msg("it does not fall"));
        }
        let mut search = Search::new(Trial { step: 0.0, value: state.get_cost(), slope }, self.step);
        loop {
            let point = &start + &(&self.direction * search.step);
            let (value, gradient) = (problem.cost(&point)?, problem.gradient(&point)?);
            if search.ends(Trial { step: search.step, value, slope: gradient.dot(&self.direction) }) {
                let state = state.param(point).cost(value).gradient(gradient);
                return Ok((state.terminate_with(TerminationReason::SolverConverged), None));
            }
        }
    }
}

/// The function at a step.
#[derive(Debug, Clone, Copy)]
struct Trial {
    step: f64,
    value: f64,
    slope: f64,
}

impl Trial {
    /// Returns the trial's value and slope for the function minus a line of this slope.
    fn tilted(self, slope: f64) -> Self {
        Self { value: self.value - self.step * slope, slope: self.slope - slope, ..self }
    }

    /// Returns the fraction of the way to another trial at which the cubic through both has its minimum, and
    /// whether the cubic has two distinct extrema.
    fn cubic(self, to: Self) -> (f64, bool) {
        let theta = 3.0 * (self.value - to.value) / (to.step - self.step) + self.slope + to.slope;
        let scale = theta.abs().max(self.slope.abs()).max(to.slope.abs());
        let (ratio, slopes) = (theta / scale, (self.slope / scale) * (to.slope / scale));
        let root = scale * libm::sqrt((ratio * ratio - slopes).max(0.0));
        let root = if to.step < self.step { -root } else { root };
        ((root - self.slope + theta) / (root - self.slope + root + to.slope), root != 0.0)
    }
}

/// The interval that contains the minimum: the best trial, and another end once the minimum is known to lie
/// before it.
#[derive(Debug, Clone, Copy)]
struct Interval {
    best: Trial,
    other: Option<Trial>,
}

impl Interval {
    fn tilted(self, slope: f64) -> Self {
        Self { best: self.best.tilted(slope), other: self.other.map(|other| other.tilted(slope)) }
    }

    /// Makes a trial one of the interval's ends and returns the next step to try (MINPACK-2's `dcstep`).
    fn narrow(&mut self, new: Trial, (shortest, longest): (f64, f64)) -> f64 {
        let Self { best, other } = *self;
        let way = best.step - new.step;
        let turns = new.slope * best.slope.signum() < 0.0;
        let secant = new.step + new.slope / (new.slope - best.slope) * way;
        // Returns the step that is further from the new trial.
        let further = |a: f64, b: f64| if (a - new.step).abs() > (b - new.step).abs() { a } else { b };
        let next = if new.value > best.value {
            let cubic = best.step - best.cubic(new).0 * way;
            let bend = (new.value - best.value) / way + best.slope;
            let quadratic = best.step - best.slope / bend / 2.0 * way;
            let is_closer = (cubic - best.step).abs() < (quadratic - best.step).abs();
            if is_closer { cubic } else { cubic + (quadratic - cubic) / 2.0 }
        } else if turns {
            further(new.step + new.cubic(best).0 * way, secant)
        } else if new.slope.abs() < best.slope.abs() {
            let cubic = match new.cubic(best) {
                (share, true) if share < 0.0 => new.step + share * way,
                _ if way < 0.0 => longest,
                _ => shortest,
            };
            match other {
                None => further(cubic, secant).min(longest).max(shortest),
                Some(other) => {
                    let is_closer = (cubic - new.step).abs() < (secant - new.step).abs();
                    let next = if is_closer { cubic } else { secant };
                    let bound = new.step + SHARE * (other.step - new.step);
                    if way < 0.0 { next.min(bound) } else { next.max(bound) }
                }
            }
        } else {
            match other {
                Some(other) => new.step + new.cubic(other).0 * (other.step - new.step),
                None if way < 0.0 => longest,
                None => shortest,
            }
        };
        if new.value > best.value {
            self.other = Some(new);
        } else {
            self.other = if turns { Some(best) } else { other };
            self.best = new;
        }
        next
    }
}

/// The state of a search (MINPACK-2's `dcsrch`).
#[derive(Debug)]
struct Search {
    start: Trial,
    /// The next step to try.
    step: f64,
    interval: Interval,
    /// The bounds of the next step.
    range: (f64, f64),
    /// The widths of the bracket now and before.
    widths: (f64, f64),
    /// True until a trial is low enough and beyond a minimum.
    is_early: bool,
}

impl Search {
    fn new(start: Trial, step: f64) -> Self {
        Self {
            start,
            step,
            interval: Interval { best: start, other: None },
            range: (0.0, step + FURTHER.1 * step),
            widths: (f64::INFINITY, f64::INFINITY),
            is_early: true,
        }
    }

    /// Returns whether the next step is outside the bracket, or the bracket is narrow enough.
    fn is_stuck(&self) -> bool {
        let (low, high) = self.range;
        self.interval.other.is_some() && (self.step <= low || self.step >= high || high - low <= WIDTH * high)
    }

    /// Takes the trial of the current step. Returns whether the search accepts it; otherwise another step
    /// must be tried.
    fn ends(&mut self, trial: Trial) -> bool {
        let fall = ARMIJO * self.start.slope;
        let is_low = trial.value <= self.start.value + trial.step * fall;
        self.is_early &= !(is_low && trial.slope >= 0.0);
        if self.is_stuck() || (is_low && trial.slope.abs() <= -CURVATURE * self.start.slope) {
            return true;
        }
        // A trial that is lower but not low enough is compared with the sufficient decrease.
        let is_tilted = self.is_early && trial.value <= self.interval.best.value && !is_low;
        let tilt = if is_tilted { fall } else { 0.0 };
        let mut interval = self.interval.tilted(tilt);
        self.step = interval.narrow(trial.tilted(tilt), self.range);
        self.interval = interval.tilted(-tilt);

        let best = self.interval.best.step;
        if let Some(Trial { step: other, .. }) = self.interval.other {
            let width = (other - best).abs();
            if width >= SHARE * self.widths.1 {
                self.step = best + 0.5 * (other - best);
            }
            self.widths = (width, self.widths.0);
            self.range = (best.min(other), best.max(other));
        } else {
            let way = self.step - best;
            self.range = (self.step + FURTHER.0 * way, self.step + FURTHER.1 * way);
        }
        // This also turns NaN into a number.
        self.step = self.step.max(0.0);
        if self.is_stuck() {
            self.step = best;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches along a function, given with its slope, and returns the last trial and how many there were.
    fn search(function: impl Fn(f64) -> (f64, f64), first: f64) -> (Trial, usize) {
        let trial = |step| {
            let (value, slope) = function(step);
            Trial { step, value, slope }
        };
        let mut search = Search::new(trial(0.0), first);
        for count in 1..=30 {
            let trial = trial(search.step);
            if search.ends(trial) {
                return (trial, count);
            }
        }
        panic!("the search does not end");
    }

    fn satisfies_both_conditions(function: impl Fn(f64) -> (f64, f64), end: Trial) -> bool {
        let (value, slope) = function(0.0);
        end.value <= value + ARMIJO * end.step * slope && end.slope.abs() <= -CURVATURE * slope
    }

    #[test]
    fn line_search_meets_the_wolfe_conditions_from_any_first_step() {
        // The first function of Moré and Thuente (1994), and a parabola.
        let rational = |x: f64| {
            let below = x * x + 2.0;
            (-x / below, (x * x - 2.0) / (below * below))
        };
        let parabola = |x: f64| ((x - 3.0) * (x - 3.0), 2.0 * (x - 3.0));
        for first in [1e-3, 0.1, 1.0, 10.0, 1e3] {
            let (end, _) = search(rational, first);
            assert!(satisfies_both_conditions(rational, end), "{first}: {end:?}");
            let (end, _) = search(parabola, first);
            assert!(satisfies_both_conditions(parabola, end), "{first}: {end:?}");
        }
    }

    #[test]
    fn line_search_accepts_a_good_first_step() {
        let (end, trials) = search(|x| ((x - 1.0) * (x - 1.0), 2.0 * (x - 1.0)), 1.0);
        assert_eq!((end.step, trials), (1.0, 1));
    }

    #[test]
    fn cubic_interpolation_finds_the_minimum_of_a_cubic() {
        // x³ − 3x between 0 and 2 has its minimum at 1, halfway.
        let (from, to) =
            (Trial { step: 0.0, value: 0.0, slope: -3.0 }, Trial { step: 2.0, value: 2.0, slope: 9.0 });
        assert_eq!(from.cubic(to), (0.5, true));
    }

    #[test]
    fn tilted_trial_subtracts_a_line() {
        let tilted = Trial { step: 2.0, value: 5.0, slope: 1.0 }.tilted(-3.0);
        assert_eq!((tilted.step, tilted.value, tilted.slope), (2.0, 11.0, 4.0));
    }
}
