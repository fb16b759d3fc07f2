//! L-BFGS by argmin, as a conversation: it requests the loss at one point after another, so that the caller
//! can compute each loss in small pieces.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Gradient, Problem, Solver, State};
use argmin::solver::quasinewton::LBFGS;

use super::line_search::{Iteration, Vector, WolfeLineSearch};

/// The number of remembered steps (SciPy's `maxcor`).
pub const MEMORY: usize = 10;
/// The most points that a line search may request (SciPy's `maxls`).
const MOST_POINTS: usize = 20;

/// The next thing that the caller must do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LbfgsRequest<'a> {
    /// Compute the loss and its gradient at this point and call [`Lbfgs::supply`].
    Evaluate(&'a [f64]),
    /// An iteration is complete. [`Lbfgs::advance`] starts the next one.
    IterationDone,
    /// No lower loss can be found. Nothing has changed.
    Converged,
}

/// A minimisation under way. `T` holds whatever else the caller computes together with the loss.
#[derive(Clone)]
pub struct Lbfgs<T = ()> {
    solver: LBFGS<WolfeLineSearch, Vector, Vector, f64>,
    /// The last complete iteration, which counts the steps that were remembered.
    iteration: Iteration,
    /// True once the loss at the first point is part of it.
    begun: bool,
    /// True if argmin would stop after this iteration.
    converged: bool,
    /// The loss at its point.
    value: f64,
    /// The caller's values at its point.
    details: T,
    /// The points evaluated since then.
    evaluated: Vec<EvaluatedPoint<T>>,
    /// The point that was requested last.
    requested: Vector,
}

#[derive(Debug, Clone)]
struct EvaluatedPoint<T> {
    point: Vector,
    value: f64,
    details: T,
    gradient: Vector,
}

impl<T: Copy + Default> Lbfgs<T> {
    /// A minimisation that begins at a point.
    #[must_use]
    pub fn new(point: Vec<f64>) -> Self {
        Self::from(Iteration::new().param(point.into()), true)
    }

    fn from(iteration: Iteration, is_first: bool) -> Self {
        Self {
            solver: LBFGS::new(WolfeLineSearch::new(is_first), MEMORY),
            iteration,
            begun: false,
            converged: false,
            value: 0.0,
            details: T::default(),
            evaluated: Vec::with_capacity(MOST_POINTS),
            requested: Vector::default(0),
        }
    }

    /// Returns the point that the last complete iteration reached.
    #[must_use]
    pub fn point(&self) -> &[f64] {
        let point = self.iteration.get_param().and_then(Vector::as_slice);
        point.expect("an iteration has a point, in one piece")
    }

    /// Returns what the caller supplied with the loss at that point.
    #[must_use]
    pub fn details(&self) -> T {
        self.details
    }

    /// Takes the loss and its gradient at the requested point.
    pub fn supply(&mut self, value: f64, gradient: &[f64], details: T) {
        let point = std::mem::take(&mut self.requested);
        self.evaluated.push(EvaluatedPoint { point, value, details, gradient: gradient.to_vec().into() });
    }

    /// Continues the iteration as far as the supplied losses allow. argmin computes an iteration in
    /// one go. When it reaches a point whose loss is missing, that point is requested and the
    /// iteration is computed again from its start, which leads to the same point.
    pub fn advance(&mut self) -> LbfgsRequest<'_> {
        if self.converged {
            return LbfgsRequest::Converged;
        }
        let points = EvaluatedPoints { evaluated: &self.evaluated, missing: RefCell::new(None) };
        let (mut solver, iteration) = (self.solver.clone(), self.iteration.clone());
        let mut problem = Problem::new(&points);
        let outcome = if self.begun {
            solver.next_iter(&mut problem, iteration)
        } else {
            solver.init(&mut problem, iteration)
        };
        if let Some(missing) = points.missing.take() {
            if self.evaluated.len() == MOST_POINTS {
                return self.give_up();
            }
            self.requested = missing;
            return LbfgsRequest::Evaluate(self.requested.as_slice().expect("a vector in one piece"));
        }
        let Ok((iteration, _)) = outcome else { return self.give_up() };
        if !self.begun {
            (self.solver, self.iteration, self.begun) = (solver, iteration, true);
            if let Some(first) = self.evaluated.pop() {
                (self.value, self.details) = (first.value, first.details);
            }
            return self.advance();
        }
        // A line search that fails takes the point with it.
        let reached =
            iteration.get_param().and_then(|point| self.evaluated.iter().find(|other| other.point == *point));
        let Some((value, details)) = reached.map(|point| (point.value, point.details)) else {
            return self.give_up();
        };
        // A search that ended early may have found nothing lower.
        if value.is_nan() || value >= self.value {
            self.converged = true;
            return LbfgsRequest::Converged;
        }
        (self.value, self.details) = (value, details);
        self.evaluated.clear();
        // argmin would remember any step; SciPy forgets one along which the loss does not bend
        // upwards, as may be where a search ended early: the solver stays as it was before.
        let bends = bends(&self.iteration, &iteration);
        let count = iteration.get_iter();
        self.iteration = iteration;
        if bends {
            self.solver = solver;
            self.iteration.increment_iter();
        } else if count == 0 {
            self.solver = LBFGS::new(WolfeLineSearch::new(false), MEMORY);
        }
        let status = Solver::<&EvaluatedPoints<T>, _>::terminate(&mut self.solver, &self.iteration);
        self.converged = status.terminated();
        LbfgsRequest::IterationDone
    }

    /// When an iteration fails: forgets the previous steps and tries the steepest descent, as SciPy does. If
    /// that was the step that failed, the search has converged.
    fn give_up(&mut self) -> LbfgsRequest<'_> {
        if self.iteration.get_iter() == 0 {
            self.converged = true;
            return LbfgsRequest::Converged;
        }
        let last = &self.iteration;
        let mut again = Iteration::new().cost(last.get_cost());
        again.param.clone_from(&last.param);
        again.grad.clone_from(&last.grad);
        *self = Self { value: self.value, details: self.details, ..Self::from(again, false) };
        self.advance()
    }
}

