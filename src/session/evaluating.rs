//! The session of the program that evaluates models, stage by stage.

use super::{Conversation, supply};
use crate::data::{DataFileCache, Dataset};
use crate::evaluation::{EvaluatedModel, Evaluation, Evaluator, Perplexity, Stage, evaluated_rows};
use crate::experiment::{Experiment, Link};
use crate::model::Architecture;
use crate::protocol::{Command, Evaluated, Event, RankedSamples};
use crate::tensor::Fingerprint;
use crate::training::{ScaledData, TrainedModel};
use crate::weights;

/// The number of best samples to send, and the least number of worst ones.
const SHOWN: usize = 24;
/// The most values of the ranked samples: of images of 28 × 28 pixels, the 334 worst.
const MOST_NUMBERS: usize = 1 << 18;

/// Evaluates models, and keeps what it has measured.
#[derive(Debug)]
pub struct EvaluatingSession {
    kept: Option<EvaluationCache>,
    cache: DataFileCache,
    /// Sends events immediately while a command is being carried out.
    emit: fn(Event),
}

impl EvaluatingSession {
    /// Creates a session that has measured nothing.
    #[must_use]
    pub fn new(emit: fn(Event)) -> Self {
        Self { kept: None, cache: DataFileCache::default(), emit }
    }
}

impl Conversation for EvaluatingSession {
    fn handle(&mut self, command: Command, _now: f64) -> Option<Event> {
        match command {
            Command::Supply { link, file } => supply(&mut self.cache, &link, file),
            Command::Evaluate { link, stage, perplexity, weights } => {
                let asked = StageRequest { link: &link, weights: &weights, stage, perplexity };
                evaluate(&mut self.kept, asked, &self.cache, self.emit);
            }
            _ => {}
        }
        None
    }
}

/// The last evaluation, so that nothing is computed twice.
#[derive(Debug)]
struct EvaluationCache {
    link: String,
    /// The link's part that determines the data: results of the samples themselves remain valid with it.
    data: String,
    /// The number of units, which sets the number of components of PCA.
    width: usize,
    evaluator: Evaluator,
    judged: EvaluatedModel,
}

/// A request to evaluate a stage.
#[derive(Debug, Clone, Copy)]
struct StageRequest<'a> {
    link: &'a str,
    /// The file of the model's weights.
    weights: &'a [u8],
    /// The stage to complete.
    stage: Stage,
    /// The perplexity of t-SNE's maps.
    perplexity: Perplexity,
}

/// Completes a stage and reports its progress.
fn evaluate(kept: &mut Option<EvaluationCache>, asked: StageRequest, cache: &DataFileCache, emit: fn(Event)) {
    let StageRequest { link, weights, stage, perplexity } = asked;
    let EvaluationCache { evaluator, judged, .. } = match renewed(kept.take(), link, weights, cache) {
        Ok(renewed) => kept.insert(renewed),
        Err(message) => return emit(Event::Refused { run: 0, message }),
    };
    evaluator.set_perplexity(perplexity);
    emit(Event::Evaluating { stage, share: 0.0 });
    let mut said = 0.0;
    let result = judged.evaluate(evaluator, stage, &mut |share| {
        if share - said >= 0.01 {
            said = share;
            emit(Event::Evaluating { stage, share });
        }
    });
    let problem = result.err().map(|error| error.to_string());
    emit(Event::Evaluated(Box::new(evaluated(stage, problem, evaluator.evaluation(), judged))));
}

/// Returns the cache, updated to the request.
fn renewed(
    kept: Option<EvaluationCache>,
    link: &str,
    weights: &[u8],
    cache: &DataFileCache,
) -> Result<EvaluationCache, String> {
    let experiment = Link::parse(link).experiment;
    let link = experiment.link();
    let parameters = weights::load(weights, &Architecture::from(&*experiment))
        .map_err(|error| error.to_string())?
        .parameters;
    let (data, width) = (experiment.data_link(), Architecture::from(&*experiment).code());
    let Some(mut kept) = kept.filter(|kept| kept.data == data) else {
        let judged = evaluated_model(experiment, parameters, cache)?;
        return Ok(EvaluationCache { link, data, width, evaluator: Evaluator::new(), judged });
    };
    if kept.width != width {
        kept.evaluator.forget_width();
    }
    if kept.link == link && kept.judged.model().fingerprint() == Fingerprint::of(&parameters) {
        return Ok(kept);
    }
    kept.evaluator.forget_model();
    let judged = if kept.link == link {
        kept.judged.with(parameters)
    } else {
        evaluated_model(experiment, parameters, cache)?
    };
    Ok(EvaluationCache { link, width, judged, ..kept })
}

fn evaluated_model(
    experiment: Experiment,
    parameters: Vec<f32>,
    cache: &DataFileCache,
) -> Result<EvaluatedModel, String> {
    let mut data = Dataset::of(&experiment, cache).map_err(|error| error.to_string())?;
    if let Some(most) = evaluated_rows(&experiment) {
        data = data.thinned(most);
    }
    let data = ScaledData::from(data);
    Ok(EvaluatedModel::new(TrainedModel::with_weights(experiment, parameters, &data.train), data))
}

fn evaluated(stage: Stage, problem: Option<String>, all: &Evaluation, judged: &EvaluatedModel) -> Evaluated {
    let mut evaluation = Evaluation::default();
    evaluation.take(stage, all);
    let inputs = judged.inputs();
    let ranked = evaluation.of_codes.reconstruction.as_ref().map_or(&[][..], |errors| &errors.ranked);
    Evaluated {
        stage,
        problem,
        fingerprint: judged.model().fingerprint(),
        normal: inputs.normal,
        width: inputs.width,
        rows: inputs.rows.to_vec(),
        names: judged.data().facts.test_names(),
        labels: inputs.test_labels.to_vec(),
        classes: inputs.classes.to_vec(),
        ranked_samples: ranked_samples(ranked, judged),
        evaluation,
    }
}

/// Returns the worst samples, as many as may be sent, and the best ones, each once.
fn ranked_samples(ranked: &[usize], judged: &EvaluatedModel) -> RankedSamples {
    let features = judged.inputs().test.ncols().max(1);
    let first = (MOST_NUMBERS / features).max(SHOWN).min(ranked.len());
    let last = ranked.len().saturating_sub(SHOWN).max(first);
    let shown: Vec<_> = ranked[..first].iter().chain(&ranked[last..]).copied().collect();
    let rows = |samples: ndarray::ArrayView2<f32>| {
        shown.iter().flat_map(|&sample| samples.row(sample).to_vec()).collect()
    };
    RankedSamples {
        originals: rows(judged.inputs().test),
        reconstructions: rows(judged.test().reconstructions.view()),
        samples: shown,
    }
}
