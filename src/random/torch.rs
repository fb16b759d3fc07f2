//! PyTorch's random stream on the CPU.

use std::ops::Range;

use ndarray::{Array1, Array2};
use rand_mt::Mt;

/// PyTorch's default CPU generator after `torch.manual_seed(seed)`
/// (source: PyTorch 2.15, `aten/src/ATen/CPUGeneratorImpl.cpp` and `core/MT19937RNGEngine.h`).
#[derive(Clone, Debug)]
pub struct TorchGenerator {
    words: Mt,
    /// The second normal number of the last pair (`next_double_normal_sample`). Only the next single normal
    /// uses it.
    spare_normal: Option<f64>,
}

/// Normals are made in groups of this many, where there are enough for one.
const GROUP: usize = 16;

/// A linear layer's initial parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearInit {
    /// Shape (outputs, inputs), as in `torch.nn.Linear.weight`.
    pub weight: Array2<f32>,
    pub bias: Array1<f32>,
}

impl TorchGenerator {
    /// Returns the stream after `torch.manual_seed(seed)`.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { words: Mt::new(seed), spare_normal: None }
    }

    /// Draws one value of `Tensor.uniform_(from, to)` for float32: 24 random bits (`uniform_real` in
    /// `aten/src/ATen/core/TransformationHelper.h`). Scaling and shifting are one fused multiply-add, as in
    /// PyTorch's builds.
    pub fn uniform(&mut self, from: f32, to: f32) -> f32 {
        self.rand().mul_add(to - from, from)
    }

    /// Draws one value of `torch.rand`, which fills every shape in order: 24 random bits, in [0, 1).
    pub fn rand(&mut self) -> f32 {
        const BITS: u32 = 24;
        const UNIT: f32 = 1.0 / (1 << BITS) as f32;
        (self.words.next_u32() & ((1 << BITS) - 1)) as f32 * UNIT
    }

    /// `torch.randn` of as many values. What a value is depends on how many are drawn together: see
    /// [`TorchGenerator::randn_part`], of which this is all parts.
    ///
    /// ```
    /// use sparse_autoencoder::random::TorchGenerator;
    ///
    /// let mut values = [0.0; 3];
    /// TorchGenerator::new(0).randn(&mut values);
    /// assert_eq!(values.map(|value| format!("{value:.4}")), ["1.5410", "-0.2934", "-2.1788"]);
    /// ```
    pub fn randn(&mut self, values: &mut [f32]) {
        self.randn_part(values, 0..values.len());
    }

    /// Continues `torch.randn(values.len())` by drawing one part of the values. Parts follow each other from
    /// 0 to the end without gaps. Each part but the last ends at a multiple of 16, and `values` is the whole
    /// slice every time because the last part may redraw some values before it.
    ///
    /// From 16 values on they are drawn in groups of 16 from as many uniform numbers, in float32. If their
    /// number is not a multiple of 16, the last 16 are drawn a second time (`normal_fill_AVX2` in
    /// `aten/src/ATen/native/cpu/DistributionTemplates.h`). Fewer are drawn one at a time, in float64.
    /// PyTorch computes the groups with its own logarithms, sines and cosines, so its last bit may differ.
    ///
    /// # Panics
    /// If a part begins or ends elsewhere.
    pub fn randn_part(&mut self, values: &mut [f32], part: Range<usize>) {
        let is_last = part.end == values.len();
        assert!(part.start.is_multiple_of(GROUP) && (is_last || part.end.is_multiple_of(GROUP)), "{part:?}");
        if values.len() < GROUP {
            return values[part].fill_with(|| self.standard_normal() as f32);
        }
        let (groups, rest) = values[part].as_chunks_mut::<GROUP>();
        for group in groups {
            self.normal_group(group);
        }
        if !rest.is_empty() {
            // PyTorch draws these too and then redraws them with the values before them.
            rest.fill_with(|| self.rand());
            self.normal_group(values.last_chunk_mut().expect("there are enough for a group"));
        }
    }

    /// Sixteen uniforms become eight pairs of normals (Box and Muller).
    fn normal_group(&mut self, group: &mut [f32; GROUP]) {
        group.fill_with(|| self.rand());
        let (first, second) = group.split_at_mut(GROUP / 2);
        for (first, second) in first.iter_mut().zip(second) {
            let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - *first));
            let (sine, cosine) = libm::sincosf(std::f32::consts::TAU * *second);
            (*first, *second) = (radius * cosine, radius * sine);
        }
    }

    /// Draws one normal number of a pair in float64 (`normal_distribution<double>` in
    /// `aten/src/ATen/core/DistributionsHelper.h`).
    fn standard_normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        let (of_angle, of_radius) = (self.uniform_double(), self.uniform_double());
        let radius = libm::sqrt(-2.0 * libm::log1p(-of_radius));
        let (sine, cosine) = libm::sincos(std::f64::consts::TAU * of_angle);
        self.spare_normal = Some(radius * sine);
        radius * cosine
    }

    /// 53 bits of two words, in [0, 1) (`random64`, `uniform_real`).
    fn uniform_double(&mut self) -> f64 {
        const BITS: u32 = 53;
        const UNIT: f64 = 1.0 / (1_u64 << BITS) as f64;
        let (high, low) = (u64::from(self.words.next_u32()), u64::from(self.words.next_u32()));
        ((high << 32 | low) & ((1 << BITS) - 1)) as f64 * UNIT
    }

    /// `torch.randperm(order.len())` into `order` (`randperm_cpu` in
    /// `aten/src/ATen/native/TensorFactories.cpp`).
    pub fn randperm(&mut self, order: &mut [usize]) {
        let count = order.len();
        order.iter_mut().enumerate().for_each(|(index, value)| *value = index);
        for index in 0..count.saturating_sub(1) {
            let step = self.words.next_u32() as usize % (count - index);
            order.swap(index, index + step);
        }
    }

    /// The parameters of a new `torch.nn.Linear(inputs, outputs)`: first the weight, row by row, by
    /// `kaiming_uniform_(a=sqrt(5))`, then the bias, within 1/√inputs of zero both
    /// (`torch/nn/modules/linear.py`, `torch/nn/init.py`).
    pub fn linear_init(&mut self, outputs: usize, inputs: usize) -> LinearInit {
        // Python computes the bounds in double precision; they become float32 in `uniform_`.
        let fan_in = inputs as f64;
        let slope = libm::sqrt(5.0);
        let gain = libm::sqrt(2.0 / (1.0 + slope * slope));
        let weight_bound = (libm::sqrt(3.0) * (gain / libm::sqrt(fan_in))) as f32;
        let bias_bound = (1.0 / libm::sqrt(fan_in)) as f32;
        LinearInit {
            weight: Array2::from_shape_simple_fn((outputs, inputs), || {
                self.uniform(-weight_bound, weight_bound)
            }),
            bias: Array1::from_shape_simple_fn(outputs, || self.uniform(-bias_bound, bias_bound)),
        }
    }
}
