//! Linear → `ReLU` → Linear → sigmoid, a block of samples at a time.

use super::matrix::stride;
use super::panels::Panels;
use super::product::{add_transposed_product, product};
use super::real::{LANES, Lanes, Real};
use crate::random::TorchGenerator;

/// The widths of an autoencoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Features of a sample.
    pub input: usize,
    /// Units of the code.
    pub hidden: usize,
}

impl Shape {
    /// How many parameters there are: weights and biases of both layers.
    #[must_use]
    pub fn parameters(self) -> usize {
        2 * self.input * self.hidden + self.hidden + self.input
    }
}

/// `decoder = sigmoid(W₂ relu(W₁ x + b₁) + b₂)`.
///
/// The parameters lie in one vector in the order of `PyTorch`'s `state_dict()`: encoder.weight
/// [hidden × input], encoder.bias, decoder.weight [input × hidden], decoder.bias. Beside them are
/// the layouts in which the products want the weights, kept in step by [`Autoencoder::update`].
#[derive(Debug, Clone)]
pub struct Autoencoder<T> {
    shape: Shape,
    parameters: Vec<T>,
    /// W₁ᵀ.
    encode: Panels<T>,
    encoder_bias: Vec<T>,
    /// W₂ᵀ.
    decode: Panels<T>,
    decoder_bias: Vec<T>,
    /// W₂, for the way back.
    decoder: Panels<T>,
}

/// Sums over samples of the derivatives by each parameter, in the layouts of the products.
#[derive(Debug, Clone)]
pub struct Derivatives<T> {
    encoder: Panels<T>,
    encoder_bias: Vec<T>,
    decoder: Panels<T>,
    decoder_bias: Vec<T>,
}

impl Autoencoder<f32> {
    /// The weights of `torch.manual_seed(seed)` and two `nn.Linear`, encoder first.
    #[must_use]
    pub fn init(shape: Shape, seed: u32) -> Self {
        let mut generator = TorchGenerator::new(seed);
        let mut parameters = Vec::with_capacity(shape.parameters());
        for (outputs, inputs) in [(shape.hidden, shape.input), (shape.input, shape.hidden)] {
            let layer = generator.linear_init(outputs, inputs);
            parameters.extend(layer.weight);
            parameters.extend(layer.bias);
        }
        Self::new(shape, parameters)
    }
}

impl<T: Real> Autoencoder<T> {
    /// An autoencoder with given parameters, in the order of `state_dict()`.
    ///
    /// # Panics
    /// If there are not `shape.parameters()` of them.
    #[must_use]
    pub fn new(shape: Shape, parameters: Vec<T>) -> Self {
        assert_eq!(parameters.len(), shape.parameters());
        let Shape { input, hidden } = shape;
        let mut model = Self {
            shape,
            parameters,
            encode: Panels::zeros(input, hidden),
            encoder_bias: vec![T::default(); stride(hidden)],
            decode: Panels::zeros(hidden, input),
            decoder_bias: vec![T::default(); stride(input)],
            decoder: Panels::zeros(input, hidden),
        };
        model.arrange();
        model
    }

    /// The widths.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// All parameters, in the order of `state_dict()`.
    #[must_use]
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// Changes the parameters.
    pub fn update(&mut self, change: impl FnOnce(&mut [T])) {
        change(&mut self.parameters);
        self.arrange();
    }

    fn arrange(&mut self) {
        let Shape { input, hidden } = self.shape;
        let (encoder, rest) = self.parameters.split_at(hidden * input);
        let (encoder_bias, rest) = rest.split_at(hidden);
        let (decoder, decoder_bias) = rest.split_at(input * hidden);
        self.encode.copy_transposed(encoder);
        self.encoder_bias[..hidden].copy_from_slice(encoder_bias);
        self.decode.copy_transposed(decoder);
        self.decoder_bias[..input].copy_from_slice(decoder_bias);
        self.decoder.copy_rows(decoder);
    }

    /// codes = relu(W₁ x + b₁); whole rows with their padding.
    pub fn encode(&self, x: &[T], codes: &mut [T]) {
        product(codes, &self.encoder_bias, x, &self.encode, Lanes::positive);
    }

    /// reconstruction = sigmoid(W₂ codes + b₂); whole rows with their padding.
    pub fn decode(&self, codes: &[T], reconstruction: &mut [T]) {
        product(reconstruction, &self.decoder_bias, codes, &self.decode, |sum| sum);
        T::sigmoid(reconstruction);
        if !self.shape.input.is_multiple_of(LANES) {
            // sigmoid(0) is not 0, and padding is.
            for row in reconstruction.chunks_exact_mut(stride(self.shape.input)) {
                row[self.shape.input..].fill(T::default());
            }
        }
    }

