//! L-BFGS, argmin's, as a conversation: it asks for the loss at one point after the other, so that
//! each can be computed in pieces.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Gradient, Problem, Solver, State};
use argmin::solver::quasinewton::LBFGS;

use super::line::{Iteration, Line, Vector};
use crate::model::Losses;

/// How many steps it remembers; `SciPy`'s `maxcor`.
pub const MEMORY: usize = 10;
/// Points that a line search may ask for; `SciPy`'s `maxls`.
const MOST_POINTS: usize = 20;

/// What it wants next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish<'a> {
    /// [`Lbfgs::tell`] it the loss here.
    Evaluation(&'a [f64]),
    /// An iteration is complete: nothing, until the next.
    Nothing,
    /// No lower loss is to be found; nothing was changed.
    Rest,
}

/// A minimisation under way.
#[derive(Clone)]
pub struct Lbfgs {
    solver: LBFGS<Line, Vector, Vector, f64>,
    /// The last complete iteration, which counts the steps that were remembered.
    iteration: Iteration,
    /// Whether the first point's loss is part of it.
    begun: bool,
    /// Whether argmin would go on after it.
    converged: bool,
    /// The losses at its point.
    losses: Losses,
    /// What was told since then.
    told: Vec<Evaluation>,
    /// What was asked for last.
    asked: Vector,
}

#[derive(Debug, Clone)]
struct Evaluation {
    point: Vector,
    losses: Losses,
    gradient: Vector,
}

impl Lbfgs {
    /// A minimisation that begins at a point.
    #[must_use]
    pub fn new(point: Vec<f64>) -> Self {
        Self::from(Iteration::new().param(point.into()), true)
    }

    fn from(iteration: Iteration, is_first: bool) -> Self {
        Self {
            solver: LBFGS::new(Line::new(is_first), MEMORY),
            iteration,
            begun: false,
            converged: false,
            losses: Losses::default(),
            told: Vec::with_capacity(MOST_POINTS),
            asked: Vector::default(0),
        }
    }

    /// Where the last complete iteration ended.
    #[must_use]
    pub fn point(&self) -> &[f64] {
        let point = self.iteration.get_param().and_then(Vector::as_slice);
        point.expect("an iteration has a point, in one piece")
    }

    /// The losses there.
    #[must_use]
    pub fn losses(&self) -> Losses {
        self.losses
    }

    /// Takes in the loss at the point that was asked for.
    pub fn tell(&mut self, losses: Losses, gradient: &[f64]) {
        let point = std::mem::take(&mut self.asked);
        self.told.push(Evaluation { point, losses, gradient: gradient.to_vec().into() });
    }

    /// Goes on with the iteration as far as what was told allows. argmin computes an iteration in
    /// one go; where it comes to a point that it was not told of, that is asked for, and the
    /// iteration computed again from its beginning, which leads to the same point.
    pub fn advance(&mut self) -> Wish<'_> {
        if self.converged {
            return Wish::Rest;
        }
        let known = EvaluatedPoints { told: &self.told, missing: RefCell::new(None) };
        let (mut solver, iteration) = (self.solver.clone(), self.iteration.clone());
        let mut problem = Problem::new(&known);
        let outcome = if self.begun {
            solver.next_iter(&mut problem, iteration)
        } else {
            solver.init(&mut problem, iteration)
        };
        if let Some(missing) = known.missing.take() {
            if self.told.len() == MOST_POINTS {
                return self.give_up();
            }
            self.asked = missing;
            return Wish::Evaluation(self.asked.as_slice().expect("a vector in one piece"));
        }
        let Ok((iteration, _)) = outcome else { return self.give_up() };
        if !self.begun {
            (self.solver, self.iteration, self.begun) = (solver, iteration, true);
            if let Some(first) = self.told.pop() {
                self.losses = first.losses;
            }
            return self.advance();
        }
        // A line search that fails takes the point with it.
        let reached =
            iteration.get_param().and_then(|point| self.told.iter().find(|told| told.point == *point));
        let Some(losses) = reached.map(|told| told.losses) else { return self.give_up() };
        // One that ends early may have found nothing lower.
        if losses.total().is_nan() || losses.total() >= self.losses.total() {
            self.converged = true;
            return Wish::Rest;
        }
        self.losses = losses;
        self.told.clear();
        // argmin would remember any step; `SciPy` forgets one along which the loss does not bend
        // upwards, as may be where a search ended early: the solver stays as it was before.
        let bends = bends(&self.iteration, &iteration);
        let count = iteration.get_iter();
        self.iteration = iteration;
        if bends {
            self.solver = solver;
            self.iteration.increment_iter();
        } else if count == 0 {
            self.solver = LBFGS::new(Line::new(false), MEMORY);
        }
        let status = Solver::<&EvaluatedPoints, _>::terminate(&mut self.solver, &self.iteration);
        self.converged = status.terminated();
        Wish::Nothing
    }

    /// Where the iteration leads nowhere: forgets the steps before and tries the steepest descent
    /// instead, as `SciPy` does; where that was it, there is nowhere to go.
    fn give_up(&mut self) -> Wish<'_> {
        if self.iteration.get_iter() == 0 {
            self.converged = true;
            return Wish::Rest;
        }
        let last = &self.iteration;
        let mut again = Iteration::new().cost(last.get_cost());
        again.param.clone_from(&last.param);
        again.grad.clone_from(&last.grad);
        *self = Self { losses: self.losses, ..Self::from(again, false) };
        self.advance()
    }
}

