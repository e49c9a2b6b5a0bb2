import { expect, it } from 'vitest';
import { checkHealth } from './health.js';

it('the whole is as healthy as its worst part, and a part that throws is named', async () => {
  const well = () => Promise.resolve({ healthy: true, detail: 'fine' });
  expect(await checkHealth({ bus: well, store: well })).toMatchObject({ healthy: true });
  const report = await checkHealth({
    bus: well,
    store: () => Promise.resolve({ healthy: false, detail: 'full' }),
    pool: () => Promise.reject(new Error('gone')),
  });
  expect(report).toEqual({
    healthy: false,
    detail: 'not well: store, pool',
    parts: {
      bus: { healthy: true, detail: 'fine' },
      store: { healthy: false, detail: 'full' },
      pool: { healthy: false, detail: 'gone' },
    },
  });
});
