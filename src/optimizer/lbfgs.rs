//! L-BFGS, argmin's, as a conversation: it asks for the loss at one point after the other, so that
//! each can be computed in pieces.

use std::cell::RefCell;

use argmin::core::{
    CostFunction, Error, Gradient, IterState, KV, LineSearch, Problem, Solver, State, TerminationStatus,
};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

use ndarray::Array1;

use crate::model::Losses;

/// How many steps it remembers; `SciPy`'s `maxcor`.
pub const MEMORY: usize = 10;
/// Points that a line search may ask for; `SciPy`'s `maxls`.
const MOST_POINTS: usize = 20;
/// What counts as enough of a fall along a line; as in `SciPy`'s L-BFGS-B.
const ARMIJO: f64 = 1e-3;
/// What counts as enough of flattening along a line; as in `SciPy`'s L-BFGS-B.
const CURVATURE: f64 = 0.9;
/// The share of a line's bracket below which it is not narrowed further; as in `SciPy`'s L-BFGS-B.
const WIDTH: f64 = 0.1;

type Vector = Array1<f64>;
type Iteration = IterState<Vector, Vector, (), (), (), f64>;

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
    /// The last complete iteration.
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
        Self::from(Iteration::new().param(point.into()))
    }

    fn from(iteration: Iteration) -> Self {
        Self {
            solver: LBFGS::new(Line::new(), MEMORY),
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
        if self.converged || self.told.len() > MOST_POINTS {
            return self.give_up();
        }
        let known = Known { told: &self.told, missing: RefCell::new(None) };
        let (mut solver, iteration) = (self.solver.clone(), self.iteration.clone());
        let mut problem = Problem::new(&known);
        let outcome = if self.begun {
            solver.next_iter(&mut problem, iteration)
        } else {
            solver.init(&mut problem, iteration)
        };
        if let Some(missing) = known.missing.take() {
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
        // A line search that fails takes the point with it; one that ends early may have found
        // nothing lower.
        let reached =
            iteration.get_param().and_then(|point| self.told.iter().find(|told| told.point == *point));
        let Some(losses) =
            reached.map(|told| told.losses).filter(|losses| losses.total() < self.losses.total())
        else {
            return self.give_up();
        };
        self.losses = losses;
        self.told.clear();
        self.solver = solver;
        self.iteration = iteration;
        self.iteration.increment_iter();
        let status = Solver::<&Known, _>::terminate(&mut self.solver, &self.iteration);
        self.converged = status.terminated();
        Wish::Nothing
    }

    /// Where the iteration leads nowhere: forgets the steps before and tries the steepest descent
    /// instead, as `SciPy` does; where that was it, there is nowhere to go.
    fn give_up(&mut self) -> Wish<'_> {
        if self.converged || self.iteration.get_iter() == 0 {
            return Wish::Rest;
        }
        let last = &self.iteration;
        let mut again = Iteration::new().cost(last.get_cost());
        again.param.clone_from(&last.param);
        again.grad.clone_from(&last.grad);
        *self = Self { losses: self.losses, ..Self::from(again) };
        self.advance()
    }
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
struct Known<'a> {
    told: &'a [Evaluation],
    missing: RefCell<Option<Vector>>,
}

impl Known<'_> {
    fn at(&self, point: &Vector) -> Result<&Evaluation, Error> {
        self.told.iter().find(|told| told.point == *point).ok_or_else(|| {
            self.missing.replace(Some(point.clone()));
            Error::msg("to be told first")
        })
    }
}

impl CostFunction for &Known<'_> {
    type Param = Vector;
    type Output = f64;

    fn cost(&self, point: &Vector) -> Result<f64, Error> {
        Ok(self.at(point)?.losses.total())
    }
}

impl Gradient for &Known<'_> {
    type Param = Vector;
    type Gradient = Vector;

    fn gradient(&self, point: &Vector) -> Result<Vector, Error> {
        Ok(self.at(point)?.gradient.clone())
    }
}

/// Moré and Thuente's line search, whose first step of all has the length 1, as in `SciPy`.
#[derive(Clone)]
struct Line {
    search: MoreThuenteLineSearch<Vector, Vector, f64>,
    is_first: bool,
}

impl Line {
    fn new() -> Self {
        let search = MoreThuenteLineSearch::new()
            .with_c(ARMIJO, CURVATURE)
            .and_then(|search| search.with_width_tolerance(WIDTH))
            .expect("the constants are in range");
        Self { search, is_first: true }
    }
}

impl LineSearch<Vector, f64> for Line {
    fn search_direction(&mut self, direction: Vector) {
        let length = libm::sqrt(direction.dot(&direction));
        let step = if self.is_first { 1.0 / length } else { 1.0 };
        self.is_first = false;
        // A direction of length 0 or of no number at all fails in the search itself.
        let _ = self.search.initial_step_length(step);
        self.search.search_direction(direction);
    }

    fn initial_step_length(&mut self, step: f64) -> Result<(), Error> {
        self.search.initial_step_length(step)
    }
}

impl<O> Solver<O, Iteration> for Line
where
    O: CostFunction<Param = Vector, Output = f64> + Gradient<Param = Vector, Gradient = Vector>,
{
    fn name(&self) -> &'static str {
        "Moré and Thuente"
    }

    fn init(&mut self, problem: &mut Problem<O>, state: Iteration) -> Result<(Iteration, Option<KV>), Error> {
        self.search.init(problem, state)
    }

    fn next_iter(
        &mut self,
        problem: &mut Problem<O>,
        state: Iteration,
    ) -> Result<(Iteration, Option<KV>), Error> {
        self.search.next_iter(problem, state)
    }

    fn terminate(&mut self, state: &Iteration) -> TerminationStatus {
        Solver::<O, _>::terminate(&mut self.search, state)
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
