//! Initial weights.

use ndarray::Axis;

use super::architecture::{Architecture, LayerLayout, ParameterLayout};
use super::autoencoder::Autoencoder;
use super::dictionary::Dictionary;
use crate::experiment::Settings;
use crate::parameter::choice;
use crate::random::TorchGenerator;
use crate::tensor::Matrix;

choice! {
    /// Initialisation of the weights.
    Init {
        /// The default of nn.Linear: uniform within ±1/√inputs.
        Torch = "torch" as "PyTorch default",
        /// Uniform within ±√(6 / (inputs + outputs + 1)), biases zero (Glorot & Bengio 2010, as in CS294A).
        XavierUniform = "xavier_uniform" as "Xavier uniform",
        /// Decoder columns of norm 1, the encoder their transpose, biases zero.
        TiedUnit = "tied_unit" as "Tied, unit norm",
        /// As tied_unit, with the decoder bias set so that a zero code reconstructs the mean of the training samples (Bricken et al. 2023 use the median).
        TiedMean = "tied_mean" as "Tied, mean bias",
    }
}

impl Autoencoder<f32> {
    /// Returns the initial weights that the exported script draws from `generator`: first one `nn.Linear` per
    /// layer (encoder, log-variance, decoder), then the change that `init` makes. A tied decoder draws
    /// nothing and has zero biases.
    #[must_use]
    pub fn init(settings: &Settings, generator: &mut TorchGenerator) -> Self {
        let architecture = Architecture::from(settings);
        let plan = architecture.plan();
        let mut parameters = vec![0.0; plan.parameters];
        for place in plan.places().filter(|place| !place.tied) {
            let layer = generator.linear_init(place.outputs, place.inputs);
            parameters[place.weight.clone()].iter_mut().zip(layer.weight).for_each(|(to, from)| *to = from);
            parameters[place.bias.clone()].iter_mut().zip(layer.bias).for_each(|(to, from)| *to = from);
        }
        match settings.init {
            Init::Torch => {}
            Init::XavierUniform => xavier_uniform(&plan, &mut parameters, generator),
            Init::TiedUnit | Init::TiedMean => tied_unit(&plan, &mut parameters),
        }
        for (tensor, range) in architecture.method_tensors(plan.own.start) {
            parameters[range].fill((tensor.initial)(settings) as f32);
        }
        if settings.decoder_norm {
            Dictionary::new(&plan).normalise(&mut parameters);
        }
        Self::new(architecture, parameters)
    }

    /// The weights that training on these samples begins with.
    #[must_use]
    pub fn beginning(settings: &Settings, generator: &mut TorchGenerator, train: &Matrix<f32>) -> Self {
        let mut model = Self::init(settings, generator);
        if settings.init == Init::TiedMean {
            model.begin_at_mean(train);
        }
        model
    }

    /// Sets the decoder's last bias so that a code of zeros decodes to the mean of the samples, as far as the
    /// output function can reach it. In deep decoders the layers in between turn the zeros into other values
    /// first.
    fn begin_at_mean(&mut self, samples: &Matrix<f32>) {
        let mean = samples.view().mapv(f64::from).mean_axis(Axis(0)).expect("there are samples to train on");
        let output = self.architecture().output;
        self.update(|parameters, plan| {
            let bias = plan.layers.last().expect("a decoder has a layer").bias.clone();
            for (bias, &mean) in parameters[bias].iter_mut().zip(&mean) {
                *bias = output.inverse(mean) as f32;
            }
        });
    }
}

fn xavier_uniform(plan: &ParameterLayout, parameters: &mut [f32], generator: &mut TorchGenerator) {
    for place in plan.places() {
        parameters[place.bias.clone()].fill(0.0);
        if !place.tied {
            let bound = libm::sqrt(6.0 / (place.inputs + place.outputs + 1) as f64) as f32;
            parameters[place.weight.clone()]
                .iter_mut()
                .for_each(|weight| *weight = generator.uniform(-bound, bound));
        }
    }
}

fn tied_unit(plan: &ParameterLayout, parameters: &mut [f32]) {
    let (encoder, decoder) = plan.layers.split_at(plan.depth());
    for place in plan.places() {
        parameters[place.bias.clone()].fill(0.0);
    }
    for (there, back) in encoder.iter().zip(decoder.iter().rev()) {
        let mut columns = Dictionary::of(back);
        columns.normalise(parameters);
        if !back.tied {
            transpose(there, &columns, parameters);
        }
    }
}

/// Every row of an encoder's weight becomes the column of a decoder's.
fn transpose(there: &LayerLayout, columns: &Dictionary, parameters: &mut [f32]) {
    for unit in 0..there.outputs {
        for input in 0..there.inputs {
            let row = there.weight.start + unit * there.inputs + input;
            parameters[row] = parameters[columns.position(unit, input)];
        }
    }
}