    /// The way back through one block: from the samples, their codes and reconstructions to the
    /// derivatives of `scale · Σ (reconstruction − x)² + Σ_ij code_gradient_j · code_ij`, which are
    /// added up. `reconstruction` is overwritten; `code_error` is room for a block of codes.
    /// Returns the sum of the squared errors.
    #[allow(clippy::too_many_arguments, reason = "the operands of one formula")]
    pub fn backward(
        &self,
        x: &[T],
        codes: &[T],
        reconstruction: &mut [T],
        code_error: &mut [T],
        code_gradient: &[T],
        scale: f64,
        derivatives: &mut Derivatives<T>,
    ) -> f64 {
        // Through the squared error and the sigmoid, y' = y (1 − y).
        let (one, twice) = (T::Lanes::splat(T::of(1.0)), T::Lanes::splat(T::of(2.0 * scale)));
        let mut squared = T::Lanes::splat(T::default());
        for (y_four, x_four) in reconstruction.chunks_exact_mut(LANES).zip(x.chunks_exact(LANES)) {
            let y = T::Lanes::load(y_four);
            let error = y - T::Lanes::load(x_four);
            squared += error * error;
            (twice * error * (y * (one - y))).store(y_four);
        }
        let output_error = &*reconstruction;

        // Through the decoder.
        add_columns::<T>(&mut derivatives.decoder_bias, output_error);
        add_transposed_product(&mut derivatives.decoder, output_error, codes);
        product(code_error, code_gradient, output_error, &self.decoder, |sum| sum);

        // Through the ReLU and the encoder.
        for (error, code) in code_error.chunks_exact_mut(LANES).zip(codes.chunks_exact(LANES)) {
            T::Lanes::load(error).where_positive(T::Lanes::load(code)).store(error);
        }
        add_columns::<T>(&mut derivatives.encoder_bias, code_error);
        add_transposed_product(&mut derivatives.encoder, code_error, x);
        squared.sum()
    }
}

impl<T: Real> Derivatives<T> {
    /// All zero.
    #[must_use]
    pub fn zeros(shape: Shape) -> Self {
        Self {
            encoder: Panels::zeros(shape.hidden, shape.input),
            encoder_bias: vec![T::default(); stride(shape.hidden)],
            decoder: Panels::zeros(shape.input, shape.hidden),
            decoder_bias: vec![T::default(); stride(shape.input)],
        }
    }

    /// Sets all to zero.
    pub fn clear(&mut self) {
        self.encoder.clear();
        self.encoder_bias.fill(T::default());
        self.decoder.clear();
        self.decoder_bias.fill(T::default());
    }

    /// Writes them in the order of the parameters.
    pub fn collect(&self, into: &mut [T]) {
        let mut rest = into;
        for (weight, bias) in [(&self.encoder, &self.encoder_bias), (&self.decoder, &self.decoder_bias)] {
            let (to, after) = rest.split_at_mut(weight.rows() * weight.columns());
            weight.write_rows(to);
            rest = after;
            let (to, after) = rest.split_at_mut(weight.rows());
            to.copy_from_slice(&bias[..weight.rows()]);
            rest = after;
        }
    }
}

/// sums += the block's column sums; the block's own sum is made first.
fn add_columns<T: Real>(sums: &mut [T], block: &[T]) {
    let width = sums.len();
    let (sixteens, fours) = sums.as_chunks_mut::<{ 4 * LANES }>();
    for (index, sums) in sixteens.iter_mut().enumerate() {
        add_strip::<T, 4>(sums, block, width, index * 4 * LANES);
    }
    let first = width - fours.len();
    for (index, sums) in fours.chunks_exact_mut(LANES).enumerate() {
        add_strip::<T, 1>(sums, block, width, first + index * LANES);
    }
}

/// Of `N` times four columns; as many sums at a time keep the processor busy.
fn add_strip<T: Real, const N: usize>(sums: &mut [T], block: &[T], width: usize, column: usize) {
    let mut own = [T::Lanes::splat(T::default()); N];
    for row in block.chunks_exact(width) {
        for (sum, four) in own.iter_mut().zip(row[column..].as_chunks::<LANES>().0) {
            *sum += T::Lanes::load(four);
        }
    }
    for (sum, four) in own.into_iter().zip(sums.chunks_exact_mut(LANES)) {
        (T::Lanes::load(four) + sum).store(four);
    }
}