/// Returns whether the loss is convex between two iterations by more than a rounding error.
fn bends(before: &Iteration, after: &Iteration) -> bool {
    let ends = before.get_param().zip(after.get_param());
    let gradients = before.get_gradient().zip(after.get_gradient());
    ends.zip(gradients).is_some_and(|((start, end), (before, after))| {
        let step = end - start;
        step.dot(&(after - before)) > -f64::EPSILON * step.dot(before)
    })
}

impl<T> std::fmt::Debug for Lbfgs<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lbfgs")
            .field("value", &self.value)
            .field("told", &self.evaluated.len())
            .finish_non_exhaustive()
    }
}

/// The supplied losses, as argmin reads them.
struct EvaluatedPoints<'a, T> {
    evaluated: &'a [EvaluatedPoint<T>],
    missing: RefCell<Option<Vector>>,
}

impl<T> EvaluatedPoints<'_, T> {
    fn at(&self, point: &Vector) -> Result<&EvaluatedPoint<T>, Error> {
        self.evaluated.iter().find(|other| other.point == *point).ok_or_else(|| {
            self.missing.replace(Some(point.clone()));
            Error::msg("its value must be supplied first")
        })
    }
}

impl<T> CostFunction for &EvaluatedPoints<'_, T> {
    type Param = Vector;
    type Output = f64;

    fn cost(&self, point: &Vector) -> Result<f64, Error> {
        Ok(self.at(point)?.value)
    }
}

impl<T> Gradient for &EvaluatedPoints<'_, T> {
    type Param = Vector;
    type Gradient = Vector;

    fn gradient(&self, point: &Vector) -> Result<Vector, Error> {
        Ok(self.at(point)?.gradient.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The function of Rosenbrock (1960), the classic test of minimisers; its minimum is 0 at 1, 1, …
    fn rosenbrock(x: &[f64]) -> (f64, Vec<f64>) {
        let (mut value, mut gradient) = (0.0, vec![0.0; x.len()]);
        for i in 0..x.len() - 1 {
            let (slope, rest) = (x[i + 1] - x[i] * x[i], 1.0 - x[i]);
            value += 100.0 * slope * slope + rest * rest;
            gradient[i] -= 400.0 * slope * x[i] + 2.0 * rest;
            gradient[i + 1] += 200.0 * slope;
        }
        (value, gradient)
    }

    /// Returns the loss after each iteration and the number of requested points.
    fn minimise(start: Vec<f64>, function: fn(&[f64]) -> (f64, Vec<f64>)) -> (Lbfgs<f64>, Vec<f64>, usize) {
        let mut lbfgs = Lbfgs::new(start);
        let (mut losses, mut points) = (Vec::new(), 0);
        loop {
            match lbfgs.advance() {
                LbfgsRequest::Evaluate(point) => {
                    points += 1;
                    let (loss, gradient) = function(point);
                    lbfgs.supply(loss, &gradient, loss);
                }
                LbfgsRequest::IterationDone => losses.push(lbfgs.details()),
                LbfgsRequest::Converged => return (lbfgs, losses, points),
            }
        }
    }

    #[test]
    fn lbfgs_finds_the_minimum_of_rosenbrock() {
        let (lbfgs, losses, points) = minimise(vec![-1.2, 1.0, -1.2, 1.0, 0.5], rosenbrock);
        assert!(lbfgs.point().iter().all(|x| (x - 1.0).abs() < 1e-6), "{:?}", lbfgs.point());
        assert!(losses.is_sorted_by(|before, after| after < before));
        // Each iteration needs a point or two.
        assert!(points <= 2 * losses.len() + MOST_POINTS, "{points} points for {} iterations", losses.len());
    }

    /// Losses of SciPy 1.17 after iterations that needed one, two or three points.
    #[test]
    fn lbfgs_takes_the_iterations_of_scipy() {
        let from_a_valley = [
            (1, 4.225_209_188),
            (13, 1.711_243_15),
            (14, 1.132_316_637),
            (15, 1.094_858_484),
            (21, 0.332_412_652_9),
        ];
        let from_a_slope =
            [(1, 6_234.666_385), (9, 0.524_771_845_5), (11, 0.292_808_480_9), (19, 0.023_491_906_89)];
        for (start, expected) in [([-1.2, 1.0], &from_a_valley[..]), ([-3.0, -4.0], &from_a_slope)] {
            let (_, losses, _) = minimise(start.to_vec(), rosenbrock);
            for &(iteration, loss) in expected {
                let ours = losses[iteration - 1];
                assert!((ours / loss - 1.0).abs() < 1e-8, "{iteration}: {ours}, not {loss}");
            }
        }
    }

    #[test]
    fn lbfgs_converges_at_once_at_a_minimum() {
        let (lbfgs, losses, points) = minimise(vec![1.0, 1.0], rosenbrock);
        assert_eq!((lbfgs.point(), losses.len(), points), (&[1.0, 1.0][..], 0, 1));
    }

    #[test]
    fn lbfgs_stops_where_the_loss_is_nan() {
        let (_, losses, points) =
            minimise(vec![1.0, 2.0], |x| (if x == [1.0, 2.0] { 1.0 } else { f64::NAN }, vec![1.0, 1.0]));
        assert!(losses.is_empty(), "{losses:?}");
        assert!(points <= MOST_POINTS + 2);
    }
}