/// Whether the loss bends upwards from one iteration to the next, by more than a rounding.
fn bends(before: &Iteration, after: &Iteration) -> bool {
    let ends = before.get_param().zip(after.get_param());
    let gradients = before.get_gradient().zip(after.get_gradient());
    ends.zip(gradients).is_some_and(|((start, end), (before, after))| {
        let step = end - start;
        step.dot(&(after - before)) > -f64::EPSILON * step.dot(before)
    })
}

impl std::fmt::Debug for Lbfgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lbfgs")
            .field("losses", &self.losses)
            .field("told", &self.told.len())
            .finish_non_exhaustive()
    }
}

/// The loss, as far as it was told.
struct EvaluatedPoints<'a> {
    told: &'a [Evaluation],
    missing: RefCell<Option<Vector>>,
}

impl EvaluatedPoints<'_> {
    fn at(&self, point: &Vector) -> Result<&Evaluation, Error> {
        self.told.iter().find(|told| told.point == *point).ok_or_else(|| {
            self.missing.replace(Some(point.clone()));
            Error::msg("its value must be supplied first")
        })
    }
}

impl CostFunction for &EvaluatedPoints<'_> {
    type Param = Vector;
    type Output = f64;

    fn cost(&self, point: &Vector) -> Result<f64, Error> {
        Ok(self.at(point)?.losses.total())
    }
}

impl Gradient for &EvaluatedPoints<'_> {
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
    fn rosenbrock(x: &[f64]) -> (Losses, Vec<f64>) {
        let (mut value, mut gradient) = (0.0, vec![0.0; x.len()]);
        for i in 0..x.len() - 1 {
            let (slope, rest) = (x[i + 1] - x[i] * x[i], 1.0 - x[i]);
            value += 100.0 * slope * slope + rest * rest;
            gradient[i] -= 400.0 * slope * x[i] + 2.0 * rest;
            gradient[i + 1] += 200.0 * slope;
        }
        (Losses { reconstruction: value, ..Losses::default() }, gradient)
    }

    /// The loss after each iteration, and how many points were asked for.
    fn minimise(start: Vec<f64>, function: fn(&[f64]) -> (Losses, Vec<f64>)) -> (Lbfgs, Vec<f64>, usize) {
        let mut lbfgs = Lbfgs::new(start);
        let (mut losses, mut points) = (Vec::new(), 0);
        loop {
            match lbfgs.advance() {
                Wish::Evaluation(point) => {
                    points += 1;
                    let (loss, gradient) = function(point);
                    lbfgs.tell(loss, &gradient);
                }
                Wish::Nothing => losses.push(lbfgs.losses().total()),
                Wish::Rest => return (lbfgs, losses, points),
            }
        }
    }

    #[test]
    fn it_finds_the_minimum_of_a_bent_valley() {
        let (lbfgs, losses, points) = minimise(vec![-1.2, 1.0, -1.2, 1.0, 0.5], rosenbrock);
        assert!(lbfgs.point().iter().all(|x| (x - 1.0).abs() < 1e-6), "{:?}", lbfgs.point());
        assert!(losses.is_sorted_by(|before, after| after < before));
        // Each iteration needs a point or two.
        assert!(points <= 2 * losses.len() + MOST_POINTS, "{points} points for {} iterations", losses.len());
    }

    /// Losses that `SciPy` 1.17 comes by, after iterations that needed a point, two or three.
    #[test]
    fn it_goes_the_way_of_scipy() {
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
    fn it_rests_where_it_begins_at_a_minimum() {
        let (lbfgs, losses, points) = minimise(vec![1.0, 1.0], rosenbrock);
        assert_eq!((lbfgs.point(), losses.len(), points), (&[1.0, 1.0][..], 0, 1));
    }

    #[test]
    fn it_rests_where_the_loss_is_no_number() {
        let (_, losses, points) = minimise(vec![1.0, 2.0], |x| {
            let losses =
                Losses { reconstruction: if x == [1.0, 2.0] { 1.0 } else { f64::NAN }, ..Losses::default() };
            (losses, vec![1.0, 1.0])
        });
        assert!(losses.is_empty(), "{losses:?}");
        assert!(points <= MOST_POINTS + 2);
    }
}
