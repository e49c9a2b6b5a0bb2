import { it } from 'vitest';
import { main } from '../main.js';
it('x', async () => {
  const t = performance.now();
  const code = await main((process.env.ZZ ?? '').split('|'));
  console.log('exit', code, ((performance.now() - t) / 1000).toFixed(2), 's');
}, 100000);
