// A process of its own: the bundler takes 600 MB, which the program must not be left with.
import { bundle } from './bundle.mjs';
import { repository } from './repository.mjs';

const [entry, quick] = process.argv.slice(2);
try {
  await bundle(repository, entry, quick);
} catch (error) {
  process.stderr.write(
    `nightskies: the program starts slowly, as its modules could not be gathered: ${error.message}\n`,
  );
}
