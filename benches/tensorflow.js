// A worker: the same step in TensorFlow.js on its wasm backend, one thread. The main thread posts a
// shape and a time in milliseconds; the answer is milliseconds an epoch.
importScripts("/tf/tfjs/dist/tf.min.js", "/tf/tfjs-backend-wasm/dist/tf-backend-wasm.min.js");

onmessage = async ({ data: { samples, features, units, ms } }) => {
  tf.wasm.setWasmPaths("/tf/tfjs-backend-wasm/dist/");
  tf.wasm.setThreadsCount(1);
  await tf.setBackend("wasm");
  const x = tf.randomNormal([samples, features], 0, 1, "float32", 1);
  const uniform = (shape, inputs, seed) => tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs), "float32", seed));
  const [w1, b1] = [uniform([features, units], features, 2), uniform([units], features, 3)];
  const [w2, b2] = [uniform([units, features], units, 4), uniform([features], units, 5)];
  const optimizer = tf.train.adam(0.001);
  const loss = () => {
    const encoded = x.matMul(w1).add(b1).relu();
    const decoded = encoded.matMul(w2).add(b2).sigmoid();
    const penalty = encoded.mean(0).sub(0.05).abs().sum().mul(0.05);
    return decoded.sub(x).square().mean().add(penalty);
  };
  const epoch = () => tf.tidy(() => optimizer.minimize(loss, true, [w1, b1, w2, b2]).dataSync()[0]);
  for (let i = 0; i < 3; i++) epoch();
  let epochs = 0;
  const began = performance.now();
  do {
    epoch();
    epochs += 1;
  } while (performance.now() - began < ms);
  postMessage((performance.now() - began) / epochs);
};
