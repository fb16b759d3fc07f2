//! `PyTorch`'s random stream on the CPU.

use ndarray::{Array1, Array2};
use rand_mt::Mt;

/// `PyTorch`'s default CPU generator after `torch.manual_seed(seed)`
/// (source: `PyTorch` 2.15, `aten/src/ATen/CPUGeneratorImpl.cpp` and `core/MT19937RNGEngine.h`).
#[derive(Clone, Debug)]
pub struct TorchGenerator {
    words: Mt,
}

/// A linear layer's initial parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearInit {
    /// Shape (outputs, inputs), as in `torch.nn.Linear.weight`.
    pub weight: Array2<f32>,
    /// Shape (outputs).
    pub bias: Array1<f32>,
}

impl TorchGenerator {
    /// The stream after `torch.manual_seed(seed)`.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { words: Mt::new(seed) }
    }

    /// One value of `Tensor.uniform_(from, to)` for float32: 24 random bits
    /// (`uniform_real` in `aten/src/ATen/core/TransformationHelper.h`). Scaling and moving are one
    /// fused multiply-add, as `PyTorch`'s builds contract them.
    pub fn uniform(&mut self, from: f32, to: f32) -> f32 {
        const BITS: u32 = 24;
        const UNIT: f32 = 1.0 / (1 << BITS) as f32;
        let fraction = (self.words.next_u32() & ((1 << BITS) - 1)) as f32 * UNIT;
        fraction.mul_add(to - from, from)
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
