import { expect, test } from 'vitest';
import { float32Mean } from './float32-mean.js';

// Values of NumPy 2.4.6: np.mean(np.array([1000 + (37 * k % 1000) / 7 for k in range(n)], float32)).
test.each([
  [1, 1000.0],
  [7, 1015.8571166992188],
  [8, 1018.5],
  [50, 1066.642822265625],
  [129, 1070.2901611328125],
  [1000, 1071.3572998046875],
  [2500, 1071.414306640625],
])('the mean of %d float32 values has the last bit of NumPy', (count, mean) => {
  const values = Float32Array.from({ length: count }, (_, k) => 1000 + ((37 * k) % 1000) / 7);
  expect(float32Mean(values)).toBe(mean);
});
